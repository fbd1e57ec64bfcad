// Follows every copy until its fate decides which copy rule it matches, if any: the one component
// that all copy rules share, since the facts that they ask about are the same.
//
// An observer of FirstPass. It gathers CopyFacts, asks the copy rules in the order of the table,
// and hands what they match to the FindingCollector; the verdicts go to the observers.
//
// A copy is followed while its destination is live and unwritten; after that only while its source
// may still turn out dead (dead-source-copy) or a rule with state of its own has not decided. Since
// a copy arms both sides, an access that is not in the log did not happen.
//
// A copy within one buffer is an access to it and nothing else: its source changes as it is made,
// so that no rule can call it redundant.
//
// Memory: O(copies followed). Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_RULES_COPY_FOLLOWER_H_
#define TIDEMARK_ANALYSIS_RULES_COPY_FOLLOWER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "tidemark/analysis/model/rising_set.h"
#include "tidemark/analysis/model/slotted_slab.h"
#include "tidemark/analysis/model/wide_sum.h"
#include "tidemark/analysis/model/word_book.h"
#include "tidemark/analysis/rules/copy_rule.h"
#include "tidemark/analysis/rules/rule.h"

namespace tidemark::analysis {

class CopyFollower : public TraceObserver {
 public:
  // Adds itself to the observers, and after it the copy rules that have state.
  explicit CopyFollower(const RuleContext& context);
  CopyFollower(const CopyFollower&) = delete;
  CopyFollower& operator=(const CopyFollower&) = delete;
  ~CopyFollower() override;

  // Slots of FollowedCopy.
  SlotLayout& slots() { return slots_; }
  // Of operations, reasons and dtypes.
  WordBook& words() { return words_; }
  // Null for a copy that was judged, or that is none.
  FollowedCopy* Find(int64_t copy);
  // Judges the copy if nothing that matters is open any more.
  void TryDecide(int64_t copy);

  void OnCopy(const CopyMade& made, const Moment& now) override;
  void OnAccess(LiveBuffer& buffer, bool is_write, const Moment& now) override;
  void OnOp(const OpDone& op, const Moment& now) override;
  // What is found of the buffer's copies is only likely.
  void OnEscape(LiveBuffer& buffer, const Moment& now) override;
  void OnView(LiveBuffer& buffer, const LiveView& view, const LiveView* parent,
              const Moment& now) override;
  void OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& now) override;
  void OnProfileCrowded(std::vector<int64_t>* turning_points) override;
  void OnTraceEnd(const TraceEnd& end) override;

 private:
  // What is kept with an array that was copied into.
  struct Arrival {
    int64_t unwritten_in = 0;  // the copy, not judged, that nothing has been written over since
    Lineage lineage;           // where its contents came from, while unwritten
  };
  // What is kept with an array that its own contents, or those of copies of it, were copied from.
  struct Departures {
    int64_t last_out = 0;  // the copy from it, not judged, after which it has not been accessed
    RisingSet open_out;    // copies, not judged, that share its contents until a write
    int64_t last_write_event = 0;
    int64_t last_write_t = 0;
  };
  struct Verdict {
    Truth matched = Truth::kNo;  // kOpen: an earlier rule may still turn out to match
    size_t rule = 0;             // index, where matched is kYes
  };

  struct Followed;  // the copies, by event

  void NoteSourceWritten(Departures& from, int64_t serial, const Moment& now);
  void NoteSourceFreed(const Departures& from, int64_t serial, const BufferEnd& end);
  void CloseWritten(int64_t copy);
  void CloseEnded(int64_t copy, std::optional<int64_t> last_access);
  void Close(FollowedCopy& copy, bool written);
  // The buffer is used after its latest copy, or live at the end: the source of that has not died.
  void NoteInUse(Departures* from);
  void SettleSource(int64_t copy, Truth died);
  Verdict FirstMatch(const FollowedCopy& copy) const;
  void Emit(const FollowedCopy& copy, size_t rule);
  void ReportTotals();

  LiveState& live_;
  FindingCollector& findings_;
  const TraceHealth& health_;
  const ObserverList& observers_;
  WordBook words_;
  SlotLayout slots_;  // outlives the copies
  Slot<Arrival> arrivals_;
  Slot<Departures> departures_;
  std::vector<std::unique_ptr<CopyJudge>> judges_;  // by the rule's index; most are null
  std::unique_ptr<Followed> followed_;
  Copies* reported_ = nullptr;  // once the trace has ended: rules may judge some copies only then
  int64_t redundant_count_ = 0;
  WideSum redundant_bytes_ = 0;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_COPY_FOLLOWER_H_
