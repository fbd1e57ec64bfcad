// What operations that look at one line of an array after the other have in common: memory for a
// line, the traversal, and the element type as a C++ type.
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
#include <complex>
#include <cstring>
#include <span>
#include <type_traits>

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/core/promote.h"
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

// Calls function.template operator()<T>() for the C++ type of the dtype.
template <class Function>
auto WithElementType(DType dtype, Function&& function) {
  switch (dtype) {
    case DType::kBool:
      return function.template operator()<bool>();
    case DType::kInt8:
      return function.template operator()<int8_t>();
    case DType::kUInt8:
      return function.template operator()<uint8_t>();
    case DType::kInt16:
      return function.template operator()<int16_t>();
    case DType::kUInt16:
      return function.template operator()<uint16_t>();
    case DType::kInt32:
      return function.template operator()<int32_t>();
    case DType::kUInt32:
      return function.template operator()<uint32_t>();
    case DType::kInt64:
      return function.template operator()<int64_t>();
    case DType::kUInt64:
      return function.template operator()<uint64_t>();
    case DType::kFloat32:
      return function.template operator()<float>();
    case DType::kFloat64:
      return function.template operator()<double>();
    case DType::kComplex64:
      return function.template operator()<std::complex<float>>();
    case DType::kComplex128:
      break;
  }
  return function.template operator()<std::complex<double>>();
}

template <class T>
inline constexpr bool kIsComplexElement = false;
template <class R>
inline constexpr bool kIsComplexElement<std::complex<R>> = true;

template <class T>
void StoreElement(std::byte* to, const T& value) {
  std::memcpy(to, &value, sizeof(T));
}

template <class T>
bool IsNanElement(const T& value) {
  if constexpr (kIsComplexElement<T>) {
    return value.real() != value.real() || value.imag() != value.imag();
  } else if constexpr (std::is_floating_point_v<T>) {
    return value != value;
  } else {
    return false;
  }
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
