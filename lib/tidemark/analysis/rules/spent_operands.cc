#include "tidemark/analysis/rules/spent_operands.h"

#include <optional>
#include <utility>

#include "absl/container/node_hash_map.h"
#include "tidemark/analysis/model/layout.h"
#include "tidemark/analysis/rules/elementwise_operations.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {

struct SpentOperands::Counts {
  absl::node_hash_map<ThreadId, int64_t> by_thread;
  ThreadId last;
  int64_t* of_last = nullptr;
};

SpentOperands::SpentOperands(const RuleContext& context)
    : live_(context.live),
      findings_(context.findings),
      health_(context.health),
      operands_(&context.live.array_slots()),
      counts_(std::make_unique<Counts>()) {
  context.observers.Add(this);
}

SpentOperands::~SpentOperands() = default;

int64_t& SpentOperands::ArraysOf(ThreadId thread) {
  if (counts_->of_last == nullptr || counts_->last != thread) {
    counts_->last = thread;
    counts_->of_last = &counts_->by_thread[thread];
  }
  return *counts_->of_last;
}

void SpentOperands::OnAlloc(LiveBuffer& buffer, const Moment& now) {
  if (buffer.observed) ++ArraysOf(now.thread);
}

void SpentOperands::OnAccess(LiveBuffer& buffer, bool /*is_write*/, const Moment& now) {
  Operand* const operand = operands_.Find(*buffer.array());
  if (operand != nullptr && operand->spent.event != now.event) operand->spent.event = 0;
}

void SpentOperands::NoteUse(const LiveBuffer& buffer, const Moment& now) {
  Operand* const operand = operands_.Find(*buffer.array());
  if (operand == nullptr || buffer.array()->last_access_event != now.event) return;
  if (operand->last_event != now.event) ++operand->uses;
  operand->last_event = now.event;
}

void SpentOperands::OnCopy(const CopyMade& copy, const Moment& now) {
  NoteUse(copy.source, now);
  NoteUse(copy.destination, now);
}

bool SpentOperands::IsFirst(const OpDone& op) const {
  const ArrayState& state = *op.out->state;
  const Operand* const made = operands_.Find(state);
  const bool by_operation = made != nullptr && made->by_operation;
  return op.out_last_used == 0 || (!state.read && !state.copied_into && !by_operation);
}

bool SpentOperands::IsSpent(const OpDone& op, size_t operand, const LiveView& out, bool is_first,
                            const Moment& now, Spent* spent) {
  LiveBuffer* const from = op.in[operand];
  LiveBuffer& to = *op.out;
  if (from == nullptr || from == &to || !from->observed || from->foreign) return false;
  if (from->bytes == 0 || from->bytes != to.bytes || to.foreign) return false;
  const ArrayState& a = *from->state;
  const ArrayState& b = *to.state;
  // Most operands are neither.
  spent->fresh = is_first && b.begin_event > a.begin_event;
  const Operand* const made = operands_.Find(a);
  const bool may_be_temporary =
      made != nullptr && made->by_operation && made->uses == 2 && made->thread == now.thread;
  if (!may_be_temporary && !spent->fresh) return false;
  if (a.kind != b.kind || a.space != b.space || b.alignment > a.alignment) return false;
  const LiveView* const view = live_.FindView((*op.event.in)[operand]);
  if (view == nullptr || !view->covers || !view->writable || !view->layout.known()) return false;
  if (view->layout.shape() != out.layout.shape()) return false;
  const std::optional<int64_t> item = ItemBytes(view->layout.dtype());
  if (!item.has_value() || item != ItemBytes(out.layout.dtype())) return false;
  bool is_operand = false;
  for (size_t i = 0; i < op.in.size(); ++i) {
    is_operand = is_operand || op.in[i] == &to;
    if (op.in[i] != from) continue;
    const LiveView* const other = live_.FindView((*op.event.in)[i]);
    if (other == nullptr || !SameExtent(other->layout, view->layout)) return false;
  }
  const bool is_temporary =
      may_be_temporary && ArraysOf(now.thread) - made->arrays <= (spent->fresh ? 1 : 0);
  const bool was_there = b.begin_event < a.begin_event && !is_operand &&
                         (is_first || op.out_last_used < a.begin_event);
  const bool same_dtype = view->layout.dtype() == out.layout.dtype();
  // NumPy writes no result into an array of another dtype (out=, +=).
  if (live_.IsNumpy(b) && !same_dtype) return false;
  spent->sort = is_temporary && (spent->fresh || was_there) ? SpentAs::kTemporary : SpentAs::kOther;
  return spent->sort == SpentAs::kTemporary || (spent->fresh && same_dtype);
}

