#include <utility>

#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/core/threads.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/array/ops/elementwise_internal.h"
#include "tidemark/array/ops/fast_path_internal.h"
#include "tidemark/array/ops/op_names.h"

namespace tidemark::array_internal {
namespace {

bool SameShape(const View& a, const View& b) {
  if (a.ndim != b.ndim) return false;
  for (int i = 0; i < a.ndim; ++i) {
    if (a.dims[i] != b.dims[i]) return false;
  }
  return true;
}

// Results narrower than this come too slowly to be worth it.
constexpr int64_t kStreamedItem = 4;

bool IsWorthStreaming(const View& out) {
  return out.item_size >= kStreamedItem && kernels::IsWorthStreaming(out.nbytes());
}

// The two sides of a binary operation, ready for its loop.
struct PlainPair {
  const View* x = nullptr;  // null: a scalar
  const View* y = nullptr;
  const View* lead = nullptr;  // one of them that is none
  kernels::BinaryLoop loop = nullptr;
  DType result = DType::kBool;
  alignas(16) std::byte scalar[kMaxItemSize];

  // False where the case is not plain.
  bool Set(BinaryOp op, const BinaryOperand& a, const BinaryOperand& b) {
    x = PlainArray(a);
    y = PlainArray(b);
    lead = x != nullptr ? x : y;
    if (lead == nullptr) return false;
    const DType dtype = lead->dtype;
    // Exponents of signed integers are checked on the general path.
    if (op == BinaryOp::kPower && KindOf(dtype) == DTypeKind::kSigned) return false;
    loop = kernels::FindBinary(op, dtype);
    if (loop == nullptr) return false;
    result = kernels::BinaryOutput(op, dtype);
    if (x != nullptr && y != nullptr) return x->dtype == y->dtype && SameShape(*x, *y);
    const Scalar* other = x != nullptr ? b.scalar() : a.scalar();
    if (other == nullptr || PromoteWithScalar(op, dtype, *other) != dtype) return false;
    other->CastTo(dtype, scalar);
    return true;
  }

  void Run(const View& out) const {
    RunParts(lead->size, [&](int64_t first, int64_t count) {
      loop(XData(first), XStride(), YData(first), YStride(), out.data + first * out.item_size,
           out.item_size, count);
    });
  }
  // `out` was written before, perhaps.
  void RunInto(const View& out) const {
    if (!IsWorthStreaming(out) || XData(0) == out.data || YData(0) == out.data) return Run(out);
    RunParts(lead->size, [&](int64_t first, int64_t count) {
      kernels::StreamBinary(loop, XData(first), XStride(), YData(first), YStride(),
                            out.data + first * out.item_size, out.item_size, count);
    });
  }

 private:
  // Of element `first`.
  const std::byte* XData(int64_t first) const {
    return x != nullptr ? x->data + first * x->item_size : scalar;
  }
  const std::byte* YData(int64_t first) const {
    return y != nullptr ? y->data + first * y->item_size : scalar;
  }
  int64_t XStride() const { return x != nullptr ? x->item_size : 0; }
  int64_t YStride() const { return y != nullptr ? y->item_size : 0; }

  static const View* PlainArray(const BinaryOperand& operand) {
    if (operand.array() == nullptr) return nullptr;
    const View& view = operand.array()->view();
    return view.c_contiguous ? &view : nullptr;
  }
};

// `in` and `out` are contiguous and of one shape.
void RunUnary(kernels::UnaryLoop loop, const View& in, const View& out, bool streamed) {
  RunParts(in.size, [&](int64_t first, int64_t count) {
    const std::byte* from = in.data + first * in.item_size;
    std::byte* to = out.data + first * out.item_size;
    if (streamed) {
      kernels::StreamUnary(loop, from, in.item_size, to, out.item_size, count);
    } else {
      loop(from, in.item_size, to, out.item_size, count);
    }
  });
}

bool MayLend(const View* view, bool donated, DType result) {
  return view != nullptr && donated && view->dtype == result && IsUnshared(*view);
}

AnyArray NewLike(const View& view, DType dtype, const char* op, const SourceLocation& site) {
  return AnyArray::Own(NewOwner({.dtype = dtype, .shape = view.shape(), .op = op, .site = site}));
}

// Whether a loop may write `out` while it reads `in`, both contiguous and of one shape: they are
// disjoint, or the same elements in the same places.
bool IsHarmless(const View* in, const View& out) {
  if (in == nullptr) return true;
  if (in->data == out.data) return in->item_size == out.item_size;
  return in->data + in->nbytes() <= out.data || out.data + out.nbytes() <= in->data;
}

bool IsPlainTarget(const View& out, const View& lead, DType result) {
  return out.c_contiguous && out.dtype == result && out.writable && SameShape(out, lead);
}

}  // namespace

AnyArray BinaryPlain(BinaryOp op, const BinaryOperand& a, const BinaryOperand& b,
                     const SourceLocation& site) {
  PlainPair pair;
  if (!pair.Set(op, a, b)) return AnyArray();
  AnyArray out;
  bool reused = true;
  if (MayLend(pair.x, a.donated(), pair.result)) {
    out = TakeOver(*a.array());
  } else if (MayLend(pair.y, b.donated(), pair.result)) {
    out = TakeOver(*b.array());
  } else {
    out = NewLike(*pair.lead, pair.result, OpName(op), site);
    reused = false;
  }
  pair.Run(out.view());
  NoteOp(OpName(op), {pair.x, pair.y}, &out.view(), site, reused);
  return out;
}

bool BinaryPlainInto(BinaryOp op, const BinaryOperand& a, const BinaryOperand& b,
                     const AnyArray& out, const SourceLocation& site) {
  PlainPair pair;
  const View& to = out.view();
  if (!pair.Set(op, a, b) || !IsPlainTarget(to, *pair.lead, pair.result)) return false;
  if (!IsHarmless(pair.x, to) || !IsHarmless(pair.y, to)) return false;
  pair.RunInto(to);
  NoteOp(OpName(op), {pair.x, pair.y}, &to, site);
  return true;
}

AnyArray UnaryPlain(UnaryOp op, const AnyArray& a, bool donated, const SourceLocation& site) {
  const View& view = a.view();
  const kernels::UnaryLoop loop = kernels::FindUnary(op, view.dtype);
  if (loop == nullptr || !view.c_contiguous) return AnyArray();
  const DType result = kernels::UnaryOutput(op, view.dtype);
  const bool reused = MayLend(&view, donated, result);
  AnyArray out = reused ? TakeOver(a) : NewLike(view, result, OpName(op), site);
  const View& to = out.view();
  RunUnary(loop, view, to, /*streamed=*/false);
  NoteOp(OpName(op), {&view}, &to, site, reused);
  return out;
}

bool UnaryPlainInto(UnaryOp op, const AnyArray& a, const AnyArray& out,
                    const SourceLocation& site) {
  const View& view = a.view();
  const View& to = out.view();
  const kernels::UnaryLoop loop = kernels::FindUnary(op, view.dtype);
  if (loop == nullptr || !view.c_contiguous || !IsHarmless(&view, to)) return false;
  if (!IsPlainTarget(to, view, kernels::UnaryOutput(op, view.dtype))) return false;
  RunUnary(loop, view, to, IsWorthStreaming(to) && view.data != to.data);
  NoteOp(OpName(op), {&view}, &to, site);
  return true;
}

}  // namespace tidemark::array_internal
