#include "tidemark/array/indexing/position_loop_internal.h"
#include "tidemark/array/layout/loop_plan_internal.h"

namespace tidemark::array_internal {
namespace {

void AddScaled(const std::byte* positions, int64_t stride, int64_t extent, int64_t scale,
               bool first, int64_t count, int64_t* at) {
  for (int64_t i = 0; i < count; ++i) {
    int64_t position = *reinterpret_cast<const int64_t*>(positions + i * stride);
    position += position < 0 ? extent : 0;
    at[i] = (first ? 0 : at[i]) + position * scale;
  }
}

}  // namespace

PositionLoop::PositionLoop(const ResolvedSelector& selector, const Dims& order, const Dims& other,
                           int64_t item_size)
    : unit_(item_size) {
  for (const PositionArray& array : selector.arrays()) {
    if (array.stride % unit_ != 0) unit_ = 1;
  }
  for (const PositionArray& array : selector.arrays()) {
    const View& positions = *array.positions;
    const Dims strides = BroadcastStrides(positions, selector.index_shape());
    IndexArray& added = arrays_.emplace_back();
    added.data = positions.data;
    if (positions.dtype != DType::kInt64) {
      added.convert = kernels::FindCast(positions.dtype, DType::kInt64);
    }
    added.extent = array.extent;
    added.scale = array.stride / unit_;
    for (const int64_t axis : order) added.strides.push_back(strides[static_cast<int>(axis)]);
  }
  for (const int64_t axis : order) {
    extents_.push_back(selector.index_shape()[static_cast<int>(axis)]);
    other_.push_back(other[static_cast<int>(axis)]);
  }
  Coalesce();
}

void PositionLoop::VisitLast() {
  for (int axis = extents_.size() - 1; axis >= 0; --axis) {
    bool repeats = extents_[axis] > 1;
    for (const IndexArray& array : arrays_) repeats = repeats && array.strides[axis] == 0;
    if (!repeats) continue;
    start_ += (extents_[axis] - 1) * other_[axis];
    DropAxis(axis);
  }
  Coalesce();
}

PositionLoop::Run PositionLoop::OnlyRun() const {
  if (extents_.size() != 1 || arrays_.size() != 1) return {};
  const IndexArray& array = arrays_[0];
  if (array.convert != nullptr || array.strides[0] != 8) return {};
  return {.positions = reinterpret_cast<const int64_t*>(array.data),
          .extent = array.extent,
          .stride = array.scale * unit_,
          .other = start_,
          .other_step = other_[0],
          .count = extents_[0]};
}

void PositionLoop::Fill(const std::byte* const* data, int64_t distance, int64_t first,
                        int64_t count, int64_t* at, int64_t* other) const {
  const int last = extents_.size() - 1;
  const auto step = [last](const Dims& strides) { return last < 0 ? 0 : strides[last]; };
  if (arrays_.empty()) std::fill(at, at + count, 0);
  for (size_t k = 0; k < arrays_.size(); ++k) {
    const IndexArray& array = arrays_[k];
    const int64_t stride = step(array.strides);
    const std::byte* from = data[k] + first * stride;
    if (array.convert == nullptr) {
      AddScaled(from, stride, array.extent, array.scale, k == 0, count, at);
      continue;
    }
    int64_t converted[kChunk];
    auto* bytes = reinterpret_cast<std::byte*>(converted);
    array.convert(from, stride, bytes, 8, count);
    AddScaled(bytes, 8, array.extent, array.scale, k == 0, count, at);
  }
  const int64_t other_step = step(other_);
  for (int64_t i = 0; i < count; ++i) other[i] = distance + (first + i) * other_step;
}

void PositionLoop::DropAxis(int axis) {
  extents_.erase(axis);
  other_.erase(axis);
  for (IndexArray& array : arrays_) array.strides.erase(axis);
}

// Whether the inner axis ends, in every operand, where the outer one goes on.
bool PositionLoop::RunsOn(int outer, int inner) const {
  const auto runs_on = [&](const Dims& strides) {
    int64_t length = 0;
    return !__builtin_mul_overflow(strides[inner], extents_[inner], &length) &&
           strides[outer] == length;
  };
  bool all = runs_on(other_);
  for (const IndexArray& array : arrays_) all = all && runs_on(array.strides);
  int64_t extent = 0;
  return all && !__builtin_mul_overflow(extents_[outer], extents_[inner], &extent);
}

void PositionLoop::Coalesce() {
  for (int axis = extents_.size() - 1; axis >= 0; --axis) {
    if (extents_[axis] == 1) DropAxis(axis);
  }
  for (int axis = extents_.size() - 2; axis >= 0; --axis) {
    if (!RunsOn(axis, axis + 1)) continue;
    extents_[axis + 1] *= extents_[axis];
    DropAxis(axis);
  }
}

}  // namespace tidemark::array_internal