void SpentOperands::OnOp(const OpDone& op, const Moment& now) {
  for (const LiveBuffer* const operand : op.in) {
    if (operand != nullptr) NoteUse(*operand, now);
  }
  if (op.out == nullptr || op.tells_of_copy) return;
  NoteUse(*op.out, now);
  const bool is_first = IsFirst(op);
  if (is_first) {
    Operand& made = operands_.Of(*op.out->state);
    made = Operand();
    made.by_operation = true;
    made.thread = now.thread;
    made.arrays = ArraysOf(now.thread);
    made.uses = 1;
    made.last_event = now.event;
  }
  if (op.event.reused.value_or(false) || !IsElementwise(op.event.name)) return;
  const LiveView* const out = live_.FindView(op.event.out);
  if (out == nullptr || !out->covers || !out->layout.known()) return;
  LiveBuffer* chosen = nullptr;
  Spent best;
  for (size_t i = 0; i < op.in.size(); ++i) {
    Spent spent;
    if (!IsSpent(op, i, *out, is_first, now, &spent)) continue;
    if (chosen != nullptr && spent.sort == SpentAs::kOther) continue;
    chosen = op.in[i];
    best = spent;
    if (best.sort == SpentAs::kTemporary) break;
  }
  if (chosen == nullptr) return;
  best.event = now.event;
  best.t = now.t;
  best.thread = now.thread;
  best.site = now.site;
  best.arrays = ArraysOf(now.thread);
  best.certain = !chosen->state->escaped && !op.out->state->escaped;
  best.result = LiveState::RefTo(*op.out);
  best.result_id = op.out->named();
  best.result_bytes = op.out->bytes;
  operands_.Of(*chosen->state).spent = best;
}

void SpentOperands::OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& now) {
  const Operand* const kept = operands_.Find(buffer.array());
  if (kept == nullptr || kept->spent.event == 0) return;
  const Spent* const spent = &kept->spent;
  if (end.ReadAfter(spent->t) || end.WrittenAfter(spent->t) || now.thread != spent->thread ||
      ArraysOf(now.thread) != spent->arrays || live_.Find(spent->result) == nullptr) {
    return;
  }
  const BufferRef operand = LiveState::RefTo(buffer);
  // The result takes the operand's memory, or the operand was made in the result's.
  const Edit edit = spent->fresh ? Edit::InPlace(spent->event, spent->result.serial, operand.serial)
                                 : Edit::Replace(buffer.state->begin_event, operand.serial, 0);
  live_.Keep(operand);
  live_.Keep(spent->result);
  findings_.Add({.rule = IndexOf(*rules_[static_cast<size_t>(spent->sort)]),
                 .site = spent->site,
                 .certain = spent->certain && !buffer.state->escaped && health_.gaps == 0,
                 .bytes = spent->result_bytes,
                 .buffer_bytes = spent->result_bytes,
                 .op = {},
                 .reason = {},
                 .evidence = {.buf = spent->result_id, .src_buf = buffer.named(), .t = spent->t},
                 .edit = edit});
}

}  // namespace tidemark::analysis
