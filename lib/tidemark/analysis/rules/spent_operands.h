// Operands that an operation uses up: they are not accessed afterwards and freed at once, so that the
// result could have taken their place.
//
// Made by RuleSet for the rules chained-temporary and double-buffer, each of which has what is spent in
// one way reported as its own; an observer of operations, accesses and frees.
//
// An operand is spent by an operation element by element (elementwise_operations.h) if
//   - both it and the result are arrays as a whole, of the same shape and with elements of one size, of
//     the same kind and space, the result no stricter aligned; the operand is the program's own memory,
//     can be written, and is seen by the operation in no other way;
//   - nothing accesses it afterwards, and the thread frees it before it makes a further array, and
//     before the result is freed.
// It is a temporary if an operation made it, on the same thread, and no other operation or copy used it
// but the two, and the thread made no array between but the result.
// The result is fresh if this was the first to use it, and it was made after the operand. Only a
// temporary may be spent on one that was there before: it was last used before the temporary was made,
// or never, and is no operand.
// Read and write events beside an operation may be the accesses of that very operation, which recorders
// tell of as well. So writes before the operation are no use of its result, nor are accesses before it a
// use of its operand.
// Of an operation's operands the first temporary counts, else the first other one.
//
// Memory: 4 bytes with each array, and a small state with each that operations make or may spend. Threading: one thread at a
//   time.
#ifndef TIDEMARK_ANALYSIS_RULES_SPENT_OPERANDS_H_
#define TIDEMARK_ANALYSIS_RULES_SPENT_OPERANDS_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "tidemark/analysis/model/slots.h"
#include "tidemark/analysis/model/trace_observer.h"
#include "tidemark/analysis/rules/rule.h"

namespace tidemark::analysis {

enum class SpentAs : uint8_t { kTemporary, kOther };

class SpentOperands final : public TraceObserver {
 public:
  // Adds itself to the observers.
  explicit SpentOperands(const RuleContext& context);
  ~SpentOperands() override;

  // What is spent as that is found by the rule.
  void ReportAs(SpentAs sort, const Rule* rule) { rules_[static_cast<size_t>(sort)] = rule; }

  void OnAlloc(LiveBuffer& buffer, const Moment& now) override;
  void OnAccess(LiveBuffer& buffer, bool is_write, const Moment& now) override;
  void OnCopy(const CopyMade& copy, const Moment& now) override;
  void OnOp(const OpDone& op, const Moment& now) override;
  void OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& now) override;

 private:
  // An operand that may be spent.
  struct Spent {
    int64_t event = 0;  // the operation; 0: it was accessed again
    int64_t t = 0;
    ThreadId thread;
    SiteIndex site = kUnknownSite;
    int64_t arrays = 0;  // that the thread had made by then
    SpentAs sort = SpentAs::kOther;
    bool fresh = false;
    bool certain = true;
    BufferRef result;
    int64_t result_id = 0;
    int64_t result_bytes = 0;
  };
  // What is kept with an array that an operation made, or may have spent.
  struct Operand {
    bool by_operation = false;
    ThreadId thread;         // that made it so
    int64_t arrays = 0;      // that the thread had made by then
    int64_t uses = 0;        // operations and copies, since
    int64_t last_event = 0;  // the latest of them
    Spent spent;
  };
  struct Counts;  // of arrays made, by thread

  // An operation or a copy.
  void NoteUse(const LiveBuffer& buffer, const Moment& now);
  // Whether it is the first to use its result, whatever wrote there before.
  bool IsFirst(const OpDone& op) const;
  // What the operand is spent as; false where it is not.
  bool IsSpent(const OpDone& op, size_t operand, const LiveView& out, bool is_first,
               const Moment& now, Spent* spent);
  int64_t& ArraysOf(ThreadId thread);

  LiveState& live_;
  FindingCollector& findings_;
  const TraceHealth& health_;
  const Rule* rules_[2] = {};  // by SpentAs
  Slot<Operand> operands_;
  std::unique_ptr<Counts> counts_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_SPENT_OPERANDS_H_
