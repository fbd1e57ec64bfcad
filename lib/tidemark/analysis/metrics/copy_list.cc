#include "tidemark/analysis/metrics/copy_list.h"

#include <string>
#include <utility>
#include <variant>

#include "tidemark/analysis/model/places.h"

namespace tidemark::analysis {

void CopyList::OnEvent(const trace::Event& event, const Moment& now) {
  if (const auto* const begin = std::get_if<trace::ScopeBegin>(&event.body)) {
    scopes_.Begin(now.thread, begin->name);
  } else if (const auto* const end = std::get_if<trace::ScopeEnd>(&event.body)) {
    scopes_.End(now.thread, end->name);
  }
}

void CopyList::OnCopy(const CopyMade& copy, const Moment& now) {
  if (now.t < options_.from || now.t > options_.to) return;
  const std::string& scope = scopes_.PathOf(scopes_.Of(now.thread));
  if (options_.in_scope && !options_.in_scope(scope)) return;
  Entry entry;
  entry.site = now.site;
  entry.source_site = copy.source.site;
  entry.report.scope = scope;
  entry.report.thread = now.thread.value();
  entry.report.t = now.t;
  entry.report.bytes = copy.event.bytes;
  entry.report.op = std::string(copy.event.op);
  entry.report.reason = std::string(copy.event.reason);
  entry.report.source = copy.source.named();
  entry.report.destination = copy.destination.named();
  copies_.Add(copy.event.bytes, now.event, std::move(entry));
}

void CopyList::OnCopyJudged(const JudgedCopy& copy) {
  if (Entry* const entry = copies_.Find(copy.event)) entry->report.needless = !copy.rule.empty();
}

void CopyList::OnTraceEnd(const TraceEnd& end) {
  Details& details = end.report.details;
  details.copy_count = copies_.count();
  copies_.ForEach([&](Entry& entry) {
    entry.report.site = end.places.Resolve(entry.site);
    entry.report.source_site = end.places.Resolve(entry.source_site);
    details.copies.push_back(std::move(entry.report));
  });
}

}  // namespace tidemark::analysis
