// The traversal of one to four strided operands of one shape, simplified: axes of extent 1 dropped,
// axes sorted by stride, axes that are contiguous in all operands coalesced.
//
// Built by every operation that touches elements; its inner loops are those of kernels.h.
//
// Units: strides in bytes. Ownership: borrows the operands' memory. Threading: a plain value.
//
//   LoopPlan plan(shape, {{out, out_strides}, {in, in_strides}});
//   plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
//     loop(data[1], strides[1], data[0], strides[0], n);
//   });
#ifndef TIDEMARK_ARRAY_LAYOUT_LOOP_PLAN_INTERNAL_H_
#define TIDEMARK_ARRAY_LAYOUT_LOOP_PLAN_INTERNAL_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

#include "tidemark/array/core/buffer.h"
#include "tidemark/array/core/dims.h"

namespace tidemark::array_internal {

inline constexpr int kMaxOperands = 4;

// One operand; `strides` has an entry for every axis of the common shape, 0 where it is broadcast.
struct Strided {
  std::byte* data = nullptr;
  const int64_t* strides = nullptr;
};

enum class Traversal : uint8_t {
  kFree,        // any order of the axes, either direction
  kAscending,   // towards higher addresses of operand 0; the output must be nested (overlap.h)
  kDescending,  // towards lower ones
  kInOrder,     // the axes as they are: C order
};

class LoopPlan {
 public:
  // The first operand decides first on the order of the axes: the output comes first.
  LoopPlan(std::span<const int64_t> shape, std::initializer_list<Strided> operands,
           Traversal traversal = Traversal::kFree);

  bool empty() const { return empty_; }
  // After simplification; axis 0 is the outermost. At least 1.
  int ndim() const { return ndim_; }
  int64_t extent(int axis) const { return extents_[axis]; }
  int64_t stride(int operand, int axis) const { return strides_[operand][axis]; }
  std::byte* base(int operand) const { return bases_[operand]; }

  // Makes the two given axes the inner ones, `inner` last.
  void MoveInside(int outer, int inner);

  // Calls body(data, inner strides, inner extent) for each run along the last axis.
  template <class Body>
  void Run(Body&& body) const {
    RunOuter(1, [&](std::byte* const* data) {
      int64_t inner[kMaxOperands] = {};
      for (int k = 0; k < operands_; ++k) inner[k] = strides_[k][ndim_ - 1];
      body(data, static_cast<const int64_t*>(inner), extents_[ndim_ - 1]);
    });
  }

  // Calls body(data) for each index of all but the last `inside` axes.
  template <class Body>
  void RunOuter(int inside, Body&& body) const {
    if (empty_) return;
    std::byte* data[kMaxOperands] = {};
    for (int k = 0; k < operands_; ++k) data[k] = bases_[k];
    const int outer = ndim_ - inside;
    if (outer <= 0) return body(static_cast<std::byte* const*>(data));
    int64_t index[kMaxDims];
    for (int i = 0; i < outer; ++i) index[i] = 0;
    while (true) {
      body(static_cast<std::byte* const*>(data));
      int axis = outer - 1;
      while (axis >= 0 && ++index[axis] == extents_[axis]) {
        for (int k = 0; k < operands_; ++k) data[k] -= strides_[k][axis] * (extents_[axis] - 1);
        index[axis--] = 0;
      }
      if (axis < 0) return;
      for (int k = 0; k < operands_; ++k) data[k] += strides_[k][axis];
    }
  }

 private:
  void Load(std::span<const int64_t> shape, std::initializer_list<Strided> operands);
  void Flip(int axis);
  void FlipNegativeAxes(Traversal traversal);
  void SortAxes(int deciding);
  void SwapAxes(int a, int b);
  void Coalesce();
  void PreferLongInner();

  int ndim_ = 0;
  int operands_ = 0;
  bool empty_ = false;
  std::byte* bases_[kMaxOperands];
  int64_t extents_[kMaxDims];
  int64_t strides_[kMaxOperands][kMaxDims];
};

// For two axes of some operands, by their strides (0 where broadcast or of extent 1): negative when
// axis `a` has to be outside of `b`, positive when inside, 0 when no operand knows. This is how
// NumPy's nditer orders axes; in a conflict C order wins.
int CompareAxes(const int64_t* const* strides, int operands, int a, int b);

// The axes from the outermost to the innermost as NumPy orders them for order 'K'.
Dims KOrder(std::span<const int64_t> shape, std::span<const int64_t* const> strides);

// Strides of a new array whose axes follow each other in memory in `order` (outermost first).
Dims StridesInOrder(std::span<const int64_t> shape, const Dims& order, int64_t item_size);

// The strides of `view` seen through `shape`, to which it can be broadcast: 0 where repeated or of
// extent 1.
Dims BroadcastStrides(const View& view, std::span<const int64_t> shape);

// The common shape; throws ShapeError that names all shapes.
Dims BroadcastShapes(std::span<const View* const> views);

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_LAYOUT_LOOP_PLAN_INTERNAL_H_
