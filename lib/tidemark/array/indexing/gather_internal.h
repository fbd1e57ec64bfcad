// The positions of a gather: checked, counted from the start, and handed out in pieces.
//
// Made by take and put from an array of integers; borrows it.
#ifndef TIDEMARK_ARRAY_INDEXING_GATHER_INTERNAL_H_
#define TIDEMARK_ARRAY_INDEXING_GATHER_INTERNAL_H_

#include <algorithm>

#include "tidemark/array/core/buffer.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/indexing/element_ref.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/array/layout/loop_plan_internal.h"

namespace tidemark::array_internal {

class Positions {
 public:
  // Throws IndexError unless `view` is of integers, all within an axis of `extent`; `axis` is named
  // in the message. Without `check` they may be anywhere and must not be used, as NumPy has it
  // where the result has no elements.
  Positions(const View& view, int64_t extent, int axis, bool check = true);

  int64_t count() const { return count_; }
  // Whether they follow each other, or keep a distance. Looks at them once more.
  GatherIndex Kind() const;

  // body(positions, n) for pieces of the positions, in C order, none negative.
  template <class Body>
  void ForEachChunk(Body&& body) const {
    if (ready_) return body(reinterpret_cast<const int64_t*>(view_->data), count_);
    ForEachConverted([&](int64_t* chunk, int64_t n) {
      for (int64_t i = 0; i < n; ++i) {
        if (chunk[i] < 0) chunk[i] += extent_;
      }
      body(static_cast<const int64_t*>(chunk), n);
    });
  }

 private:
  // The positions as they were given, in int64, in pieces on the stack.
  template <class Body>
  void ForEachConverted(Body&& body) const {
    const LoopPlan plan(view_->shape(), {{view_->data, view_->strides().data()}},
                        Traversal::kInOrder);
    const kernels::UnaryLoop convert = kernels::FindCast(view_->dtype, DType::kInt64);
    plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
      int64_t chunk[kChunk];
      for (int64_t done = 0; done < n; done += kChunk) {
        const int64_t count = std::min(kChunk, n - done);
        convert(data[0] + done * strides[0], strides[0], reinterpret_cast<std::byte*>(chunk), 8,
                count);
        body(static_cast<int64_t*>(chunk), count);
      }
    });
  }
  // In 64 bits with a sign, the largest unsigned ones look like positions from the end.
  bool IsUnsigned() const { return KindOf(view_->dtype) == DTypeKind::kUnsigned; }
  [[noreturn]] void ThrowOutOfBounds(int axis) const;

  const View* view_;
  int64_t extent_;
  int64_t count_;
  bool ready_ = false;  // the array's own elements can be used as they lie there
};

// Throws IndexError unless the mask is of bools and has view's shape.
void CheckMask(const View& view, const View& mask);
// The mask itself, or a copy of it where writing to `view` in C order would change what is read of
// it later.
AnyArray UndisturbedMask(const View& view, const AnyArray& mask, const char* op,
                         SourceLocation site);
// Writes the item, of view's dtype, to where the mask, undisturbed and of view's shape, is true.
void FillMasked(const View& view, const View& mask, const std::byte* item, SourceLocation site);
// a[mask] = values for a mask of a's shape, with its events and under setitem's name. The values
// have at most one axis, of extent 1 or as many as the mask is true; throws ShapeError.
void AssignMasked(const View& view, const AnyArray& mask, const AnyArray& values,
                  SourceLocation site);

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_INDEXING_GATHER_INTERNAL_H_
