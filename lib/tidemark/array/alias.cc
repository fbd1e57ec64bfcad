#include "tidemark/array/alias_internal.h"
#include "tidemark/array/overlap.h"

namespace tidemark::array_internal {
namespace {

// Past this many candidates a temporary costs less than to go on thinking.
constexpr int64_t kMaxWork = 20000;

bool SameStrides(std::span<const int64_t> shape, const int64_t* a, const int64_t* b) {
  for (size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] > 1 && a[i] != b[i]) return false;
  }
  return true;
}

}  // namespace

Alias ClassifyAlias(std::span<const int64_t> shape, const Strided& output, int64_t output_item,
                    const Strided& input, int64_t input_item) noexcept {
  const StridedBytes out{output.data, shape, {output.strides, shape.size()}, output_item};
  const StridedBytes in{input.data, shape, {input.strides, shape.size()}, input_item};
  const ByteBounds x = BoundsOf(out);
  const ByteBounds y = BoundsOf(in);
  if (x.low == x.high || !(x.low < y.high && y.low < x.high)) return Alias::kDisjoint;
  const bool parallel =
      output_item == input_item && SameStrides(shape, output.strides, input.strides);
  const bool nested = parallel && IsNested(out);
  if (nested && output.data == input.data) return Alias::kSame;
  if (SharesBytes(out, in, kMaxWork) == Verdict::kNo) return Alias::kDisjoint;
  if (nested) return input.data > output.data ? Alias::kAscending : Alias::kDescending;
  if (parallel && output.data == input.data && OverlapsItself(out, kMaxWork) == Verdict::kNo) {
    return Alias::kSame;
  }
  return Alias::kTangled;
}

}  // namespace tidemark::array_internal
