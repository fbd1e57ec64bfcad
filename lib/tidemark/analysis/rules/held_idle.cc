// held-idle: large blocks of the heap that were there from the start to the end, and so through a peak
// that others made.
//
// Of the heap nobody knows whether it was used: this is a question, never a warning, and no replay.
//
// A block counts that began within the first tenth of the trace's time, was freed within the last
// tenth or not at all, and has at least 1 MiB, and between a tenth and half of the peak's bytes.
//
// Memory: O(blocks of 1 MiB that lived for long and were freed lately).
#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/installed_code.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace held_idle {
namespace {

constexpr int64_t kLeastBytes = int64_t{1} << 20;

std::string Message(const Occurrences& all) {
  return absl::StrCat(
      all.count == 1 ? absl::StrCat("a block of ", BytesText(all.bytes), " was")
                     : absl::StrCat(all.count, " blocks, ", BytesText(all.bytes), " in all, were"),
      " held from the start to the end; a recording of the heap does not say whether they were "
      "used at the peak");
}

std::string Advice(const Occurrences& all) {
  return absl::StrCat("held from the start to the end: if ", all.count == 1 ? "it is" : "they are",
                      " not needed at the peak: release before it, and make anew after it");
}

class HeldIdle final : public TraceObserver {
 public:
  explicit HeldIdle(const RuleContext& context) : findings_(context.findings) {}

  void OnLargeBlockFree(LiveBuffer& block, const BufferEnd& /*end*/, const Moment& now) override {
    if (block.bytes < kLeastBytes || WideSum(block.begin_t) * 9 > now.t) return;
    if (ended_.size() >= crowded_) {
      std::erase_if(
          ended_, [&](const Held& held) { return WideSum(held.end_t) * 10 < WideSum(now.t) * 9; });
      crowded_ = std::max(2 * ended_.size(), kFew);
    }
    ended_.push_back(
        {.site = block.site, .bytes = block.bytes, .begin_t = block.begin_t, .end_t = now.t});
  }

  void OnTraceEnd(const TraceEnd& end) override {
    ForEachBuffer(end.buffers, [&](const LiveBuffer& buffer) {
      if (buffer.kind != BlockKind::kHeap || buffer.external || buffer.sampled) return;
      if (buffer.bytes < kLeastBytes) return;
      ended_.push_back({.site = buffer.site,
                        .bytes = buffer.bytes,
                        .begin_t = buffer.begin_t,
                        .end_t = std::numeric_limits<int64_t>::max()});
    });
    const Peak& peak = end.report.peak;
    const WideSum duration = end.report.trace.duration_ns;
    for (const Held& held : ended_) {
      const bool long_held =
          WideSum(held.begin_t) * 10 <= duration && WideSum(held.end_t) * 10 >= duration * 9;
      const bool at_peak = held.begin_t <= peak.t && peak.t <= held.end_t;
      const bool is_part =
          WideSum(held.bytes) * 10 >= peak.bytes && WideSum(held.bytes) * 2 <= peak.bytes;
      if (!long_held || !at_peak || !is_part) continue;
      if (IsInterpreters(end.places.Resolve(held.site))) continue;
      findings_.Add({.rule = IndexOf(kHeldIdle),
                     .site = held.site,
                     .certain = false,
                     .bytes = held.bytes,
                     .buffer_bytes = held.bytes,
                     .op = {},
                     .reason = {},
                     .evidence = {.buf = 0, .src_buf = 0, .view = 0, .t = held.begin_t},
                     .edit = {}});
    }
  }

 private:
  static constexpr size_t kFew = 1024;

  struct Held {
    SiteIndex site = kUnknownSite;
    int64_t bytes = 0;
    int64_t begin_t = 0;
    int64_t end_t = 0;
  };

  FindingCollector& findings_;
  std::vector<Held> ended_;
  size_t crowded_ = kFew;
};

constexpr Explanation kExplanation = {
    .meaning =
        "A large block of the heap was made at the start and lived to the end, through a peak that "
        "others made: it has at least 1 MiB, and between a tenth and half of the peak. Whether it "
        "was used then is not in a recording of the heap; this is a question and not a finding "
        "of waste.",
    .before =
        "std::vector<char> image = Load(path);\n"
        "const Index index = BuildIndex(image);  // the last use of image\n"
        "Solve(index);                           // the peak\n"
        "return 0;",
    .after =
        "std::vector<char> image = Load(path);\n"
        "const Index index = BuildIndex(image);\n"
        "image = {};\n"
        "Solve(index);\n"
        "return 0;",
    .numpy_before =
        "image = np.load(path)\n"
        "index = build_index(image)\n"
        "solve(index)",
    .numpy_after =
        "index = build_index(np.load(path))\n"
        "solve(index)",
    .not_worth =
        "It is used at the peak, or making it anew would take longer than memory is worth.",
};

}  // namespace
}  // namespace held_idle

const Rule kHeldIdle = {.name = "held-idle",
                        .severity = Severity::kNote,
                        .category = Category::kOther,
                        .tells_saving = false,
                        .make_observer = MakeObserver<held_idle::HeldIdle>,
                        .message = held_idle::Message,
                        .advice = held_idle::Advice,
                        .explanation = held_idle::kExplanation};

}  // namespace tidemark::analysis
