// leak: a buffer that was not freed when the trace was closed, and that nobody keeps on purpose
// (LeakJudge).
//
// A truncated trace has no leaks: its live buffers might have been freed later. Of memory that is
// no array the log knows no accesses, so that in a replay it stays live to the end of the trace.
#include <string>

#include "absl/strings/str_cat.h"
#include "tidemark/analysis/metrics/site_sums.h"
#include "tidemark/analysis/model/places.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/leak_judge.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace {

std::string Message(const Occurrences& all) {
  if (all.count == 1) {
    return absl::StrCat("a buffer of ", BytesText(all.bytes),
                        " was not freed when the trace was closed");
  }
  return absl::StrCat(all.count, " buffers, ", BytesText(all.bytes),
                      " in all, were not freed when the trace was closed");
}

std::string Advice(const Occurrences& all) {
  if (all.note.empty()) return "free what is made here, or let an owner free it";
  return absl::StrCat("release what still holds ",
                      all.count == 1 ? "it: " : "the largest: ", all.note);
}

std::string PlaceText(const SiteReport& site) {
  if (site.file.empty()) return site.function;
  return absl::StrCat(site.file, ":", site.line);
}

// "view 2 (a.cc:20)"; empty where no event named a view.
std::string HoldersText(const ArrayState& array, const LiveState& live, Places* places) {
  constexpr size_t kMostNamed = 3;
  std::string names;
  size_t named = 0;
  for (const LiveView* const view : live.FirstViews(array, kMostNamed)) {
    const std::string place = PlaceText(places->Resolve(view->site));
    absl::StrAppend(&names, named == 0 ? "" : ", ", view->owner ? "handle " : "view ", view->id,
                    place.empty() ? "" : absl::StrCat(" (", place, ")"));
    ++named;
  }
  const auto all = static_cast<size_t>(array.views);
  if (all > named) absl::StrAppend(&names, " and ", all - named, " more");
  return names;
}

// Where in the trace a leaked buffer could have been freed: after its last access in the log. An
// array that is never accessed could go at once.
int64_t LastUse(const LiveBuffer& buffer, const TraceEnd& end) {
  if (buffer.state == nullptr) return end.last_event;
  if (buffer.state->accessed) return buffer.state->last_access_event;
  return buffer.observed ? buffer.state->begin_event : end.last_event;
}

class Leak final : public TraceObserver {
 public:
  explicit Leak(const RuleContext& context)
      : findings_(context.findings),
        health_(context.health),
        suppressions_(context.leak_suppressions) {}

  void OnTraceEnd(const TraceEnd& end) override {
    WideSum bytes = 0;
    WideSum weight = 0;
    SiteSums sums;
    LeakJudge judge(&suppressions_, &end.places);
    ForEachBuffer(end.buffers, [&](const LiveBuffer& buffer) {
      if (buffer.external || health_.truncated) return;
      const WideSum weighted = Weighted(buffer.bytes, buffer.weight());
      if (!judge.IsLeak(buffer.site, weighted, buffer.weight())) return;
      Add(buffer, end);
      sums.Add(buffer.site, weighted, buffer.weight());
      bytes += weighted;
      weight += buffer.weight();
    });
    end.report.leaks = {.count = NarrowCount(weight),
                        .bytes = Narrow(bytes),
                        .sites = sums.Report(&end.places, kSitesWithCallers)};
    end.report.live_at_exit = judge.Report();
  }

 private:
  void Add(const LiveBuffer& buffer, const TraceEnd& end) {
    const ArrayState* array = buffer.array();
    const int64_t bytes = Narrow(Weighted(buffer.bytes, buffer.weight()));
    Edit edit;
    edit.event = LastUse(buffer, end);
    edit.kind = edit.event < end.last_event ? EditKind::kRelease : EditKind::kNothing;
    edit.buffer = buffer.serial;
    edit.bytes = bytes;
    const FindingCollector::Shown shown = findings_.Add(
        {.rule = IndexOf(kLeak),
         .site = buffer.site,
         .certain = health_.gaps == 0,
         .bytes = bytes,
         .buffer_bytes = bytes,
         .weight = buffer.weight(),
         .op = {},
         .reason = {},
         .evidence = {.buf = buffer.named(), .src_buf = 0, .view = 0, .t = buffer.begin_t},
         .edit = edit});
    if (array == nullptr) return;
    if (shown.note != nullptr) *shown.note = HoldersText(*array, end.live, &end.places);
    if (shown.evidence == nullptr) return;
    for (const LiveView* const view : end.live.FirstViews(*array, 1)) {
      shown.evidence->view = view->id;
    }
  }

  FindingCollector& findings_;
  const TraceHealth& health_;
  const LeakSuppressions& suppressions_;
};

}  // namespace

const Rule kLeak = {.name = "leak",
                    .severity = Severity::kError,
                    .category = Category::kLeak,
                    .make_observer = MakeObserver<Leak>,
                    .message = Message,
                    .advice = Advice};

}  // namespace tidemark::analysis
