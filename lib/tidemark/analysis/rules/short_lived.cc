// short-lived: a place that makes a good part of all allocations, and frees nearly all of them before
// its thread allocates again.
//
// Of heaps: of places that stacks tell, and of sites that make nothing but blocks of the heap.
// TraceTotals counts their allocations and temporaries by site.
//
// Memory: O(sites).
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tidemark/analysis/model/places.h"
#include "tidemark/analysis/rules/installed_code.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace short_lived {
namespace {

constexpr int64_t kLeastTemporaries = 10;

std::string Message(const Occurrences& all) {
  return absl::StrCat("made ", all.count, " allocations that were freed before the next one",
                      all.note.empty() ? "" : absl::StrCat(": ", all.note));
}

std::string Advice(const Occurrences& all) {
  return absl::StrCat(all.note.empty() ? "" : absl::StrCat(all.note, ": "),
                      "make it once and reuse it, or keep it on the stack");
}

// "83 % of all, 1.2 million a second".
std::string RateText(WideSum allocs, WideSum all, int64_t duration_ns) {
  std::string text = absl::StrCat(Narrow(allocs * 100 / all), " % of all");
  if (duration_ns > 0) {
    const double seconds = static_cast<double>(duration_ns) / 1e9;
    const double rate = static_cast<double>(NarrowCount(allocs)) / seconds;
    absl::StrAppend(
        &text, ", ",
        rate >= 1e6 ? absl::StrFormat("%.1f million", rate / 1e6) : absl::StrFormat("%.0f", rate),
        " a second");
  }
  return text;
}

class ShortLived final : public TraceObserver {
 public:
  explicit ShortLived(const RuleContext& context)
      : findings_(context.findings),
        health_(context.health),
        sites_(context.sites),
        totals_(context.totals) {}

  // Blocks with a stack may pass by (FirstPass::TakeHeapEvent).
  void OnAlloc(LiveBuffer& buffer, const Moment& /*now*/) override {
    if (sites_.Anywhere(buffer.site) == kUnknownSite ||
        static_cast<bool>(sites_.At(buffer.site).stack)) {
      return;
    }
    const auto index = static_cast<size_t>(buffer.site);
    if (uses_.size() <= index) uses_.resize(index + 1);
    const bool is_heap = buffer.kind == BlockKind::kHeap && !buffer.observed;
    (is_heap ? uses_[index].heap : uses_[index].other) = true;
  }

  void OnTraceEnd(const TraceEnd& end) override {
    struct Sums {
      SiteIndex site = kUnknownSite;  // the first
      WideSum allocs = 0;
      WideSum temporaries = 0;
    };
    std::map<PlaceIndex, Sums> places;
    WideSum all = 0;
    totals_.alloc_sites().ForEach([&](SiteIndex site, WideSum /*bytes*/, WideSum weight) {
      all += weight;
      if (!IsOfHeap(site)) return;
      Sums& sums = places[end.places.Of(site)];
      if (sums.allocs == 0) sums.site = site;
      sums.allocs += weight;
    });
    totals_.temporary_sites().ForEach([&](SiteIndex site, WideSum /*bytes*/, WideSum weight) {
      if (IsOfHeap(site)) places[end.places.Of(site)].temporaries += weight;
    });
    if (all == 0) return;
    for (const auto& [place, sums] : places) {
      if (sums.temporaries < WideSum(kLeastTemporaries) * kOneWhole) continue;
      if (sums.allocs * 10 < all || sums.temporaries * 10 < sums.allocs * 9) continue;
      if (IsInterpreters(end.places.At(place))) continue;
      const FindingCollector::Shown shown = findings_.Add({.rule = IndexOf(kShortLived),
                                                           .site = sums.site,
                                                           .certain = health_.gaps == 0,
                                                           .weight = Narrow(sums.temporaries),
                                                           .op = {},
                                                           .reason = {},
                                                           .evidence = {},
                                                           .edit = {}});
      if (shown.note != nullptr) {
        *shown.note = RateText(sums.allocs, all, end.report.trace.duration_ns);
      }
    }
  }

 private:
  bool IsOfHeap(SiteIndex site) const {
    if (static_cast<bool>(sites_.At(site).stack)) return true;
    const auto index = static_cast<size_t>(site);
    return index < uses_.size() && uses_[index].heap && !uses_[index].other;
  }

  // What is allocated at a site without a stack.
  struct Use {
    bool heap = false;
    bool other = false;
  };

  FindingCollector& findings_;
  const TraceHealth& health_;
  const SiteTable& sites_;
  const TraceTotals& totals_;
  std::vector<Use> uses_;  // by site
};

constexpr Explanation kExplanation = {
    .meaning =
        "A tenth or more of all allocations of the program are made here, and nearly all of them "
        "are freed before the same thread allocates again. They cost time, and no memory. Fewer "
        "than ten are not reported.",
    .before =
        "for (const Line& line : lines) {\n"
        "  std::vector<Token> tokens = Split(line);\n"
        "  Use(tokens);\n"
        "}",
    .after =
        "std::vector<Token> tokens;\n"
        "for (const Line& line : lines) {\n"
        "  tokens.clear();\n"
        "  SplitInto(line, &tokens);\n"
        "  Use(tokens);\n"
        "}",
    .numpy_before = "for x in xs: total += np.sqrt(x)",
    .numpy_after =
        "buffer = np.empty_like(xs[0])\n"
        "for x in xs: total += np.sqrt(x, out=buffer)",
    .not_worth =
        "A profile says that the time goes elsewhere: an allocator hands out again at once what "
        "was just freed.",
};

}  // namespace
}  // namespace short_lived

const Rule kShortLived = {.name = "short-lived",
                          .severity = Severity::kNote,
                          .category = Category::kOther,
                          .tells_saving = false,
                          .make_observer = MakeObserver<short_lived::ShortLived>,
                          .message = short_lived::Message,
                          .advice = short_lived::Advice,
                          .explanation = short_lived::kExplanation};

}  // namespace tidemark::analysis
