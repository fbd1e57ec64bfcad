#include "tidemark/array/layout/alias_internal.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "tidemark/array/layout/diophantine_internal.h"
#include "tidemark/array/layout/overlap.h"

namespace tidemark::array_internal {
namespace {

// Past this many candidates a temporary costs less than the search.
constexpr int64_t kMaxWork = 20000;

bool SameStrides(std::span<const int64_t> shape, const int64_t* a, const int64_t* b) {
  for (size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] > 1 && a[i] != b[i]) return false;
  }
  return true;
}

// How far an element of the input may lie behind (positive) the output's element of the same index.
struct Distance {
  __int128 least;
  __int128 greatest;
};

Distance DistanceOf(std::span<const int64_t> shape, const Strided& output, const Strided& input) {
  const __int128 first = input.data - output.data;
  Distance distance{first, first};
  for (size_t i = 0; i < shape.size(); ++i) {
    const __int128 step = __int128{input.strides[i]} - output.strides[i];
    (step < 0 ? distance.least : distance.greatest) += step * (shape[i] - 1);
  }
  return distance;
}

// A bounded equation whose coefficients may be negative: sum of terms + constant == 0.
class SignedEquation {
 public:
  explicit SignedEquation(BoundedEquation::Wide constant) : constant_(constant) {}

  void AddTerm(int64_t a, int64_t bound) {
    if (a == 0 || bound <= 0) return;
    if (a < 0) constant_ += BoundedEquation::Wide{a} * bound;  // counted from its upper end
    equation_.AddTerm(std::abs(a), bound);
  }
  bool MayBeSolvable() {
    return equation_.Solve(-constant_, kMaxWork) != BoundedEquation::Answer::kUnsolvable;
  }

 private:
  BoundedEquation equation_;
  BoundedEquation::Wide constant_;
};

// The two operands along the axes in which the output is traversed, outermost first, and so that
// going up an axis goes up in the output's addresses.
class Traversed {
 public:
  Traversed(std::span<const int64_t> shape, const Strided& output, int64_t output_item,
            const Strided& input, int64_t input_item)
      : output_item_(output_item), input_item_(input_item), first_(input.data - output.data) {
    for (size_t i = 0; i < shape.size(); ++i) {
      if (shape[i] == 1) continue;
      Axis axis{shape[i], output.strides[i], input.strides[i]};
      if (axis.output < 0) {
        first_ += (axis.input - axis.output) * (axis.extent - 1);
        axis.output = -axis.output;
        axis.input = -axis.input;
      }
      axes_[count_++] = axis;
    }
    std::sort(axes_.begin(), axes_.begin() + count_,
              [](const Axis& a, const Axis& b) { return a.output > b.output; });
  }

  // Whether some element of the input is read after its bytes were written: whether for two
  // indices, the one that is written preceding the one that is read, the bytes meet. They agree in
  // the axes in front of the one that tells them apart, and along that one all pairs of a lower and
  // a higher position are those that part in blocks of 2, 4, 8, ... positions: lower half and upper
  // half.
  bool ReadsWhatWasWritten(bool upwards) const {
    for (int axis = 0; axis < count_; ++axis) {
      for (int64_t half = 1; half < axes_[axis].extent; half *= 2) {
        const int64_t blocks = axes_[axis].extent / (2 * half);
        const int64_t rest = axes_[axis].extent - 2 * half * blocks - half;
        if (blocks > 0 && Meet(axis, half, 0, blocks - 1, half, upwards)) return true;
        if (rest > 0 && Meet(axis, half, blocks, 0, rest, upwards)) return true;
      }
    }
    return false;
  }

 private:
  struct Axis {
    int64_t extent;
    int64_t output;
    int64_t input;
  };

  // One position in the lower half of a block, the other among the first `upper` of its upper half,
  // for the blocks first_block ... first_block + more_blocks.
  bool Meet(int axis, int64_t half, int64_t first_block, int64_t more_blocks, int64_t upper,
            bool upwards) const {
    const Axis& parting = axes_[axis];
    const int64_t step = (parting.input - parting.output) * 2 * half;
    SignedEquation equation(
        BoundedEquation::Wide{first_} + BoundedEquation::Wide{step} * first_block +
        BoundedEquation::Wide{upwards ? parting.input : -parting.output} * half);
    for (int i = 0; i < axis; ++i) {
      equation.AddTerm(axes_[i].input - axes_[i].output, axes_[i].extent - 1);
    }
    equation.AddTerm(step, more_blocks);
    equation.AddTerm(parting.input, (upwards ? upper : half) - 1);
    equation.AddTerm(-parting.output, (upwards ? half : upper) - 1);
    for (int i = axis + 1; i < count_; ++i) {
      equation.AddTerm(axes_[i].input, axes_[i].extent - 1);
      equation.AddTerm(-axes_[i].output, axes_[i].extent - 1);
    }
    equation.AddTerm(1, input_item_ - 1);
    equation.AddTerm(-1, output_item_ - 1);
    return equation.MayBeSolvable();
  }

  int64_t output_item_;
  int64_t input_item_;
  int64_t first_;  // from the output's first element to the input's
  int count_ = 0;
  std::array<Axis, kMaxDims> axes_;
};

}  // namespace

Alias ClassifyAlias(std::span<const int64_t> shape, const Strided& output, int64_t output_item,
                    const Strided& input, int64_t input_item, Detail detail) noexcept {
  const StridedBytes out{output.data, shape, {output.strides, shape.size()}, output_item};
  const StridedBytes in{input.data, shape, {input.strides, shape.size()}, input_item};
  const ByteBounds x = BoundsOf(out);
  const ByteBounds y = BoundsOf(in);
  if (x.low == x.high || !(x.low < y.high && y.low < x.high)) return Alias::kDisjoint;
  const bool identical = output_item == input_item && output.data == input.data &&
                         SameStrides(shape, output.strides, input.strides);
  const bool nested = IsNested(out);
  if (nested && identical) return Alias::kSame;
  if (SharesBytes(out, in, kMaxWork) == OverlapVerdict::kNo) return Alias::kDisjoint;
  // Of an output that lies on some bytes twice, no order of elements is the order of bytes.
  if (!nested && OverlapsItself(out, kMaxWork) != OverlapVerdict::kNo) {
    return Alias::kNeedsTemporary;
  }
  if (identical) return Alias::kSame;
  if (nested && detail == Detail::kOneWay) {
    // The quick way: what is written earlier ends where the output's element of this index begins,
    // or further down; so an input that never lies below it is not touched yet.
    const Distance distance = DistanceOf(shape, output, input);
    if (distance.least >= 0) return Alias::kAscending;
    if (distance.greatest + input_item <= output_item) return Alias::kDescending;
  }
  const Traversed traversed(shape, output, output_item, input, input_item);
  const bool up = !traversed.ReadsWhatWasWritten(true);
  const bool down = !traversed.ReadsWhatWasWritten(false);
  if (up && down) return Alias::kEitherWay;
  if (up || down) return up ? Alias::kAscending : Alias::kDescending;
  return Alias::kNeedsTemporary;
}

bool Disturbs(const View& view, const View& source) noexcept {
  return SharesBytes({view.data, view.shape(), view.strides(), view.item_size},
                     {source.data, source.shape(), source.strides(), source.item_size},
                     kMaxWork) != OverlapVerdict::kNo;
}

}  // namespace tidemark::array_internal
