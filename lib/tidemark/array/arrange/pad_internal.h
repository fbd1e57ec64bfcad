// One axis of an array that is being padded: the elements that are there already, and the margin.
//
// Made by pad.cc for one axis after the other; pad_values.cc computes margins that are no copies.
//
// Ownership: borrows the result's memory.
#ifndef TIDEMARK_ARRAY_ARRANGE_PAD_INTERNAL_H_
#define TIDEMARK_ARRAY_ARRANGE_PAD_INTERNAL_H_

#include <cstddef>

#include "tidemark/array/arrange/pad.h"
#include "tidemark/array/indexing/assign_internal.h"

namespace tidemark::array_internal {

struct PadAxis {
  std::byte* data;
  Dims shape;  // that of the result along this axis and those in front, of the source behind it
  Dims strides;
  DType dtype;
  int axis;
  int64_t before;
  int64_t after;

  int64_t extent() const { return shape[axis]; }
  int64_t first() const { return before; }
  int64_t last() const { return extent() - after - 1; }
  int64_t step() const { return strides[axis]; }
  std::byte* At(int64_t position) const { return data + position * step(); }

  // The shape of `count` positions along the axis.
  Dims Part(int64_t count) const {
    Dims part = shape;
    part[axis] = count;
    return part;
  }
  // Copies to `count` positions from `to` on what is at `from`, `from` + direction, ...
  void Copy(int64_t to, int64_t from, int64_t count, int direction) const {
    if (count <= 0) return;
    Dims read = strides;
    read[axis] *= direction;
    MoveElements(Part(count), {At(to), strides.data()}, dtype, {At(from), read.data()}, dtype);
  }
};

// Replaces `count` positions from `start` on by 2 * the elements at `edge` - themselves.
void TurnOver(const PadAxis& axis, int64_t start, int64_t count, int64_t edge);

void PadWithRamps(const PadAxis& axis, const Scalar& end_value);
void PadWithStatistics(const PadAxis& axis, PadMode mode, const std::optional<Count>& length);

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_ARRANGE_PAD_INTERNAL_H_
