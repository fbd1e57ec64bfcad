// What stands between the brackets of a basic index: integers, slices, newaxis and ellipsis.
//
// Written by users, read by the indexing of arrays. The semantics are NumPy's basic indexing:
// https://numpy.org/doc/1.24/user/basics.indexing.html
//
// Ownership: plain values; an Index holds its items. Threading: none needed.
//
//   a[{Slice(1, 9, 2), newaxis, ellipsis, 3}]   // a[1:9:2, None, ..., 3]
//   a[Slice().by(-1)]                           // a[::-1]
//   a[Slice::From(3)]                           // a[3:]
#ifndef TIDEMARK_ARRAY_LAYOUT_SLICE_H_
#define TIDEMARK_ARRAY_LAYOUT_SLICE_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "tidemark/array/core/dims.h"
#include "tidemark/base/source_location.h"

namespace tidemark {

namespace array_internal {
// A reference to an element of an array of integers (element_ref.h), which stands for its value.
template <class R>
concept IntegerReference = std::integral<typename std::remove_cvref_t<R>::Value> &&
    std::convertible_to<R, typename std::remove_cvref_t<R>::Value>;
}  // namespace array_internal

// A bound of a slice, or the absence of one. It may be of any integer type; what no axis reaches
// counts as its end.
class SliceBound {
 public:
  constexpr SliceBound() = default;
  constexpr SliceBound(std::nullopt_t) {}
  constexpr SliceBound(std::optional<int64_t> bound)
      : value_(bound.value_or(0)), given_(bound.has_value()) {}
  template <std::integral I>
  constexpr SliceBound(I bound)
      : value_(std::cmp_greater(bound, INT64_MAX) ? INT64_MAX : static_cast<int64_t>(bound)),
        given_(true) {}
  template <array_internal::IntegerReference R>
  // NOLINTNEXTLINE(bugprone-forwarding-reference-overload): R is no SliceBound
  SliceBound(R&& bound)
      : SliceBound(static_cast<typename std::remove_cvref_t<R>::Value>(std::forward<R>(bound))) {}

  constexpr int64_t value() const { return value_; }
  constexpr bool given() const { return given_; }

 private:
  int64_t value_ = 0;
  bool given_ = false;
};

// start:stop:step, each of which may be left out. Bounds beyond the ends are clipped.
class Slice {
 public:
  constexpr Slice() = default;
  constexpr explicit Slice(SliceBound stop) : Slice(std::nullopt, stop) {}
  constexpr Slice(SliceBound start, SliceBound stop, SliceBound step = std::nullopt)
      : start_(start.value()),
        stop_(stop.value()),
        step_(step.value()),
        has_start_(start.given()),
        has_stop_(stop.given()),
        has_step_(step.given()) {}
  static constexpr Slice From(SliceBound start) { return Slice(start, std::nullopt); }
  constexpr Slice by(int64_t step) const { return Slice(start(), stop(), step); }

  constexpr std::optional<int64_t> start() const { return Given(has_start_, start_); }
  constexpr std::optional<int64_t> stop() const { return Given(has_stop_, stop_); }
  constexpr std::optional<int64_t> step() const { return Given(has_step_, step_); }

 private:
  static constexpr std::optional<int64_t> Given(bool given, int64_t value) {
    return given ? std::optional(value) : std::nullopt;
  }

  // Not kept as optionals: these are copied in one piece, which stalls right after they were
  // written in two.
  int64_t start_ = 0;
  int64_t stop_ = 0;
  int64_t step_ = 0;
  bool has_start_ = false;
  bool has_stop_ = false;
  bool has_step_ = false;
};

struct NewAxis {};
struct Ellipsis {};
inline constexpr NewAxis newaxis;    // an axis of extent 1
inline constexpr Ellipsis ellipsis;  // as many full slices as are missing

class IndexItem {
 public:
  enum class Kind : uint8_t { kInteger, kSlice, kNewAxis, kEllipsis };

  constexpr IndexItem() = default;  // the full slice
  // Not a bool, which NumPy takes for a mask.
  template <std::integral I>
  requires(!std::is_same_v<I, bool>) constexpr IndexItem(I position)
      : kind_(Kind::kInteger), position_(PositionOf(position)) {}
  template <array_internal::IntegerReference R>
  // NOLINTNEXTLINE(bugprone-forwarding-reference-overload): R is no IndexItem
  IndexItem(R&& position)
      : IndexItem(static_cast<typename std::remove_cvref_t<R>::Value>(std::forward<R>(position))) {}
  constexpr IndexItem(Slice slice) : slice_(slice) {}
  constexpr IndexItem(NewAxis) : kind_(Kind::kNewAxis) {}
  constexpr IndexItem(Ellipsis) : kind_(Kind::kEllipsis) {}

  constexpr Kind kind() const { return kind_; }
  constexpr int64_t position() const { return position_; }
  constexpr const Slice& slice() const { return slice_; }

 private:
  Kind kind_ = Kind::kSlice;
  int64_t position_ = 0;
  Slice slice_;
};

// The items of one index and the place in the program where it was written. It may be kept.
class Index {
 public:
  Index(std::initializer_list<IndexItem> items, SourceLocation site = SourceLocation::Current())
      : Index(std::span<const IndexItem>(items.begin(), items.size()), site) {}
  Index(std::span<const IndexItem> items, SourceLocation site = SourceLocation::Current())
      : size_(items.size()), site_(site) {
    if (size_ > kInline) {
      further_.assign(items.begin(), items.end());
    } else {
      for (size_t i = 0; i < size_; ++i) std::construct_at(Inline() + i, items[i]);
    }
  }
  template <std::convertible_to<IndexItem> I>
  // NOLINTNEXTLINE(bugprone-forwarding-reference-overload): an Index is no item
  Index(I&& item, SourceLocation site = SourceLocation::Current()) : size_(1), site_(site) {
    std::construct_at(Inline(), std::forward<I>(item));
  }

  std::span<const IndexItem> items() const& {
    return {size_ > kInline ? further_.data() : std::launder(Inline()), size_};
  }
  std::span<const IndexItem> items() && = delete;
  SourceLocation site() const { return site_; }

 private:
  // Most arrays have no more axes; for the others one allocation does not count.
  static constexpr size_t kInline = 4;

  IndexItem* Inline() { return reinterpret_cast<IndexItem*>(inline_); }
  const IndexItem* Inline() const { return reinterpret_cast<const IndexItem*>(inline_); }

  static_assert(std::is_trivially_copyable_v<IndexItem>);
  size_t size_ = 0;
  // Not an array of items, which would all be made first.
  alignas(IndexItem) std::byte inline_[kInline * sizeof(IndexItem)];
  std::vector<IndexItem> further_;
  SourceLocation site_;
};

namespace array_internal {

// A slice applied to an axis of `extent` elements: Python's slice.indices() and the count. Throws
// ValueError on a step of 0.
struct SliceRange {
  int64_t start = 0;
  int64_t step = 1;
  int64_t count = 0;
};
SliceRange ResolveSlice(const Slice& slice, int64_t extent);

}  // namespace array_internal

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_LAYOUT_SLICE_H_
