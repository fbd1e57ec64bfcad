#include "tidemark/array/join.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/array/assign_internal.h"
#include "tidemark/array/events_internal.h"

namespace tidemark {
namespace array_internal {
namespace {

// One input as it takes part: perhaps with an axis more than the array has.
struct Piece {
  const Node* node;
  Dims shape;
  Dims strides;
};

// The layout in which NumPy joins: axes by the strides of all inputs, extents of 1 not counted.
Dims JoinedStrides(const std::vector<Piece>& pieces, const Dims& shape, int64_t item_size) {
  std::vector<Dims> keys;
  std::vector<const int64_t*> rows;
  keys.reserve(pieces.size());
  for (const Piece& piece : pieces) {
    Dims key;
    // One more than the stride, so that an axis of stride 0 counts and one of extent 1 does not.
    for (int i = 0; i < shape.size(); ++i) {
      key.push_back(piece.shape[i] == 1 ? 0 : std::abs(piece.strides[i]) + 1);
    }
    rows.push_back(keys.emplace_back(key).data());
  }
  return StridesInOrder(shape, KOrder(shape, rows), item_size);
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

void SendJoin(const std::vector<Piece>& pieces, const AnyArray& out, const char* op,
              SourceLocation site) {
  if (!HooksActive()) return;
  std::vector<const Node*> inputs;
  for (const Piece& piece : pieces) inputs.push_back(piece.node);
  SendOp({.name = op, .inputs = inputs, .output = &out.node(), .site = site});
}

AnyArray Join(const std::vector<Piece>& pieces, int axis, const char* op, SourceLocation site) {
  CheckShapes(pieces, axis, op);
  DType dtype = pieces.front().node->dtype;
  Dims shape = pieces.front().shape;
  shape[axis] = 0;
  for (const Piece& piece : pieces) {
    dtype = ResultType(dtype, piece.node->dtype);
    shape[axis] += piece.shape[axis];
  }
  const Dims strides = JoinedStrides(pieces, shape, ItemSize(dtype));
  AnyArray out = AnyArray::Own(
      NewOwner({.dtype = dtype, .shape = shape, .strides = strides, .op = op, .site = site}));
  std::byte* to = out.node().data;
  for (const Piece& piece : pieces) {
    MoveElements(piece.shape, {to, strides.data()}, dtype, {piece.node->data, piece.strides.data()},
                 piece.node->dtype);
    to += piece.shape[axis] * strides[axis];
    if (piece.node->size == 0) continue;
    NoteCopy(*piece.node, out.node(), piece.node->size * out.itemsize(), CopyReason::kConcat, op,
             site);
  }
  SendJoin(pieces, out, op, site);
  return out;
}

// All elements in C order.
AnyArray JoinFlat(std::span<const AnyArray> arrays, SourceLocation site) {
  std::vector<Piece> pieces;
  DType dtype = arrays.front().dtype();
  int64_t size = 0;
  for (const AnyArray& a : arrays) {
    pieces.push_back({&a.node(), Dims(a.shape()), Dims(a.strides())});
    dtype = ResultType(dtype, a.dtype());
    size += a.size();
  }
  AnyArray out = AnyArray::Own(
      NewOwner({.dtype = dtype, .shape = Dims(size), .op = "concatenate", .site = site}));
  std::byte* to = out.node().data;
  for (const Piece& piece : pieces) {
    const Dims flat = CStrides(piece.shape, out.itemsize());
    MoveElements(piece.shape, {to, flat.data()}, dtype, {piece.node->data, piece.strides.data()},
                 piece.node->dtype);
    const int64_t bytes = piece.node->size * out.itemsize();
    to += bytes;
    if (bytes == 0) continue;
    NoteCopy(*piece.node, out.node(), bytes, CopyReason::kConcat, "concatenate", site);
  }
  SendJoin(pieces, out, "concatenate", site);
  return out;
}

}  // namespace
}  // namespace array_internal

AnyArray concatenate(std::span<const AnyArray> arrays, std::optional<int64_t> axis,
                     SourceLocation site) {
  using namespace array_internal;
  if (arrays.empty()) ThrowValueError("concatenate: at least one array is needed");
  if (!axis) return JoinFlat(arrays, site);
  const int ndim = arrays.front().ndim();
  if (ndim == 0) ThrowShapeError("concatenate: zero-dimensional arrays cannot be joined");
  const int along = NormalizeAxis(*axis, ndim);
  std::vector<Piece> pieces;
  for (const AnyArray& a : arrays) {
    pieces.push_back({&a.node(), Dims(a.shape()), Dims(a.strides())});
  }
  return Join(pieces, along, "concatenate", site);
}

AnyArray stack(std::span<const AnyArray> arrays, int64_t axis, SourceLocation site) {
  using namespace array_internal;
  if (arrays.empty()) ThrowValueError("stack: at least one array is needed");
  const int ndim = arrays.front().ndim();
  std::vector<Piece> pieces;
  for (const AnyArray& a : arrays) {
    if (!std::ranges::equal(a.shape(), arrays.front().shape())) {
      ThrowShapeError(absl::StrCat("stack: the arrays must have one shape, not ",
                                   ShapeText(arrays.front().shape()), " and ",
                                   ShapeText(a.shape())));
    }
    pieces.push_back({&a.node(), Dims(a.shape()), Dims(a.strides())});
  }
  if (ndim == kMaxDims) ThrowShapeError("an array has at most 32 dimensions");
  const int along = NormalizeAxis(axis, ndim + 1);
  for (Piece& piece : pieces) {
    piece.shape.insert(along, 1);
    piece.strides.insert(along, 0);
  }
  return Join(pieces, along, "stack", site);
}

}  // namespace tidemark
