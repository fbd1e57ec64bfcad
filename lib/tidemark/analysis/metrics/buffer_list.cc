#include "tidemark/analysis/metrics/buffer_list.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tidemark/analysis/model/places.h"

namespace tidemark::analysis {

void BufferList::OnEvent(const trace::Event& event, const Moment& now) {
  alloc_ = std::get_if<trace::Alloc>(&event.body);
  if (const auto* const begin = std::get_if<trace::ScopeBegin>(&event.body)) {
    scopes_.Begin(now.thread, begin->name);
  } else if (const auto* const end = std::get_if<trace::ScopeEnd>(&event.body)) {
    scopes_.End(now.thread, end->name);
  }
}

void BufferList::OnAlloc(LiveBuffer& buffer, const Moment& now) {
  if (buffer.external || alloc_ == nullptr || now.t > options_.to) return;
  const std::string& scope = scopes_.PathOf(scopes_.Of(now.thread));
  if (options_.in_scope && !options_.in_scope(scope)) return;
  Entry& entry = live_[buffer.serial];
  entry.site = buffer.site;
  BufferReport& report = entry.report;
  report.scope = scope;
  report.id = buffer.named();
  report.address = static_cast<int64_t>(alloc_->buffer.addr.value_or(0));
  report.thread = now.thread.value();
  report.kind = std::string(alloc_->kind);
  report.dtype = std::string(alloc_->dtype);
  if (alloc_->shape.has_value()) report.shape.assign(alloc_->shape->begin(), alloc_->shape->end());
  report.label = std::string(alloc_->label);
  report.op = std::string(alloc_->op);
  report.bytes = buffer.bytes;
  report.begin_t = now.t;
}

void BufferList::OnResize(LiveBuffer& buffer, int64_t /*bytes_before*/, const Moment& /*now*/) {
  const auto entry = live_.find(buffer.serial);
  if (entry == live_.end()) return;
  entry->second.report.bytes = std::max(entry->second.report.bytes, buffer.bytes);
}

void BufferList::OnFree(LiveBuffer& buffer, const BufferEnd& /*end*/, const Moment& now) {
  End(buffer.serial, now.t);
}

void BufferList::End(int64_t serial, int64_t end_t) {
  const auto entry = live_.find(serial);
  if (entry == live_.end()) return;
  if (end_t < 0 || end_t >= options_.from) {
    entry->second.report.end_t = end_t;
    const int64_t bytes = entry->second.report.bytes;
    ended_.Add(bytes, serial, std::move(entry->second));
  }
  live_.erase(entry);
}

void BufferList::OnTraceEnd(const TraceEnd& end) {
  for (const LiveBuffer* const buffer : end.buffers) End(buffer->serial, -1);
  Details& details = end.report.details;
  details.buffer_count = ended_.count();
  ended_.ForEach([&](Entry& entry) {
    entry.report.site = end.places.Resolve(entry.site);
    details.buffers.push_back(std::move(entry.report));
  });
}

}  // namespace tidemark::analysis
