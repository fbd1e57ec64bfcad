// slack: a place whose blocks were granted much more than it asked for.
//
// Only where the trace says what was granted (`usable` of an alloc). Looked at by place, at the peak:
// at least 1 MiB, and a tenth of the bytes that it asked for. What is granted beyond counts in no
// figure of the report, so that no replay shows it.
//
// Memory: O(sites + live buffers with slack).
#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/analysis/metrics/peak_share.h"
#include "tidemark/analysis/model/places.h"
#include "tidemark/analysis/model/slots.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/installed_code.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace slack {
namespace {

constexpr int64_t kLeastBytes = int64_t{1} << 20;

std::string Message(const Occurrences& all) {
  return absl::StrCat(all.count == 1 ? "a buffer was" : absl::StrCat(all.count, " buffers were"),
                      " granted ", BytesText(all.bytes), " more than was asked for, of ",
                      BytesText(all.buffer_bytes), " at the peak");
}

std::string Advice(const Occurrences& /*all*/) {
  return "granted beyond what was asked for: ask for sizes that the allocator grants as they are, "
         "or cut many small ones from one";
}

class SlackRule final : public TraceObserver {
 public:
  explicit SlackRule(const RuleContext& context)
      : findings_(context.findings),
        health_(context.health),
        peak_(context.peak),
        slack_(&context.live.array_slots()) {}

  void OnEvent(const trace::Event& event, const Moment& /*now*/) override {
    const auto* const alloc = std::get_if<trace::Alloc>(&event.body);
    granted_ = alloc == nullptr ? 0 : alloc->usable.value_or(0);
  }

  void OnAlloc(LiveBuffer& buffer, const Moment& /*now*/) override {
    if (granted_ <= buffer.bytes || buffer.external || buffer.state == nullptr) return;
    const int64_t bytes = granted_ - buffer.bytes;
    slack_.Of(*buffer.state).bytes = bytes;
    Change(buffer, bytes, 1);
  }

  // Nobody says what is granted from here on.
  void OnResize(LiveBuffer& buffer, int64_t /*bytes_before*/, const Moment& /*now*/) override {
    End(buffer);
  }
  void OnFree(LiveBuffer& buffer, const BufferEnd& /*end*/, const Moment& /*now*/) override {
    End(buffer);
  }

  void OnTraceEnd(const TraceEnd& end) override {
    struct Sums {
      SiteIndex site = kUnknownSite;  // the first
      LiveFigures slack;
      WideSum asked = 0;
    };
    std::map<PlaceIndex, Sums> places;
    const int64_t peak = peak_.peak_number();
    for (size_t i = 0; i < sites_.size(); ++i) {
      const LiveFigures& slack = sites_[i].AtPeak(peak);
      if (slack.bytes == 0) continue;
      Sums& sums = places[end.places.Of(static_cast<SiteIndex>(i))];
      if (sums.site == kUnknownSite) sums.site = static_cast<SiteIndex>(i);
      sums.slack.Add(slack);
    }
    if (places.empty()) return;
    for (size_t i = 0; i < peak_.sites().size(); ++i) {
      const LiveFigures& asked = peak_.sites()[i].AtPeak(peak);
      if (asked.bytes == 0) continue;
      const auto found = places.find(end.places.Of(static_cast<SiteIndex>(i)));
      if (found != places.end()) found->second.asked += asked.bytes;
    }
    for (const auto& [place, sums] : places) {
      if (sums.slack.bytes < kLeastBytes || sums.slack.bytes * 10 < sums.asked) continue;
      if (IsInterpreters(end.places.At(place))) continue;
      findings_.Add({.rule = IndexOf(kSlack),
                     .site = sums.site,
                     .certain = health_.gaps == 0,
                     .bytes = Narrow(sums.slack.bytes),
                     .buffer_bytes = Narrow(sums.asked),
                     .weight = Narrow(sums.slack.weight),
                     .op = {},
                     .reason = {},
                     .evidence = {},
                     .edit = {}});
    }
  }

 private:
  struct SlackState {
    int64_t bytes = 0;
  };

  void Change(const LiveBuffer& buffer, int64_t bytes, int sign) {
    const auto index = static_cast<size_t>(buffer.site);
    if (sites_.size() <= index) sites_.resize(index + 1);
    sites_[index].Change(sign * Weighted(bytes, buffer.weight()), sign * WideSum(buffer.weight()),
                         peak_.peak_number());
  }

  void End(LiveBuffer& buffer) {
    if (buffer.state == nullptr) return;
    const SlackState* const found = slack_.Find(*buffer.state);
    if (found == nullptr || found->bytes == 0) return;
    Change(buffer, found->bytes, -1);
    slack_.Of(*buffer.state).bytes = 0;
  }

  FindingCollector& findings_;
  const TraceHealth& health_;
  const LivePeak& peak_;
  Slot<SlackState> slack_;
  std::vector<PeakShare> sites_;
  int64_t granted_ = 0;  // by this event; 0: unknown
};

constexpr Explanation kExplanation = {
    .meaning =
        "The buffers made here were granted at least a tenth more than was asked for, and 1 MiB in "
        "all at the peak. It is known only where the trace says what was granted, as allocators "
        "do that report themselves; the recorder of malloc does not ask.",
    .before =
        "for (Row& row : rows) {\n"
        "  row.data = pool.Allocate(1025);  // which grants 2048\n"
        "}",
    .after =
        "char* const all = pool.Allocate(1025 * rows.size());\n"
        "for (size_t i = 0; i < rows.size(); ++i) rows[i].data = all + 1025 * i;",
    .numpy_before = "rows = [np.empty(1025, np.uint8) for _ in range(n)]",
    .numpy_after = "rows = np.empty((n, 1025), np.uint8)",
    .not_worth = "The buffers will grow into what they were granted.",
};

}  // namespace
}  // namespace slack

const Rule kSlack = {.name = "slack",
                     .severity = Severity::kNote,
                     .category = Category::kOther,
                     .tells_saving = false,
                     .make_observer = MakeObserver<slack::SlackRule>,
                     .message = slack::Message,
                     .advice = slack::Advice,
                     .explanation = slack::kExplanation};

}  // namespace tidemark::analysis
