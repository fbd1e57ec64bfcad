#include "tidemark/array/layout/overlap.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "tidemark/array/layout/diophantine_internal.h"

namespace tidemark {
namespace array_internal {
namespace {

using Answer = BoundedEquation::Answer;

OverlapVerdict VerdictOf(Answer answer) {
  switch (answer) {
    case Answer::kUnsolvable:
      return OverlapVerdict::kNo;
    case Answer::kSolvable:
      return OverlapVerdict::kYes;
    case Answer::kGaveUp:
      break;
  }
  return OverlapVerdict::kTooHard;
}

bool HasElements(const StridedBytes& a) {
  for (const int64_t extent : a.shape) {
    if (extent == 0) return false;
  }
  return true;
}

}  // namespace

bool IsNested(const StridedBytes& a) noexcept {
  std::pair<int64_t, int64_t> axes[kMaxDims];  // stride, extent
  size_t count = 0;
  for (size_t i = 0; i < a.shape.size(); ++i) {
    if (a.shape[i] > 1) axes[count++] = {std::abs(a.strides[i]), a.shape[i]};
  }
  std::sort(axes, axes + count);
  int64_t span = a.item_size;
  for (size_t i = 0; i < count; ++i) {
    if (axes[i].first < span) return false;
    span += axes[i].first * (axes[i].second - 1);
  }
  return true;
}

ByteBounds BoundsOf(const StridedBytes& a) noexcept {
  ByteBounds bounds{a.data, a.data};
  if (!HasElements(a)) return bounds;
  for (size_t i = 0; i < a.shape.size(); ++i) {
    const int64_t span = (a.shape[i] - 1) * a.strides[i];
    (span < 0 ? bounds.low : bounds.high) += span;
  }
  bounds.high += a.item_size;
  return bounds;
}

OverlapVerdict SharesBytes(const StridedBytes& a, const StridedBytes& b,
                           int64_t max_work) noexcept {
  const ByteBounds x = BoundsOf(a);
  const ByteBounds y = BoundsOf(b);
  if (x.low == x.high || y.low == y.high) return OverlapVerdict::kNo;
  if (!(x.low < y.high && y.low < x.high)) return OverlapVerdict::kNo;
  if (max_work == 0) return OverlapVerdict::kYes;
  // x.low + sum(a) == y.low + sum(b): the terms of b are counted from their upper ends, so that all
  // coefficients are positive.
  BoundedEquation equation;
  for (size_t i = 0; i < a.shape.size(); ++i) {
    if (a.strides[i] != 0) equation.AddTerm(std::abs(a.strides[i]), a.shape[i] - 1);
  }
  for (size_t i = 0; i < b.shape.size(); ++i) {
    if (b.strides[i] != 0) equation.AddTerm(std::abs(b.strides[i]), b.shape[i] - 1);
  }
  equation.AddTerm(1, a.item_size - 1);
  equation.AddTerm(1, b.item_size - 1);
  return VerdictOf(equation.Solve(y.high - 1 - x.low, max_work));
}

OverlapVerdict OverlapsItself(const StridedBytes& a, int64_t max_work) noexcept {
  if (!HasElements(a) || IsNested(a)) return OverlapVerdict::kNo;
  for (size_t i = 0; i < a.shape.size(); ++i) {
    if (a.shape[i] > 1 && a.strides[i] == 0) return OverlapVerdict::kYes;
  }
  if (max_work == 0) return OverlapVerdict::kYes;
  // Two indices with differences d whose bytes meet: sum(stride * d) within an item's size of 0.
  // Either of the two may be called the first, so that the first nonzero difference is positive.
  for (size_t first = 0; first < a.shape.size(); ++first) {
    if (a.shape[first] < 2) continue;
    BoundedEquation equation;
    BoundedEquation::Wide b = a.item_size - 1;
    const int64_t lead = std::abs(a.strides[first]);
    equation.AddTerm(lead, a.shape[first] - 2);
    b -= lead;
    for (size_t i = first + 1; i < a.shape.size(); ++i) {
      if (a.shape[i] < 2) continue;
      const int64_t stride = std::abs(a.strides[i]);
      equation.AddTerm(stride, 2 * (a.shape[i] - 1));
      b += BoundedEquation::Wide{stride} * (a.shape[i] - 1);
    }
    equation.AddTerm(1, 2 * (a.item_size - 1));
    const Answer answer = equation.Solve(b, max_work);
    if (answer != Answer::kUnsolvable) return VerdictOf(answer);
  }
  return OverlapVerdict::kNo;
}

}  // namespace array_internal

namespace {

array_internal::StridedBytes BytesOf(const AnyArray& a) {
  return {a.view().data, a.shape(), a.strides(), a.itemsize()};
}

bool Decide(array_internal::OverlapVerdict verdict) {
  if (verdict == array_internal::OverlapVerdict::kTooHard) {
    throw TooHardError("the exact overlap test exceeded max_work");
  }
  return verdict == array_internal::OverlapVerdict::kYes;
}

}  // namespace

ByteBounds byte_bounds(const AnyArray& a) { return array_internal::BoundsOf(BytesOf(a)); }

bool may_share_memory(const AnyArray& a, const AnyArray& b) {
  return Decide(array_internal::SharesBytes(BytesOf(a), BytesOf(b), 0));
}

bool shares_memory(const AnyArray& a, const AnyArray& b, int64_t max_work) {
  return Decide(array_internal::SharesBytes(BytesOf(a), BytesOf(b), max_work));
}

bool has_internal_overlap(const AnyArray& a, int64_t max_work) {
  return Decide(array_internal::OverlapsItself(BytesOf(a), max_work));
}

}  // namespace tidemark
