// What all elementwise operations have in common: inputs that may be scalars, may need a cast or a
// temporary copy because they overlap the output, and a result that may steal an input's buffer.
//
// Used by binary, unary, where and clip.
//
//   ElementInput in[2] = {...};
//   ElementTarget target = ...;
//   in[i].ConvertTo(loop_dtype);
//   RunElements(shape, target, in, loop);
#ifndef TIDEMARK_ARRAY_OPS_ELEMENTWISE_INTERNAL_H_
#define TIDEMARK_ARRAY_OPS_ELEMENTWISE_INTERNAL_H_

#include <algorithm>
#include <span>

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/indexing/scalar.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/array/ops/elementwise.h"

namespace tidemark::array_internal {

struct ElementInput {
  const AnyArray* array = nullptr;  // null: a scalar; empty once its buffer is stolen
  const View* view = nullptr;       // null: a scalar
  bool donated = false;
  DType dtype = DType::kBool;            // of the elements at `data`
  std::byte* data = nullptr;             // only read
  Dims strides;                          // through the common shape
  kernels::UnaryLoop convert = nullptr;  // to the loop's dtype; null: read in place
  int64_t loop_item = 0;
  AnyArray saved;  // owns `data` when the input had to be copied to a temporary
  alignas(kMaxItemSize) std::byte scalar[kMaxItemSize];

  void SetArray(const AnyArray& from, bool may_be_used_up);
  // A scalar has the loop's dtype from the start.
  void SetScalar(const Scalar& value, DType loop_dtype);
  void SetOperand(const BinaryOperand& operand, DType loop_dtype);
  void BroadcastTo(std::span<const int64_t> shape);
  void ConvertTo(DType loop_dtype);
};

// Where the results go: an array given as out=, a new one, or an input's, stolen.
struct ElementTarget {
  AnyArray array;
  bool reused = false;
  kernels::UnaryLoop convert = nullptr;  // from the loop's dtype; null: written in place
  int64_t loop_item = 0;
  // The order in which no input is overwritten before it is read.
  Traversal traversal = Traversal::kFree;
};

// The layout of a new result in order 'K'.
Dims KeptStrides(std::span<const int64_t> shape, DType dtype,
                 std::span<ElementInput* const> inputs);
// The same for a ufunc. Where it takes no iterator, because all inputs are contiguous and need no
// cast, NumPy places axes of extent 1 otherwise; that shows in the offsets of some views.
Dims UfuncStrides(std::span<const int64_t> shape, DType dtype,
                  std::span<ElementInput* const> inputs);

// Where a loop's results of `dtype` go. Into `out` if that is given: it is checked that it can be
// written, has `shape` and takes such results, and inputs for which no order of traversal is safe
// are copied to temporaries. Else into a donated input's own array, or a new one; `strides_rule` is
// one of the two above.
using StridesRule = Dims(std::span<const int64_t> shape, DType dtype,
                         std::span<ElementInput* const> inputs);
ElementTarget ChooseTarget(const AnyArray* out, std::span<const int64_t> shape, DType dtype,
                           StridesRule* strides_rule, std::span<ElementInput* const> inputs,
                           const char* op, SourceLocation site);

// True when this is the only reference to the only view of the buffer, which may then be stolen.
bool IsUnshared(const View& view) noexcept;

// Whether a donated array can serve as a new one of this dtype and layout; and the reference, moved
// out of the operand so that the next operation in the expression finds the array unshared too.
bool CanLend(const View& view, DType dtype, std::span<const int64_t> shape, const Dims& strides);
AnyArray TakeOver(const AnyArray& operand);

// loop(const std::byte* const* inputs, const int64_t* strides, out, out_stride, n) over all
// elements, through buffers on the stack where something has to be converted.
template <int kInputs, class Loop>
void RunElements(const LoopPlan& plan, const ElementTarget& target,
                 const ElementInput* const (&in)[kInputs], Loop&& loop) {
  bool direct = target.convert == nullptr;
  for (const ElementInput* input : in) direct = direct && input->convert == nullptr;
  if (direct) {
    plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
      loop(data + 1, strides + 1, data[0], strides[0], n);
    });
    return;
  }
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    alignas(kMaxItemSize) std::byte chunks[kInputs + 1][kChunk * kMaxItemSize];
    for (int64_t done = 0; done < n; done += kChunk) {
      const int64_t count = std::min(kChunk, n - done);
      std::byte* from[kInputs];
      int64_t from_strides[kInputs];
      for (int k = 0; k < kInputs; ++k) {
        from[k] = data[k + 1] + done * strides[k + 1];
        from_strides[k] = strides[k + 1];
        if (in[k]->convert == nullptr) continue;
        const bool repeated = from_strides[k] == 0;
        in[k]->convert(from[k], from_strides[k], chunks[k], in[k]->loop_item, repeated ? 1 : count);
        from[k] = chunks[k];
        from_strides[k] = repeated ? 0 : in[k]->loop_item;
      }
      std::byte* out = data[0] + done * strides[0];
      if (target.convert == nullptr) {
        loop(from, from_strides, out, strides[0], count);
        continue;
      }
      loop(from, from_strides, chunks[kInputs], target.loop_item, count);
      target.convert(chunks[kInputs], target.loop_item, out, strides[0], count);
    }
  });
}

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_OPS_ELEMENTWISE_INTERNAL_H_
