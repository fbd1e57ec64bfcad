#include "tidemark/array/arrange/diagonals.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/indexing/axes.h"
#include "tidemark/array/indexing/create.h"

namespace tidemark {

using array_internal::MoveElements;
using array_internal::NewOwner;
using array_internal::ThrowShapeError;
using array_internal::View;

namespace {

// How many columns lie on or below the k-th diagonal in a row.
int64_t ColumnsUpTo(int64_t row, int64_t k, int64_t columns) {
  int64_t count = 0;
  if (__builtin_add_overflow(row + 1, k, &count)) return columns;
  return std::clamp<int64_t>(count, 0, columns);
}

void ReportDiagonal(const View& from, const AnyArray& to, const char* op, SourceLocation site) {
  if (from.size != 0) {
    array_internal::NoteCopy(from, to.view(), from.nbytes(), CopyReason::kRequested, op, site);
  }
  array_internal::NoteOp(op, {&from}, &to.view(), site);
}

// The order of axes in which NumPy selects between zero and the elements, by a mask in C order.
Dims TriangleStrides(const Dims& shape, const Dims& source, int64_t item_size) {
  const int ndim = shape.size();
  Dims mask = Dims::Filled(ndim, 0);
  if (shape[ndim - 1] != 1) mask[ndim - 1] = 1;
  if (shape[ndim - 2] != 1) mask[ndim - 2] = std::max<int64_t>(shape[ndim - 1], 1);
  const int64_t* const strides[] = {mask.data(), source.data()};
  return array_internal::StridesInOrder(shape, array_internal::KOrder(shape, strides), item_size);
}

enum class Triangle : bool { kLower, kUpper };

AnyArray TriangleOf(const AnyArray& a, int64_t k, Triangle triangle, const char* op,
                    SourceLocation site) {
  const View& view = a.view();
  if (view.ndim == 0) ThrowShapeError(absl::StrCat(op, ": an array of no axes has no triangle"));
  Dims shape(view.shape());
  if (view.ndim == 1) shape.push_back(shape[0]);
  array_internal::CheckedSize(shape, view.item_size);
  const Dims from = array_internal::BroadcastStrides(view, shape);
  const Dims strides = TriangleStrides(shape, from, view.item_size);
  AnyArray result = AnyArray::Own(NewOwner({.dtype = view.dtype,
                                            .shape = shape,
                                            .strides = strides,
                                            .op = op,
                                            .site = site,
                                            .zeroed = true}));
  const int row_axis = shape.size() - 2;
  const int64_t rows = shape[row_axis];
  const int64_t columns = shape[row_axis + 1];
  Dims part = shape;
  part[row_axis] = 1;
  for (int64_t row = 0; result.size() != 0 && row < rows; ++row) {
    // Above starts where the triangle below the next lower diagonal ends.
    const bool upper = triangle == Triangle::kUpper;
    const int64_t up_to = ColumnsUpTo(row, upper && k != INT64_MIN ? k - 1 : k, columns);
    const int64_t first = upper ? up_to : 0;
    part[row_axis + 1] = upper ? columns - up_to : up_to;
    if (part[row_axis + 1] == 0) continue;
    std::byte* to = result.view().data + row * strides[row_axis] + first * strides[row_axis + 1];
    std::byte* source = view.data + row * from[row_axis] + first * from[row_axis + 1];
    MoveElements(part, {to, strides.data()}, view.dtype, {source, from.data()}, view.dtype);
  }
  ReportDiagonal(view, result, op, site);
  return result;
}

// A square matrix of zeros with the elements, in C order, on the k-th diagonal.
AnyArray MatrixOf(const View& view, int64_t k, const char* op, SourceLocation site) {
  if (k == INT64_MIN) array_internal::ThrowTooManyElements(op);
  const int64_t n = array_internal::CheckedSum(view.size, std::abs(k), op);
  AnyArray result = AnyArray::Own(NewOwner(
      {.dtype = view.dtype, .shape = Dims({n, n}), .op = op, .site = site, .zeroed = true}));
  if (view.size != 0) {
    const int64_t item = view.item_size;
    const int64_t step = (n + 1) * item;
    // As if the diagonal were an array of its own, of the source's shape.
    Dims diagonal = array_internal::CStrides(view.shape(), 1);
    for (int64_t& stride : diagonal) stride *= step;
    std::byte* first = result.view().data + (k >= 0 ? k : -k * n) * item;
    MoveElements(view.shape(), {first, diagonal.data()}, view.dtype,
                 {view.data, view.strides().data()}, view.dtype);
  }
  ReportDiagonal(view, result, op, site);
  return result;
}

}  // namespace

AnyArray tri(DType dtype, Count height, std::optional<Count> columns, Count k,
             SourceLocation site) {
  // NumPy compares ranges, and a range down to a negative number is empty.
  const int64_t rows = std::max<int64_t>(height.value(), 0);
  const int64_t width = std::max<int64_t>(columns.value_or(height).value(), 0);
  AnyArray result = AnyArray::Own(NewOwner(
      {.dtype = dtype, .shape = Dims({rows, width}), .op = "tri", .site = site, .zeroed = true}));
  alignas(16) std::byte one[array_internal::kMaxItemSize];
  Scalar(1).CastTo(dtype, one);
  const int64_t item = result.itemsize();
  const Dims still = Dims::Filled(1, 0);
  for (int64_t row = 0; width != 0 && row < rows; ++row) {
    std::byte* to = result.view().data + row * width * item;
    MoveElements(Dims(ColumnsUpTo(row, k.value(), width)), {to, &item}, dtype, {one, still.data()},
                 dtype);
  }
  return result;
}

AnyArray tril(const AnyArray& a, Count k, SourceLocation site) {
  return TriangleOf(a, k.value(), Triangle::kLower, "tril", site);
}

AnyArray triu(const AnyArray& a, Count k, SourceLocation site) {
  return TriangleOf(a, k.value(), Triangle::kUpper, "triu", site);
}

AnyArray diag(const AnyArray& a, Count k, SourceLocation site) {
  if (a.ndim() == 2) return diagonal(a, k.value(), 0, 1, site);
  if (a.ndim() != 1) ThrowShapeError("diag: an array of one or two axes is needed");
  return MatrixOf(a.view(), k.value(), "diag", site);
}

AnyArray diagflat(const AnyArray& a, Count k, SourceLocation site) {
  return MatrixOf(a.view(), k.value(), "diagflat", site);
}

}  // namespace tidemark
