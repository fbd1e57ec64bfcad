#include "tidemark/array/arrange/join.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/indexing/assign_internal.h"

namespace tidemark {
namespace array_internal {
namespace {

// One input as it takes part: perhaps with an axis more than the array has.
struct Piece {
  const View* view;
  Dims shape;
  Dims strides;
};

// Whether axis `a` lies outside of `b` in the inputs: 1 if it does, -1 if it lies inside, 0 if no
// input knows because one of the axes has extent 1. In a conflict C order wins.
int CompareInPieces(const std::vector<Piece>& pieces, int64_t a, int64_t b) {
  int verdict = 0;
  for (const Piece& piece : pieces) {
    const int outer = static_cast<int>(a);
    const int inner = static_cast<int>(b);
    if (piece.shape[outer] == 1 || piece.shape[inner] == 1) continue;
    if (std::abs(piece.strides[outer]) <= std::abs(piece.strides[inner])) {
      verdict = -1;
    } else if (verdict == 0) {
      verdict = 1;
    }
  }
  return verdict;
}

// The layout in which NumPy joins. Its sort resembles that of elementwise results (KOrder) but runs
// the other way, which shows where axes of extent 1 leave a choice.
Dims JoinedStrides(const std::vector<Piece>& pieces, const Dims& shape, int64_t item_size) {
  Dims order;
  for (int axis = 0; axis < shape.size(); ++axis) {
    int place = axis;
    for (int i = axis - 1; i >= 0; --i) {
      const int verdict = CompareInPieces(pieces, axis, order[i]);
      if (verdict < 0) break;
      if (verdict > 0) place = i;
    }
    order.insert(place, axis);
  }
  return StridesInOrder(shape, order, item_size);
}

void CheckShapes(const std::vector<Piece>& pieces, int axis, const char* op) {
  const Dims& first = pieces.front().shape;
  for (const Piece& piece : pieces) {
    bool fits = piece.shape.size() == first.size();
    for (int i = 0; fits && i < first.size(); ++i) {
      fits = i == axis || piece.shape[i] == first[i];
    }
    if (!fits) {
      ThrowShapeError(absl::StrCat(op, ": shapes ", ShapeText(first), " and ",
                                   ShapeText(piece.shape), " do not fit along axis ", axis));
    }
  }
}

AnyArray Join(const std::vector<Piece>& pieces, int axis, const char* op, SourceLocation site) {
  CheckShapes(pieces, axis, op);
  DType dtype = pieces.front().view->dtype;
  Dims shape = pieces.front().shape;
  shape[axis] = 0;
  for (const Piece& piece : pieces) {
    dtype = ResultType(dtype, piece.view->dtype);
    shape[axis] = CheckedSum(shape[axis], piece.shape[axis], op);
  }
  const Dims strides = JoinedStrides(pieces, shape, ItemSize(dtype));
  AnyArray out = AnyArray::Own(
      NewOwner({.dtype = dtype, .shape = shape, .strides = strides, .op = op, .site = site}));
  std::byte* to = out.view().data;
  for (const Piece& piece : pieces) {
    MoveElements(piece.shape, {to, strides.data()}, dtype, {piece.view->data, piece.strides.data()},
                 piece.view->dtype);
    to += piece.shape[axis] * strides[axis];
    if (piece.view->size == 0) continue;
    NoteCopy(*piece.view, out.view(), piece.view->size * out.itemsize(), CopyReason::kConcat, op,
             site);
  }
  return out;
}

// All elements in C order.
AnyArray JoinFlat(std::span<const AnyArray> arrays, SourceLocation site) {
  std::vector<Piece> pieces;
  DType dtype = arrays.front().dtype();
  int64_t size = 0;
  for (const AnyArray& a : arrays) {
    pieces.push_back({&a.view(), Dims(a.shape()), Dims(a.strides())});
    dtype = ResultType(dtype, a.dtype());
    size = CheckedSum(size, a.size(), "concatenate");
  }
  AnyArray out = AnyArray::Own(
      NewOwner({.dtype = dtype, .shape = Dims(size), .op = "concatenate", .site = site}));
  std::byte* to = out.view().data;
  for (const Piece& piece : pieces) {
    const Dims flat = CStrides(piece.shape, out.itemsize());
    MoveElements(piece.shape, {to, flat.data()}, dtype, {piece.view->data, piece.strides.data()},
                 piece.view->dtype);
    const int64_t bytes = piece.view->size * out.itemsize();
    to += bytes;
    if (bytes == 0) continue;
    NoteCopy(*piece.view, out.view(), bytes, CopyReason::kConcat, "concatenate", site);
  }
  return out;
}

// The array with axes of extent 1 at the given places, one after the other, until it has `ndim`.
Piece WithAxes(const AnyArray& a, int ndim, std::initializer_list<int> places) {
  Piece piece{&a.view(), Dims(a.shape()), Dims(a.strides())};
  const int* place =
      places.begin() + (places.size() - static_cast<size_t>(std::max(0, ndim - a.ndim())));
  for (; place < places.end() && piece.shape.size() < ndim; ++place) {
    piece.shape.insert(*place, 1);
    piece.strides.insert(*place, 0);
  }
  return piece;
}

}  // namespace
}  // namespace array_internal

using array_internal::Join;
using array_internal::JoinFlat;
using array_internal::NormalizeAxis;
using array_internal::Piece;
using array_internal::ShapeText;
using array_internal::ThrowShapeError;
using array_internal::ThrowValueError;

AnyArray concatenate(std::span<const AnyArray> arrays, std::optional<int64_t> axis,
                     SourceLocation site) {
  if (arrays.empty()) ThrowValueError("concatenate: at least one array is needed");
  if (!axis) return JoinFlat(arrays, site);
  const int ndim = arrays.front().ndim();
  if (ndim == 0) ThrowShapeError("concatenate: zero-dimensional arrays cannot be joined");
  const int along = NormalizeAxis(*axis, ndim);
  std::vector<Piece> pieces;
  for (const AnyArray& a : arrays) {
    pieces.push_back({&a.view(), Dims(a.shape()), Dims(a.strides())});
  }
  return Join(pieces, along, "concatenate", site);
}

AnyArray stack(std::span<const AnyArray> arrays, int64_t axis, SourceLocation site) {
  if (arrays.empty()) ThrowValueError("stack: at least one array is needed");
  const int ndim = arrays.front().ndim();
  std::vector<Piece> pieces;
  for (const AnyArray& a : arrays) {
    if (!std::ranges::equal(a.shape(), arrays.front().shape())) {
      ThrowShapeError(absl::StrCat("stack: the arrays must have one shape, not ",
                                   ShapeText(arrays.front().shape()), " and ",
                                   ShapeText(a.shape())));
    }
    pieces.push_back({&a.view(), Dims(a.shape()), Dims(a.strides())});
  }
  if (ndim == kMaxDims) ThrowShapeError("an array has at most 32 dimensions");
  const int along = NormalizeAxis(axis, ndim + 1);
  for (Piece& piece : pieces) {
    piece.shape.insert(along, 1);
    piece.strides.insert(along, 0);
  }
  return Join(pieces, along, "stack", site);
}

namespace {

AnyArray JoinWithAxes(std::span<const AnyArray> arrays, int ndim, std::initializer_list<int> places,
                      int axis, const char* op, SourceLocation site) {
  if (arrays.empty()) ThrowValueError(absl::StrCat(op, ": at least one array is needed"));
  std::vector<Piece> pieces;
  for (const AnyArray& a : arrays) pieces.push_back(array_internal::WithAxes(a, ndim, places));
  if (axis >= pieces.front().shape.size()) NormalizeAxis(axis, pieces.front().shape.size());
  return Join(pieces, axis, op, site);
}

}  // namespace

AnyArray vstack(std::span<const AnyArray> arrays, SourceLocation site) {
  return JoinWithAxes(arrays, 2, {0, 0}, 0, "vstack", site);
}

AnyArray hstack(std::span<const AnyArray> arrays, SourceLocation site) {
  const int axis = !arrays.empty() && arrays.front().ndim() > 1 ? 1 : 0;
  return JoinWithAxes(arrays, 1, {0}, axis, "hstack", site);
}

AnyArray dstack(std::span<const AnyArray> arrays, SourceLocation site) {
  return JoinWithAxes(arrays, 3, {0, 0, 2}, 2, "dstack", site);
}

AnyArray column_stack(std::span<const AnyArray> arrays, SourceLocation site) {
  return JoinWithAxes(arrays, 2, {0, 1}, 1, "column_stack", site);
}

AnyArray append(const AnyArray& a, const AnyArray& values, std::optional<int64_t> axis,
                SourceLocation site) {
  const AnyArray both[] = {a, values};
  return concatenate(both, axis, site);
}

}  // namespace tidemark
