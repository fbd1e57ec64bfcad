#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/array/layout/alias_internal.h"
#include "tidemark/array/ops/elementwise_internal.h"

namespace tidemark::array_internal {
namespace {

bool LaidOutAs(const View& view, const Dims& strides) {
  for (int i = 0; i < view.ndim; ++i) {
    if (view.dims[i] > 1 && view.dims[view.ndim + i] != strides[i]) return false;
  }
  return true;
}

}  // namespace

void ElementInput::SetArray(const AnyArray& from, bool may_be_used_up) {
  array = &from;
  view = &from.view();
  donated = may_be_used_up;
  dtype = from.dtype();
  data = from.view().data;
}

void ElementInput::SetScalar(const Scalar& value, DType loop_dtype) {
  dtype = loop_dtype;
  value.CastTo(loop_dtype, scalar);
  data = scalar;
}

void ElementInput::SetOperand(const BinaryOperand& operand, DType loop_dtype) {
  if (operand.array() != nullptr) {
    SetArray(*operand.array(), operand.donated());
  } else {
    SetScalar(*operand.scalar(), loop_dtype);
  }
}

void ElementInput::BroadcastTo(std::span<const int64_t> shape) {
  strides = view != nullptr ? BroadcastStrides(*view, shape)
                            : Dims::Filled(static_cast<int>(shape.size()), 0);
}

void ElementInput::ConvertTo(DType loop_dtype) {
  loop_item = ItemSize(loop_dtype);
  convert = dtype == loop_dtype ? nullptr : kernels::FindCast(dtype, loop_dtype);
}

// In this order: another thread may take a reference to the owner through its view (base()) and
// drop the view between the two loads.
bool IsUnshared(const View& view) noexcept {
  return view.owner && view.writable && view.buffer->kind == BufferKind::kArray &&
         view.buffer->views.load(std::memory_order_acquire) == 1 &&
         view.references.load(std::memory_order_acquire) == 1;
}

Dims KeptStrides(std::span<const int64_t> shape, DType dtype,
                 std::span<ElementInput* const> inputs) {
  std::array<const int64_t*, kMaxOperands> rows;
  size_t count = 0;
  for (const ElementInput* input : inputs) rows[count++] = input->strides.data();
  return StridesInOrder(shape, KOrder(shape, {rows.data(), count}), ItemSize(dtype));
}

Dims UfuncStrides(std::span<const int64_t> shape, DType dtype,
                  std::span<ElementInput* const> inputs) {
  bool fortran = shape.size() > 1;
  bool c = true;
  for (const ElementInput* input : inputs) {
    if (input->view == nullptr || (input->view->ndim == 0 && input->convert == nullptr)) continue;
    fortran = fortran && input->convert == nullptr && input->view->f_contiguous &&
              std::ranges::equal(input->view->shape(), shape);
    c = c && input->view->c_contiguous;
  }
  if (fortran && !c) return FortranStrides(shape, ItemSize(dtype));
  return KeptStrides(shape, dtype, inputs);
}

bool CanLend(const View& view, DType dtype, std::span<const int64_t> shape, const Dims& strides) {
  return view.dtype == dtype && std::ranges::equal(view.shape(), shape) &&
         LaidOutAs(view, strides) && IsUnshared(view);
}

AnyArray TakeOver(const AnyArray& operand) { return std::move(const_cast<AnyArray&>(operand)); }

namespace {

// A new array of this layout for the result of an operation on `inputs`, or a donated input's own.
ElementTarget MakeTarget(std::span<const int64_t> shape, const Dims& strides, DType dtype,
                         std::span<ElementInput* const> inputs, const char* op,
                         SourceLocation site) {
  ElementTarget target;
  for (ElementInput* input : inputs) {
    if (!input->donated || !CanLend(*input->view, dtype, shape, strides)) continue;
    target.array = TakeOver(*input->array);
    target.reused = true;
    return target;
  }
  target.array = AnyArray::Own(
      NewOwner({.dtype = dtype, .shape = shape, .strides = strides, .op = op, .site = site}));
  return target;
}

// Checks that `out` can be written, has `shape`, and takes a loop's results of `loop_result`.
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

// The direction that is safe for most of what is read, by bytes; the rest needs temporaries.
Traversal Direction(std::span<ElementInput* const> inputs, std::span<const Alias> aliases) {
  int64_t ascending = 0;
  int64_t descending = 0;
  bool directed = false;
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (aliases[i] == Alias::kAscending) ascending += inputs[i]->view->nbytes();
    if (aliases[i] == Alias::kDescending) descending += inputs[i]->view->nbytes();
    directed = directed || aliases[i] == Alias::kEitherWay;
  }
  if (ascending == 0 && descending == 0 && !directed) return Traversal::kFree;
  return descending > ascending ? Traversal::kDescending : Traversal::kAscending;
}

bool Suits(Alias alias, Traversal traversal) {
  if (alias == Alias::kNeedsTemporary) return false;
  if (alias == Alias::kAscending) return traversal == Traversal::kAscending;
  return alias != Alias::kDescending || traversal == Traversal::kDescending;
}

// Finds the order of traversal in which no input is overwritten before it is read, and copies the
// inputs for which there is none to temporaries.
Traversal ResolveAliasing(std::span<const int64_t> shape, const View& out,
                          std::span<ElementInput* const> inputs, const char* op,
                          SourceLocation site) {
  std::array<Alias, kMaxOperands> aliases;
  bool ascending = false;
  bool descending = false;
  const auto classify = [&](size_t i, Detail detail) {
    const ElementInput& input = *inputs[i];
    if (input.view == nullptr) return Alias::kDisjoint;
    return ClassifyAlias(shape, {out.data, out.strides().data()}, out.item_size,
                         {input.data, input.strides.data()}, ItemSize(input.dtype), detail);
  };
  for (size_t i = 0; i < inputs.size(); ++i) {
    aliases[i] = classify(i, Detail::kOneWay);
    ascending = ascending || aliases[i] == Alias::kAscending;
    descending = descending || aliases[i] == Alias::kDescending;
  }
  for (size_t i = 0; i < inputs.size() && ascending && descending; ++i) {
    const bool directed = aliases[i] == Alias::kAscending || aliases[i] == Alias::kDescending;
    if (directed) aliases[i] = classify(i, Detail::kBothWays);
  }
  const Traversal traversal = Direction(inputs, {aliases.data(), inputs.size()});
  for (size_t i = 0; i < inputs.size(); ++i) {
    ElementInput& input = *inputs[i];
    if (!Suits(aliases[i], traversal)) {
      const View& view = *input.view;
      input.saved = CopyOf(view, view.dtype, LikeStrides(view, view.item_size),
                           CopyReason::kOverlap, op, site);
      input.data = input.saved.view().data;
      input.strides = BroadcastStrides(input.saved.view(), shape);
    } else if (aliases[i] != Alias::kDisjoint && aliases[i] != Alias::kSame) {
      // Read into a buffer, so that the loop does not see its own output.
      if (input.convert == nullptr) input.convert = kernels::FindCast(input.dtype, input.dtype);
    }
  }
  return traversal;
}

}  // namespace

ElementTarget ChooseTarget(const AnyArray* out, std::span<const int64_t> shape, DType dtype,
                           StridesRule* strides_rule, std::span<ElementInput* const> inputs,
                           const char* op, SourceLocation site) {
  if (out == nullptr) {
    return MakeTarget(shape, strides_rule(shape, dtype, inputs), dtype, inputs, op, site);
  }
  ElementTarget target = GivenTarget(*out, shape, dtype, op);
  target.traversal = ResolveAliasing(shape, out->view(), inputs, op, site);
  return target;
}

}  // namespace tidemark::array_internal
