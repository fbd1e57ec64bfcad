#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/array/layout/loop_plan_internal.h"

namespace tidemark::array_internal {
namespace {

// Runs shorter than this are not worth the set-up when another axis is longer.
constexpr int64_t kShortRun = 8;

}  // namespace

LoopPlan::LoopPlan(std::span<const int64_t> shape, std::initializer_list<Strided> operands,
                   Traversal traversal) {
  Load(shape, operands);
  if (empty_) return;
  if (ndim_ > 0) {
    if (traversal != Traversal::kInOrder) FlipNegativeAxes(traversal);
    if (ndim_ > 1 && traversal != Traversal::kInOrder) {
      SortAxes(traversal == Traversal::kFree ? operands_ : 1);
    }
    Coalesce();
    if (traversal == Traversal::kFree) PreferLongInner();
  }
  if (ndim_ == 0) {
    ndim_ = 1;
    extents_[0] = 1;
    for (int k = 0; k < operands_; ++k) strides_[k][0] = 0;
  }
}

// Takes over the operands without their axes of one element.
void LoopPlan::Load(std::span<const int64_t> shape, std::initializer_list<Strided> operands) {
  operands_ = static_cast<int>(operands.size());
  int k = 0;
  for (const Strided& operand : operands) bases_[k++] = operand.data;
  for (size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == 0) empty_ = true;
    if (shape[i] == 1) continue;
    extents_[ndim_] = shape[i];
    k = 0;
    for (const Strided& operand : operands) strides_[k++][ndim_] = operand.strides[i];
    ++ndim_;
  }
}

void LoopPlan::Flip(int axis) {
  for (int k = 0; k < operands_; ++k) {
    bases_[k] += strides_[k][axis] * (extents_[axis] - 1);
    strides_[k][axis] = -strides_[k][axis];
  }
}

void LoopPlan::FlipNegativeAxes(Traversal traversal) {
  for (int axis = 0; axis < ndim_; ++axis) {
    if (traversal == Traversal::kFree) {
      bool negative = false;
      bool positive = false;
      for (int k = 0; k < operands_; ++k) {
        negative |= strides_[k][axis] < 0;
        positive |= strides_[k][axis] > 0;
      }
      if (negative && !positive) Flip(axis);
    } else if ((strides_[0][axis] < 0) == (traversal == Traversal::kAscending)) {
      Flip(axis);
    }
  }
}

int CompareAxes(const int64_t* const* strides, int operands, int a, int b) {
  int verdict = 0;
  for (int k = 0; k < operands; ++k) {
    const int64_t outer = std::abs(strides[k][a]);
    const int64_t inner = std::abs(strides[k][b]);
    if (outer == 0 || inner == 0) continue;
    if (inner <= outer) return -1;
    verdict = 1;
  }
  return verdict;
}

Dims KOrder(std::span<const int64_t> shape, std::span<const int64_t* const> strides) {
  const int ndim = static_cast<int>(shape.size());
  const int operands = static_cast<int>(strides.size());
  Dims order;
  for (int i = 0; i < ndim; ++i) order.push_back(i);
  // An insertion sort from the innermost axis outwards, since the comparison is no total order.
  for (int i = ndim - 2; i >= 0; --i) {
    const int64_t axis = order[i];
    int position = i;
    for (int j = i + 1; j < ndim; ++j) {
      const int verdict =
          CompareAxes(strides.data(), operands, static_cast<int>(axis), static_cast<int>(order[j]));
      if (verdict < 0) break;
      if (verdict > 0) position = j;
    }
    for (int j = i; j < position; ++j) order[j] = order[j + 1];
    order[position] = axis;
  }
  return order;
}

void LoopPlan::SwapAxes(int a, int b) {
  std::swap(extents_[a], extents_[b]);
  for (int k = 0; k < operands_; ++k) std::swap(strides_[k][a], strides_[k][b]);
}

void LoopPlan::SortAxes(int deciding) {
  const int64_t* rows[kMaxOperands];
  for (int k = 0; k < operands_; ++k) rows[k] = strides_[k];
  for (int i = ndim_ - 2; i >= 0; --i) {
    int position = i;
    for (int j = i + 1; j < ndim_; ++j) {
      const int verdict = CompareAxes(rows, deciding, i, j);
      if (verdict < 0) break;
      if (verdict > 0) position = j;
    }
    for (int j = i; j < position; ++j) SwapAxes(j, j + 1);
  }
}

void LoopPlan::Coalesce() {
  int kept = 0;
  for (int axis = 1; axis < ndim_; ++axis) {
    bool joined = true;
    for (int k = 0; k < operands_ && joined; ++k) {
      joined = strides_[k][kept] == strides_[k][axis] * extents_[axis];
    }
    if (joined) {
      extents_[kept] *= extents_[axis];
    } else {
      extents_[++kept] = extents_[axis];
    }
    for (int k = 0; k < operands_; ++k) strides_[k][kept] = strides_[k][axis];
  }
  ndim_ = kept + 1;
}

void LoopPlan::PreferLongInner() {
  const int inner = ndim_ - 1;
  if (ndim_ < 2 || extents_[inner] >= kShortRun) return;
  int longest = inner;
  for (int axis = 0; axis < inner; ++axis) {
    if (extents_[axis] >= 4 * extents_[inner] && extents_[axis] > extents_[longest]) longest = axis;
  }
  for (int axis = longest; axis < inner; ++axis) SwapAxes(axis, axis + 1);
}

void LoopPlan::MoveInside(int outer, int inner) {
  for (int axis = inner; axis < ndim_ - 1; ++axis) SwapAxes(axis, axis + 1);
  const int from = outer > inner ? outer - 1 : outer;
  for (int axis = from; axis < ndim_ - 2; ++axis) SwapAxes(axis, axis + 1);
}

Dims StridesInOrder(std::span<const int64_t> shape, const Dims& order, int64_t item_size) {
  Dims strides = Dims::Filled(static_cast<int>(shape.size()), item_size);
  int64_t stride = item_size;
  for (int i = order.size() - 1; i >= 0; --i) {
    const int axis = static_cast<int>(order[i]);
    strides[axis] = stride;
    const int64_t extent = shape[static_cast<size_t>(axis)];
    if (extent != 0) stride = CheckedProduct(stride, extent, "strides");
  }
  return strides;
}

Dims BroadcastStrides(const View& view, std::span<const int64_t> shape) {
  const int missing = static_cast<int>(shape.size()) - view.ndim;
  Dims strides = Dims::Filled(missing, 0);
  for (int i = 0; i < view.ndim; ++i) {
    strides.push_back(view.dims[i] == 1 ? 0 : view.dims[view.ndim + i]);
  }
  return strides;
}

Dims BroadcastShapes(std::span<const View* const> views) {
  int ndim = 0;
  for (const View* view : views) ndim = std::max<int>(ndim, view->ndim);
  Dims shape = Dims::Filled(ndim, 1);
  bool fits = true;
  for (const View* view : views) {
    for (int i = 0; i < view->ndim; ++i) {
      int64_t& extent = shape[ndim - view->ndim + i];
      const int64_t own = view->dims[i];
      if (own == 1 || own == extent) continue;
      fits = fits && extent == 1;
      extent = own;
    }
  }
  if (!fits) {
    std::string shapes;
    for (const View* view : views) absl::StrAppend(&shapes, " ", ShapeText(view->shape()));
    ThrowShapeError(absl::StrCat("operands could not be broadcast together with shapes", shapes));
  }
  return shape;
}

}  // namespace tidemark::array_internal
