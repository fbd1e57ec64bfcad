// What operations that look at one line of an array after the other have in common: memory for a
// line, and the traversal.
//
// Used by sorting, order statistics, sets and everything else that needs the elements of a line one
// after the other.
//
// Memory: a Scratch is on the stack while it is short; beyond that it is an allocation with its
//   events (alloc and free at the user's site), never a copy.
//
//   Scratch line(view.dtype, extent, "median", site);
//   WithElementType(view.dtype, [&]<class T>() { ... LoadElement<T>(address) ... });
#ifndef TIDEMARK_ARRAY_OPS_LINES_INTERNAL_H_
#define TIDEMARK_ARRAY_OPS_LINES_INTERNAL_H_

#include <algorithm>
#include <span>

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/core/promote.h"
#include "tidemark/array/core/with_element_type_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/array/layout/loop_plan_internal.h"

namespace tidemark::array_internal {

// Contiguous memory for `count` elements.
class Scratch {
 public:
  Scratch(DType dtype, int64_t count, const char* op, SourceLocation site) {
    if (count <= kChunk) return;
    long_ = AnyArray::Own(NewOwner({.dtype = dtype, .shape = Dims(count), .op = op, .site = site}));
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::byte* data() { return long_.has_value() ? long_.view().data : short_; }
  template <class T>
  T* as() {
    return reinterpret_cast<T*>(data());
  }

 private:
  AnyArray long_;
  alignas(kMaxItemSize) std::byte short_[kChunk * kMaxItemSize];
};

// body(line of a, line of b) for every line along `axis`.
template <class Body>
void ForEachLine(const View& a, const View& b, int axis, Body&& body) {
  Dims outer(a.shape());
  outer[axis] = 1;
  const LoopPlan plan(outer, {{b.data, b.strides().data()}, {a.data, a.strides().data()}});
  plan.Run([&](std::byte* const* data, const int64_t* steps, int64_t n) {
    for (int64_t i = 0; i < n; ++i) body(data[1] + i * steps[1], data[0] + i * steps[0]);
  });
}

// All elements in C order, one after the other, as elements of `dtype` at `out`.
void GatherAll(const View& view, DType dtype, std::byte* out);

// body(elements in C order, n) for pieces of the view's elements: where they lie, or cast to
// `dtype` on the stack.
template <class Body>
void ForEachCast(const View& view, DType dtype, Body&& body) {
  const LoopPlan plan(view.shape(), {{view.data, view.strides().data()}}, Traversal::kInOrder);
  const kernels::UnaryLoop convert = kernels::FindCast(view.dtype, dtype);
  const int64_t item = ItemSize(dtype);
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    if (view.dtype == dtype && strides[0] == item) {
      return body(static_cast<const std::byte*>(data[0]), n);
    }
    alignas(kMaxItemSize) std::byte chunk[kChunk * kMaxItemSize];
    for (int64_t done = 0; done < n; done += kChunk) {
      const int64_t count = std::min(kChunk, n - done);
      convert(data[0] + done * strides[0], strides[0], chunk, item, count);
      body(static_cast<const std::byte*>(chunk), count);
    }
  });
}

// Whether elements of the dtype can be NaN.
inline bool HasNans(DType dtype) { return dtype >= DType::kFloat32; }

// Whether one of n contiguous elements is NaN; and what remains when these are left out, moved
// together: how many.
bool ContainsNan(const std::byte* line, int64_t n, DType dtype);
int64_t DropNans(std::byte* line, int64_t n, DType dtype);

// Sorts every line along `axis` in place.
void SortLines(const View& view, int axis, const char* op, SourceLocation site);

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_OPS_LINES_INTERNAL_H_
