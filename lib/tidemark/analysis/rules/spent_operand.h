// Operands that an operation uses up: they are not accessed afterwards and freed at once, so that the
// result could have taken their place.
//
// Shared by the rules chained-temporary and double-buffer, each of which makes one with its row of the
// table; an observer of operations, accesses and frees.
//
// An operand is spent by an operation element by element (elementwise_operations.h) if
//   - both it and the result are arrays as a whole, of the same shape and with elements of one size, of
//     the same kind and space, the result no stricter aligned; the operand is the program's own memory,
//     can be written, and is seen by the operation in no other way;
//   - nothing accesses it afterwards, and the thread frees it before it makes a further array.
// It is a temporary if an operation made it, on the same thread, and it was accessed by nothing but the
// two, and the thread made no array between but the result.
// The result is fresh if this was the first access to it, and it was made after the operand. Only a
// temporary may be spent on one that was there before: it was last used before the temporary was made,
// and is no operand.
// Of an operation's operands the first temporary counts, else the first other one.
//
// Memory: 8 bytes and two small states with each array that operations make. Threading: one thread at a
//   time.
#ifndef TIDEMARK_ANALYSIS_RULES_SPENT_OPERAND_H_
#define TIDEMARK_ANALYSIS_RULES_SPENT_OPERAND_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "tidemark/analysis/model/slots.h"
#include "tidemark/analysis/model/trace_observer.h"
#include "tidemark/analysis/rules/rule.h"

namespace tidemark::analysis {

enum class SpentAs : uint8_t { kTemporary, kOther };

class SpentOperand : public TraceObserver {
 public:
  // Adds what is found of that sort, for the rule.
  SpentOperand(const RuleContext& context, SpentAs sort, const Rule* rule);
  ~SpentOperand() override;

  void OnAlloc(LiveBuffer& buffer, const Moment& now) override;
  void OnAccess(LiveBuffer& buffer, bool is_write, const Moment& now) override;
  void OnOp(const OpDone& op, const Moment& now) override;
  void OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& now) override;

 private:
  // What is kept with an array that an operation made.
  struct MadeByOperation {
    ThreadId thread;
    int64_t arrays = 0;    // that the thread had made by then
    int64_t accesses = 0;  // events
    int64_t last_event = 0;
  };
  // What is kept with an operand that may be spent.
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
  struct Counts;  // of arrays made, by thread

  // What the operand is spent as; false where it is not.
  bool IsSpent(const OpDone& op, size_t operand, const LiveView& out, const Moment& now,
               Spent* spent);
  void Cancel(Spent* spent);
  int64_t& ArraysOf(ThreadId thread);

  LiveState& live_;
  FindingCollector& findings_;
  const TraceHealth& health_;
  const SpentAs sort_;
  const Rule* const rule_;
  Slot<MadeByOperation> made_;
  Slot<Spent> spent_;
  std::unique_ptr<Counts> counts_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_SPENT_OPERAND_H_
