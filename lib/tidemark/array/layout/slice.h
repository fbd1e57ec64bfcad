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
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>

#include "tidemark/array/core/dims.h"
#include "tidemark/base/source_location.h"

namespace tidemark {

// start:stop:step, each of which may be left out. Bounds beyond the ends are clipped.
class Slice {
 public:
  constexpr Slice() = default;
  constexpr explicit Slice(std::optional<int64_t> stop) : Slice(std::nullopt, stop) {}
  constexpr Slice(std::optional<int64_t> start, std::optional<int64_t> stop,
                  std::optional<int64_t> step = std::nullopt)
      : start_(start.value_or(0)),
        stop_(stop.value_or(0)),
        step_(step.value_or(0)),
        has_start_(start.has_value()),
        has_stop_(stop.has_value()),
        has_step_(step.has_value()) {}
  static constexpr Slice From(int64_t start) { return Slice(start, std::nullopt); }
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

  template <std::integral I>
  constexpr IndexItem(I position)
      : kind_(Kind::kInteger), position_(static_cast<int64_t>(position)) {}
  constexpr IndexItem(Slice slice) : kind_(Kind::kSlice), slice_(slice) {}
  constexpr IndexItem(NewAxis) : kind_(Kind::kNewAxis) {}
  constexpr IndexItem(Ellipsis) : kind_(Kind::kEllipsis) {}

  constexpr Kind kind() const { return kind_; }
  constexpr int64_t position() const { return position_; }
  constexpr const Slice& slice() const { return slice_; }

 private:
  Kind kind_;
  int64_t position_ = 0;
  Slice slice_;
};

// The items of one index and the place in the program where it was written. An Index made from a
// braced list borrows the list: it is a parameter type, not for keeping.
class Index {
 public:
  Index(std::initializer_list<IndexItem> items, SourceLocation site = SourceLocation::Current())
      : items_(items.begin(), items.size()), site_(site) {}
  Index(std::span<const IndexItem> items, SourceLocation site = SourceLocation::Current())
      : items_(items), site_(site) {}
  Index(Slice slice, SourceLocation site = SourceLocation::Current())
      : single_(slice), site_(site) {}
  template <std::integral I>
  Index(I position, SourceLocation site = SourceLocation::Current())
      : single_(position), site_(site) {}
  Index(Ellipsis, SourceLocation site = SourceLocation::Current())
      : single_(ellipsis), site_(site) {}
  Index(NewAxis, SourceLocation site = SourceLocation::Current()) : single_(newaxis), site_(site) {}

  std::span<const IndexItem> items() const {
    if (single_) return {&*single_, 1};
    return items_;
  }
  SourceLocation site() const { return site_; }

 private:
  std::span<const IndexItem> items_;
  std::optional<IndexItem> single_;
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
