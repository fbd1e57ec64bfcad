// dot, inner, vdot and tensordot: sums over pairs of axes.
#include <algorithm>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/element_type.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/indexing/reshape.h"
#include "tidemark/array/linalg/contraction_internal.h"
#include "tidemark/array/linalg/products.h"
#include "tidemark/array/ops/elementwise.h"

namespace tidemark {
namespace array_internal {
namespace {

// The position of `axis` in the list, or -1.
int PlaceOfAxis(const Dims& axes, int axis) {
  const auto* const found = std::find(axes.begin(), axes.end(), axis);
  return found == axes.end() ? -1 : static_cast<int>(found - axes.begin());
}

void CheckPairs(const AnyArray& a, const Dims& a_axes, const AnyArray& b, const Dims& b_axes,
                const char* op) {
  bool fits = a_axes.size() == b_axes.size();
  for (int i = 0; fits && i < a_axes.size(); ++i) {
    fits = a.extent(a_axes[i]) == b.extent(b_axes[i]);
  }
  if (!fits) {
    ThrowShapeError(absl::StrCat(op, ": shapes ", ShapeText(a.shape()), " and ",
                                 ShapeText(b.shape()), " do not fit along axes ", ShapeText(a_axes),
                                 " and ", ShapeText(b_axes)));
  }
}

Dims FreeExtents(const AnyArray& a, const Dims& paired) {
  Dims extents;
  for (int i = 0; i < a.ndim(); ++i) {
    if (PlaceOfAxis(paired, i) < 0) extents.push_back(a.extent(i));
  }
  return extents;
}

// A result without elements. Its strides, which only its views tell of, are those of what NumPy
// makes: a product of matrices, reshaped.
AnyArray NothingReshaped(DType dtype, const Dims& left, const Dims& right, const char* op,
                         const SourceLocation& site) {
  const Dims product = {CheckedSize(left, 1), CheckedSize(right, 1)};
  AnyArray out =
      AnyArray::Own(NewOwner({.dtype = dtype, .shape = product, .op = op, .site = site}));
  if (left.size() == 1 && right.size() == 1) return out;
  Dims shape = left;
  for (const int64_t extent : right) shape.push_back(extent);
  return reshape(out, shape, Copy::kIfNeeded, site);
}

enum class MadeBy : uint8_t { kSum, kReshape };

// The axes are normal, and those of each pair have the same extent.
AnyArray SumOverPairs(const AnyArray& a, const Dims& a_axes, const AnyArray& b, const Dims& b_axes,
                      MadeBy made_by, const char* op, const SourceLocation& site) {
  const DType dtype = ResultType(a.dtype(), b.dtype());
  const Dims left = FreeExtents(a, a_axes);
  const Dims right = FreeExtents(b, b_axes);
  Dims shape = left;
  for (const int64_t extent : right) shape.push_back(extent);
  if (made_by == MadeBy::kReshape && CheckedSize(shape, ItemSize(dtype)) == 0) {
    return NothingReshaped(dtype, left, right, op, site);
  }
  const Factor x = CastTo(a, dtype, op, site);
  const Factor y = CastTo(b, dtype, op, site);
  AnyArray out = AnyArray::Own(NewOwner({.dtype = dtype, .shape = shape, .op = op, .site = site}));
  std::vector<ContractionAxis> axes;
  size_t next = 0;
  for (int i = 0; i < a.ndim(); ++i) {
    const int pair = PlaceOfAxis(a_axes, i);
    ContractionAxis axis = {.extent = a.extent(i), .a = x.strides[i], .in_out = pair < 0};
    if (pair >= 0) axis.b = y.strides[static_cast<int>(b_axes[pair])];
    if (pair < 0) axis.out = out.strides()[next++];
    axes.push_back(axis);
  }
  for (int i = 0; i < b.ndim(); ++i) {
    if (PlaceOfAxis(b_axes, i) >= 0) continue;
    axes.push_back({.extent = b.extent(i),
                    .a = 0,
                    .b = y.strides[i],
                    .out = out.strides()[next++],
                    .in_out = true});
  }
  Contract(dtype, std::move(axes), x.array.view().data, y.array.view().data, out.view().data);
  NoteOp(op, {&x.array.view(), &y.array.view()}, &out.view(), site);
  return out;
}

// With an operand without axes. NumPy leaves floating point of up to two axes to BLAS, whose
// results are in C order, and all else to multiply.
AnyArray ProductWithNumber(const AnyArray& a, const AnyArray& b, const char* op,
                           const SourceLocation& site) {
  const DType dtype = ResultType(a.dtype(), b.dtype());
  if (KindOrder(dtype) >= 2 && std::max(a.ndim(), b.ndim()) <= 2) {
    return SumOverPairs(a, {}, b, {}, MadeBy::kSum, op, site);
  }
  const View& array = a.ndim() > 0 ? a.view() : b.view();
  if (array.dtype == dtype) return binary(BinaryOp::kMultiply, a, b, site);
  // NumPy multiplies a copy that was cast, and that has no repeated elements.
  const Dims strides = LikeStrides(array, ItemSize(dtype));
  AnyArray out = AnyArray::Own(NewOwner(
      {.dtype = dtype, .shape = array.shape(), .strides = strides, .op = op, .site = site}));
  binary_into(BinaryOp::kMultiply, a, b, out, site);
  return out;
}

// The sum of x * y over all elements of one shape, as one real number at `out`; x and y are real
// numbers, or the real or imaginary parts of complex ones.
void SumOfProducts(DType dtype, std::span<const int64_t> shape, const Factor& a, int64_t a_offset,
                   const Factor& b, int64_t b_offset, std::byte* out) {
  std::vector<ContractionAxis> axes;
  axes.reserve(static_cast<size_t>(a.strides.size()));
  for (int i = 0; i < a.strides.size(); ++i) {
    axes.push_back({.extent = shape[static_cast<size_t>(i)], .a = a.strides[i], .b = b.strides[i]});
  }
  Contract(dtype, std::move(axes), a.array.view().data + a_offset, b.array.view().data + b_offset,
           out);
}

// conj(a) * b is (re re + im im) + (re im - im re) i.
template <class R>
void SumOfConjugateProducts(std::span<const int64_t> shape, const Factor& a, const Factor& b,
                            std::byte* out) {
  constexpr DType kPart = kDTypeOf<R>;
  R parts[4];
  for (size_t i = 0; i < 4; ++i) {
    SumOfProducts(kPart, shape, a, static_cast<int64_t>(sizeof(R) * (i / 2)), b,
                  static_cast<int64_t>(sizeof(R) * (i % 2)),
                  reinterpret_cast<std::byte*>(&parts[i]));
  }
  R* const result = reinterpret_cast<R*>(out);
  result[0] = parts[0] + parts[3];
  result[1] = parts[1] - parts[2];
}

}  // namespace

AnyArray TensorDot(const AnyArray& a, const AnyArray& b, int64_t count, SourceLocation site) {
  if (count < 0 || count > a.ndim() || count > b.ndim()) {
    ThrowShapeError(absl::StrCat("tensordot: no ", count, " axes in each of shapes ",
                                 ShapeText(a.shape()), " and ", ShapeText(b.shape())));
  }
  Dims last;
  Dims first;
  for (int64_t i = 0; i < count; ++i) {
    last.push_back(a.ndim() - count + i);
    first.push_back(i);
  }
  CheckPairs(a, last, b, first, "tensordot");
  return SumOverPairs(a, last, b, first, MadeBy::kReshape, "tensordot", site);
}

}  // namespace array_internal

using array_internal::MadeBy;
using array_internal::NormalizeAxes;
using array_internal::ProductWithNumber;
using array_internal::SumOverPairs;

AnyArray dot(const AnyArray& a, const AnyArray& b, SourceLocation site) {
  if (a.ndim() == 0 || b.ndim() == 0) return ProductWithNumber(a, b, "dot", site);
  if (a.ndim() <= 2 && b.ndim() <= 2) return matmul(a, b, site);
  const Dims a_axes(a.ndim() - 1);
  const Dims b_axes(b.ndim() == 1 ? 0 : b.ndim() - 2);
  array_internal::CheckPairs(a, a_axes, b, b_axes, "dot");
  return SumOverPairs(a, a_axes, b, b_axes, MadeBy::kSum, "dot", site);
}

AnyArray inner(const AnyArray& a, const AnyArray& b, SourceLocation site) {
  if (a.ndim() == 0 || b.ndim() == 0) return ProductWithNumber(a, b, "inner", site);
  const Dims a_axes(a.ndim() - 1);
  const Dims b_axes(b.ndim() - 1);
  array_internal::CheckPairs(a, a_axes, b, b_axes, "inner");
  return SumOverPairs(a, a_axes, b, b_axes, MadeBy::kSum, "inner", site);
}

AnyArray tensordot(const AnyArray& a, const AnyArray& b, const Axes& a_axes, const Axes& b_axes,
                   SourceLocation site) {
  const Dims from_a = NormalizeAxes(a_axes.dims(), a.ndim(), "tensordot");
  const Dims from_b = NormalizeAxes(b_axes.dims(), b.ndim(), "tensordot");
  array_internal::CheckPairs(a, from_a, b, from_b, "tensordot");
  return SumOverPairs(a, from_a, b, from_b, MadeBy::kReshape, "tensordot", site);
}

AnyArray vdot(const AnyArray& a, const AnyArray& b, SourceLocation site) {
  using array_internal::ShapeText;
  if (a.size() != b.size()) {
    array_internal::ThrowShapeError(absl::StrCat("vdot: as many elements on both sides, not ",
                                                 ShapeText(a.shape()), " and ",
                                                 ShapeText(b.shape())));
  }
  // In C order: where the shapes are the same, index by index. One of them is seen in the other's.
  if (!std::ranges::equal(a.shape(), b.shape())) {
    if (b.is_c_contiguous()) return vdot(a, reshape(b, a.shape(), Copy::kIfNeeded, site), site);
    return vdot(reshape(a, b.shape(), Copy::kIfNeeded, site), b, site);
  }
  const DType dtype = ResultType(a.dtype(), b.dtype());
  const array_internal::Factor x = array_internal::CastTo(a, dtype, "vdot", site);
  const array_internal::Factor y = array_internal::CastTo(b, dtype, "vdot", site);
  AnyArray out =
      AnyArray::Own(array_internal::NewOwner({.dtype = dtype, .op = "vdot", .site = site}));
  std::byte* const to = out.view().data;
  if (dtype == DType::kComplex64) {
    array_internal::SumOfConjugateProducts<float>(a.shape(), x, y, to);
  } else if (dtype == DType::kComplex128) {
    array_internal::SumOfConjugateProducts<double>(a.shape(), x, y, to);
  } else {
    array_internal::SumOfProducts(dtype, a.shape(), x, 0, y, 0, to);
  }
  array_internal::NoteOp("vdot", {&a.view(), &b.view()}, &out.view(), site);
  return out;
}

}  // namespace tidemark
