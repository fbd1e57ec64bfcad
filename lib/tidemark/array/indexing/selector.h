// What stands between the brackets where arrays may stand there too: the items of a basic index
// (slice.h), arrays of positions and masks.
//
// Written by users; read by select and assign_selected (advanced.h). NumPy's advanced indexing.
//
// Ownership: a Selector owns its items, and an item shares the array it was made from, so that both
//   may be kept; a list of positions is copied. Threading: plain values.
// Errors: a bool does not compile (it is no position); IndexError for a position beyond 64 bits.
//
//   select(a, Selector{Slice(1, 9), positions});  // a[1:9, positions]
//   select(a, positive);                          // a[positive]
#ifndef TIDEMARK_ARRAY_INDEXING_SELECTOR_H_
#define TIDEMARK_ARRAY_INDEXING_SELECTOR_H_

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/layout/slice.h"
#include "tidemark/base/source_location.h"

namespace tidemark {

namespace array_internal {

// Array<T>, and whatever else keeps an AnyArray.
template <class T>
concept HoldsAnyArray = requires(const T& value) {
  { value.any() } -> std::convertible_to<const AnyArray&>;
};

template <class I>
concept PositionType = std::integral<I> && !std::is_same_v<I, bool>;

}  // namespace array_internal

class SelectorItem {
 public:
  template <array_internal::PositionType I>
  SelectorItem(I position) : item_(IndexItem(PositionOf(position))) {}
  template <class B>
  requires std::is_same_v<B, bool> SelectorItem(B)
  = delete;
  SelectorItem(Slice slice) : item_(IndexItem(slice)) {}
  SelectorItem(NewAxis) : item_(IndexItem(newaxis)) {}
  SelectorItem(Ellipsis) : item_(IndexItem(ellipsis)) {}
  SelectorItem(const IndexItem& item) : item_(item) {}
  SelectorItem(AnyArray array) : item_(std::move(array)) {}
  template <array_internal::HoldsAnyArray A>
  SelectorItem(const A& array) : item_(AnyArray(array.any())) {}
  // A list of positions, as NumPy takes [2, 0, 1]. No array is made of it.
  template <array_internal::PositionType I>
  SelectorItem(const std::vector<I>& positions) : SelectorItem(std::span<const I>(positions)) {}
  template <array_internal::PositionType I>
  SelectorItem(std::span<const I> positions) : item_(std::vector<int64_t>()) {
    auto& kept = *std::get_if<std::vector<int64_t>>(&item_);
    kept.reserve(positions.size());
    for (const I position : positions) kept.push_back(PositionOf(position));
  }
  template <array_internal::PositionType I>
  SelectorItem(std::span<I> positions) : SelectorItem(std::span<const I>(positions)) {}

  // Exactly one of the three is not null.
  const IndexItem* basic() const { return std::get_if<IndexItem>(&item_); }
  const AnyArray* array() const { return std::get_if<AnyArray>(&item_); }
  const std::vector<int64_t>* list() const { return std::get_if<std::vector<int64_t>>(&item_); }

 private:
  std::variant<IndexItem, AnyArray, std::vector<int64_t>> item_;
};

// The items of one index and the place in the program where it was written.
class Selector {
 public:
  Selector(std::initializer_list<SelectorItem> items,
           SourceLocation site = SourceLocation::Current())
      : items_(items), site_(site) {}
  Selector(std::vector<SelectorItem> items, SourceLocation site = SourceLocation::Current())
      : items_(std::move(items)), site_(site) {}
  template <class Item>
  requires(std::convertible_to<const Item&, SelectorItem> && !std::is_same_v<Item, SelectorItem>)
      Selector(const Item& item, SourceLocation site = SourceLocation::Current())
      : items_{SelectorItem(item)}, site_(site) {}
  Selector(const SelectorItem& item, SourceLocation site = SourceLocation::Current())
      : items_{item}, site_(site) {}

  const std::vector<SelectorItem>& items() const { return items_; }
  const SourceLocation& site() const { return site_; }

 private:
  std::vector<SelectorItem> items_;
  SourceLocation site_;
};

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_INDEXING_SELECTOR_H_
