#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/array/alias_internal.h"
#include "tidemark/array/elementwise_internal.h"

namespace tidemark::array_internal {
namespace {

bool LaidOutAs(const Node& node, const Dims& strides) {
  for (int i = 0; i < node.ndim; ++i) {
    if (node.dims[i] > 1 && node.dims[node.ndim + i] != strides[i]) return false;
  }
  return true;
}

}  // namespace

void ElementInput::SetArray(const AnyArray& from, bool may_be_used_up) {
  array = &from;
  node = &from.node();
  expendable = may_be_used_up;
  dtype = from.dtype();
  data = from.node().data;
}

void ElementInput::SetScalar(const Scalar& value, DType loop_dtype) {
  dtype = loop_dtype;
  value.CastTo(loop_dtype, scalar);
  data = scalar;
}

void ElementInput::BroadcastTo(std::span<const int64_t> shape) {
  strides = node != nullptr ? BroadcastStrides(*node, shape)
                            : Dims::Filled(static_cast<int>(shape.size()), 0);
}

void ElementInput::ConvertTo(DType loop_dtype) {
  loop_item = ItemSize(loop_dtype);
  convert = dtype == loop_dtype ? nullptr : kernels::FindCast(dtype, loop_dtype);
}

bool IsUnshared(const Node& node) noexcept {
  return node.owner && node.writable && node.buffer->kind == BufferKind::kArray &&
         node.references.load(std::memory_order_acquire) == 1 &&
         node.buffer->nodes.load(std::memory_order_acquire) == 1;
}

ElementTarget MakeTarget(std::span<const int64_t> shape, DType dtype,
                         std::span<ElementInput* const> inputs, const char* op,
                         SourceLocation site) {
  std::array<const int64_t*, kMaxOperands> rows;
  size_t count = 0;
  for (const ElementInput* input : inputs) rows[count++] = input->strides.data();
  const Dims strides = StridesInOrder(shape, KOrder(shape, {rows.data(), count}), ItemSize(dtype));
  ElementTarget target;
  for (ElementInput* input : inputs) {
    if (!input->expendable || input->dtype != dtype) continue;
    const Node& node = *input->node;
    if (!std::ranges::equal(node.shape(), shape) || !LaidOutAs(node, strides)) continue;
    if (!IsUnshared(node)) continue;
    // Taken from the operand, so that the next operation in the expression finds it unshared too.
    target.array = std::move(*const_cast<AnyArray*>(input->array));
    target.reused = true;
    return target;
  }
  target.array = AnyArray::Own(
      NewOwner({.dtype = dtype, .shape = shape, .strides = strides, .op = op, .site = site}));
  return target;
}

ElementTarget GivenTarget(const AnyArray& out, std::span<const int64_t> shape, DType loop_result,
                          const char* op) {
  if (!CanCastSameKind(loop_result, out.dtype())) {
    ThrowDTypeError(absl::StrCat(op, ": cannot cast the result from ", DTypeName(loop_result),
                                 " to ", DTypeName(out.dtype()), " by the rule 'same_kind'"));
  }
  if (!std::ranges::equal(out.shape(), shape)) {
    ThrowShapeError(absl::StrCat("non-broadcastable output operand with shape ",
                                 ShapeText(out.shape()), " doesn't match the broadcast shape ",
                                 ShapeText(shape)));
  }
  if (!out.writable()) ThrowReadOnlyError(op);
  ElementTarget target;
  target.array = out;
  target.loop_item = ItemSize(loop_result);
  if (out.dtype() != loop_result) target.convert = kernels::FindCast(loop_result, out.dtype());
  return target;
}

Traversal RescueInputs(std::span<const int64_t> shape, const Node& out,
                       std::span<ElementInput* const> inputs, const char* op, SourceLocation site) {
  std::array<Alias, kMaxOperands> aliases;
  bool ascending = false;
  for (size_t i = 0; i < inputs.size(); ++i) {
    const ElementInput& input = *inputs[i];
    aliases[i] = input.node == nullptr
                     ? Alias::kDisjoint
                     : ClassifyAlias(shape, {out.data, out.strides().data()}, out.item_size,
                                     {input.data, input.strides.data()}, ItemSize(input.dtype));
    ascending = ascending || aliases[i] == Alias::kAscending;
  }
  Traversal traversal = ascending ? Traversal::kAscending : Traversal::kFree;
  for (size_t i = 0; i < inputs.size(); ++i) {
    ElementInput& input = *inputs[i];
    const bool backwards = aliases[i] == Alias::kDescending;
    if (aliases[i] == Alias::kTangled || (backwards && ascending)) {
      const Node& node = *input.node;
      input.saved = CopyOf(node, node.dtype, LikeStrides(node, node.item_size),
                           CopyReason::kOverlap, op, site);
      input.data = input.saved.node().data;
      input.strides = BroadcastStrides(input.saved.node(), shape);
    } else if (backwards || aliases[i] == Alias::kAscending) {
      if (backwards) traversal = Traversal::kDescending;
      // Read into a buffer, so that the loop does not see its own output.
      if (input.convert == nullptr) input.convert = kernels::FindCast(input.dtype, input.dtype);
    }
  }
  return traversal;
}

}  // namespace tidemark::array_internal
