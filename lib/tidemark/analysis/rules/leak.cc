// leak: a buffer that was not freed when the trace was closed, and that nobody keeps on purpose
// (LeakJudge).
//
// A truncated trace has no leaks: its live buffers might have been freed later. Of memory that is
// no array the log knows no accesses, so that in a replay it stays live to the end of the trace.
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tidemark/analysis/metrics/site_sums.h"
#include "tidemark/analysis/model/places.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/installed_code.h"
#include "tidemark/analysis/rules/leak_judge.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace leak {
namespace {

std::string Message(const Occurrences& all) {
  if (all.count == 1) {
    return absl::StrCat("a buffer of ", BytesText(all.bytes),
                        " was not freed when the trace was closed");
  }
  return absl::StrCat(all.count, " buffers, ", BytesText(all.bytes),
                      " in all, were not freed when the trace was closed");
}

// How the note of memory begins that a library handed out.
constexpr absl::string_view kGotFrom = "what ";

std::string Advice(const Occurrences& all) {
  if (all.note.empty()) return "free what is made here, or let an owner free it";
  if (absl::StartsWith(all.note, kGotFrom)) return absl::StrCat("release ", all.note);
  return absl::StrCat("release what still holds ",
                      all.count == 1 ? "it: " : "the largest: ", all.note);
}

std::string PlaceText(const SiteReport& site) {
  if (site.line > 0) return absl::StrCat(site.file, ":", site.line);
  return site.function.empty() ? site.file : site.function;
}

// "the array made at a.cc:20 in Load", by whatever the program calls it; an id says nothing to anybody
// who has not the trace at hand.
std::string HolderText(const LiveView& view, const SiteReport& site) {
  const std::string place = PlaceText(site);
  const std::string what = view.owner ? "array" : "view";
  if (!site.label.empty()) {
    return absl::StrCat("the ", what, " '", site.label, "'",
                        place.empty() ? "" : absl::StrCat(" made at ", place));
  }
  if (place.empty()) return absl::StrCat("the ", what, " with the id ", view.id);
  const bool more = place != site.function && !site.function.empty();
  return absl::StrCat("the ", what, " made at ", place,
                      more ? absl::StrCat(" in ", site.function) : "");
}

// "what Load (load.cc:20) got from opendir": of memory that is made in the system's code, the code of
// the program that asked for it. Empty where there is none, or the place is the program's own.
std::string AskerText(SiteIndex site, Places* places) {
  constexpr size_t kFarthest = 32;
  const SiteReport& place = places->Resolve(site);
  if (place.module.empty() || place.function.empty() || !IsInstalled(place.module)) return "";
  std::string entry = place.function;  // the function that the program called
  for (const SiteReport& caller : places->CallersOf(site, kFarthest)) {
    if (caller.function.empty()) continue;
    if (IsInstalled(caller.module)) {
      entry = caller.function;
      continue;
    }
    const bool has_source = caller.file != caller.module;
    return absl::StrCat(kGotFrom, caller.function,
                        has_source ? absl::StrCat(" (", PlaceText(caller), ")") : "", " got from ",
                        entry);
  }
  return "";
}

// All that hold it; empty where no event named a view.
std::string HoldersText(const ArrayState& array, const LiveState& live, Places* places) {
  constexpr size_t kMostNamed = 3;
  std::string names;
  size_t named = 0;
  for (const LiveView* const view : live.FirstViews(array, kMostNamed)) {
    absl::StrAppend(&names, named == 0 ? "" : ", ", HolderText(*view, places->Resolve(view->site)));
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
  // Whether nothing holds the memory any more that the trace knows of. What a handle still holds, and
  // blocks of the heap, of which nobody knows who has their address, may be kept on purpose to the end.
  static bool IsLost(const ArrayState* array) {
    return array != nullptr && array->views == 0 && !array->escaped;
  }

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
         .certain = health_.gaps == 0 && IsLost(array),
         .bytes = bytes,
         .buffer_bytes = bytes,
         .weight = buffer.weight(),
         .op = {},
         .reason = {},
         .evidence = {.buf = buffer.named(), .src_buf = 0, .view = 0, .t = buffer.begin_t},
         .edit = edit});
    if (shown.note != nullptr) {
      *shown.note = array != nullptr ? HoldersText(*array, end.live, &end.places)
                                     : AskerText(buffer.site, &end.places);
    }
    if (array == nullptr || shown.evidence == nullptr) return;
    for (const LiveView* const view : end.live.FirstViews(*array, 1)) {
      shown.evidence->view = view->id;
    }
  }

  FindingCollector& findings_;
  const TraceHealth& health_;
  const LeakSuppressions& suppressions_;
};

constexpr Explanation kExplanation = {
    .meaning =
        "Memory was allocated here and not freed when the trace was closed. "
        "What the runtimes and installed programs keep on purpose is not "
        "counted (tidemark suppressions). It is certain of an array whose last "
        "handle is gone. What something may still hold, as a table does that is "
        "kept to the end on purpose, is only likely to be a leak.",
    .before =
        "auto* image = new Array<float>(Load(path));\n"
        "Use(*image);\n"
        "if (failed) return;  // never deleted\n"
        "delete image;",
    .after =
        "const Array<float> image = Load(path);\n"
        "Use(image);\n"
        "if (failed) return;",
    .numpy_before = "history.append(frame)  # a list that only grows",
    .numpy_after =
        "history = collections.deque(maxlen=10)\n"
        "history.append(frame)",
    .not_worth =
        "It is allocated once and needed to the end of the process, as a cache "
        "or a registry is: allow it where it is made, with a reason "
        "(TIDEMARK_ALLOW), or suppress it (--suppressions FILE).",
};

}  // namespace
}  // namespace leak

const Rule kLeak = {.name = "leak",
                    .severity = Severity::kError,
                    .category = Category::kLeak,
                    .make_observer = MakeObserver<leak::Leak>,
                    .message = leak::Message,
                    .advice = leak::Advice,
                    .explanation = leak::kExplanation};

}  // namespace tidemark::analysis
