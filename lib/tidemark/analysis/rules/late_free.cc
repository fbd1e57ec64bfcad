// late-free: the peak was reached while a buffer was live that nobody used any more.
//
// What was live at the peak, but last used before it, is remembered as it is freed, until a higher peak
// is reached: then it starts anew. So nothing is kept of what is off the peak. Only buffers whose free
// tells times, of all others nobody knows when they were last used.
//
// Memory: O(buffers live at the peak).
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/analysis/metrics/live_peak.h"
#include "tidemark/analysis/model/event_clock.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace late_free {
namespace {

class LateFree final : public TraceObserver {
 public:
  explicit LateFree(const RuleContext& context)
      : live_(context.live),
        findings_(context.findings),
        health_(context.health),
        peak_(context.peak),
        clock_(context.clock) {}

  void OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& /*now*/) override {
    if (!end.last_access.has_value() || !buffer.observed || buffer.foreign || buffer.bytes == 0) {
      return;
    }
    const ArrayState& array = *buffer.state;
    if (array.escaped) return;  // nobody knows who used it, and when
    if (array.begin_event > peak_.peak_event() || *end.last_access > peak_.peak_t()) return;
    ForgetLowerPeaks();
    int64_t used = array.accessed ? array.last_access_event : array.begin_event;
    const int64_t known_t = array.accessed ? array.last_access_t : buffer.begin_t;
    if (*end.last_access > known_t) used = std::max(used, clock_.LastUpTo(*end.last_access));
    if (used >= peak_.peak_event()) return;
    Edit edit;
    edit.kind = EditKind::kRelease;
    edit.event = used;
    edit.buffer = buffer.serial;
    edit.bytes = buffer.bytes;
    edit.ends = true;
    const BufferRef ref = LiveState::RefTo(buffer);
    live_.Keep(ref);
    idle_.push_back({.ref = ref,
                     .site = buffer.site,
                     .certain = !live_.IsNumpy(array) && health_.gaps == 0,
                     .bytes = buffer.bytes,
                     .evidence = {.buf = buffer.named(), .t = *end.last_access},
                     .edit = edit});
  }

  void OnProfileCrowded(std::vector<int64_t>* turning_points) override {
    for (const Idle& idle : idle_) turning_points->push_back(idle.edit.event);
  }

  void OnTraceEnd(const TraceEnd& /*end*/) override {
    ForgetLowerPeaks();
    for (const Idle& idle : idle_) {
      findings_.Add({.rule = IndexOf(kLateFree),
                     .site = idle.site,
                     .certain = idle.certain,
                     .bytes = idle.bytes,
                     .buffer_bytes = idle.bytes,
                     .op = {},
                     .reason = {},
                     .evidence = idle.evidence,
                     .edit = idle.edit});
    }
  }

 private:
  // Live at the peak, and not used any more.
  struct Idle {
    BufferRef ref;
    SiteIndex site = kUnknownSite;
    bool certain = true;
    int64_t bytes = 0;
    Evidence evidence;
    Edit edit;
  };

  void ForgetLowerPeaks() {
    if (peak_.peak_number() == peak_number_) return;
    peak_number_ = peak_.peak_number();
    for (const Idle& idle : idle_) live_.LetGo(idle.ref);
    idle_.clear();
  }

  LiveState& live_;
  FindingCollector& findings_;
  const TraceHealth& health_;
  const LivePeak& peak_;
  const EventClock& clock_;
  int64_t peak_number_ = 0;
  std::vector<Idle> idle_;
};

std::string Message(const Occurrences& all) {
  return absl::StrCat(all.count == 1 ? "a buffer" : absl::StrCat(all.count, " buffers"), " of ",
                      BytesText(all.buffer_bytes), all.count == 1 ? "" : " in all",
                      " had been used for the last time before the peak, and ",
                      all.count == 1 ? "was" : "were", " freed after it");
}

std::string Advice(const Occurrences&) {
  return "let it go after its last use: a narrower scope, std::move, reset(); del in Python";
}

constexpr Explanation kExplanation = {
    .meaning =
        "When most memory was in use, some of it was not needed any more: the buffer was used for "
        "the last time before and freed only later, often at the end of a function. Freed in time, "
        "it would have lowered the peak.",
    .before =
        "Array<float> raw = Load(path);\n"
        "Array<float> clean = Denoise(raw);\n"
        "Process(clean);  // raw is still there",
    .after =
        "Array<float> clean = Denoise(Load(path));\n"
        "Process(clean);",
    .numpy_before =
        "raw = load(path)\n"
        "clean = denoise(raw)\n"
        "process(clean)",
    .numpy_after =
        "clean = denoise(load(path))\n"
        "process(clean)",
    .not_worth = "What is saved is little beside the peak, or the name makes the code clearer.",
};

}  // namespace
}  // namespace late_free

const Rule kLateFree = {.name = "late-free",
                        .severity = Severity::kNote,
                        .counts_saving = true,
                        .make_observer = MakeObserver<late_free::LateFree>,
                        .message = late_free::Message,
                        .advice = late_free::Advice,
                        .explanation = late_free::kExplanation};

}  // namespace tidemark::analysis
