// A basic index as NumPy writes it, in a string literal that is read when the program is compiled.
//
// Written by users between brackets; its items are those of slice.h. What is no index does not
// compile.
//
// Grammar: items with commas between them; an item is an integer, start:stop:step (each of which may
//   be left out), None or newaxis, or "...". Spaces do not count.
// Threading: an immutable value.
//
//   a["1:9:2, None, ..., 3"]   // a[1:9:2, None, ..., 3]
//   m[":, -2:"] = 0.0;
#ifndef TIDEMARK_ARRAY_LAYOUT_INDEX_TEXT_H_
#define TIDEMARK_ARRAY_LAYOUT_INDEX_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "tidemark/array/layout/slice.h"
#include "tidemark/base/source_location.h"

namespace tidemark {

class IndexText {
 public:
  template <size_t kLength>
  consteval IndexText(const char (&text)[kLength], SourceLocation site = SourceLocation::Current())
      : site_(site) {
    Read(std::string_view(text, kLength - 1));
  }

  std::span<const IndexItem> items() const& { return {items_, size_}; }
  std::span<const IndexItem> items() && = delete;
  constexpr SourceLocation site() const { return site_; }

 private:
  static constexpr size_t kMaxItems = 16;

  // Not constexpr: a call is an error of the compiler, which names it.
  static void ThisIsNoIndex() {}
  static void TooManyItems() {}

  constexpr void Read(std::string_view text) {
    while (true) {
      const size_t comma = text.find(',');
      const std::string_view item = Trimmed(text.substr(0, comma));
      if (size_ == kMaxItems) TooManyItems();
      if (!item.empty()) {
        items_[size_++] = ItemOf(item);
      } else if (size_ == 0 || comma != std::string_view::npos) {
        ThisIsNoIndex();  // nothing at all, or nothing before a comma
      }
      if (comma == std::string_view::npos) return;
      text.remove_prefix(comma + 1);
    }
  }

  static constexpr std::string_view Trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
  }

  static constexpr IndexItem ItemOf(std::string_view item) {
    if (item == "...") return ellipsis;
    if (item == "None" || item == "newaxis") return newaxis;
    const size_t first = item.find(':');
    if (first == std::string_view::npos) return IntegerOf(item);
    const std::string_view rest = item.substr(first + 1);
    const size_t second = rest.find(':');
    const SliceBound start = BoundOf(item.substr(0, first));
    const SliceBound stop = BoundOf(rest.substr(0, second));
    if (second == std::string_view::npos) return Slice(start, stop);
    const SliceBound step = BoundOf(rest.substr(second + 1));
    if (step.given() && step.value() == 0) ThisIsNoIndex();
    return Slice(start, stop, step);
  }

  static constexpr SliceBound BoundOf(std::string_view bound) {
    bound = Trimmed(bound);
    return bound.empty() ? SliceBound() : SliceBound(IntegerOf(bound));
  }

  static constexpr int64_t IntegerOf(std::string_view digits) {
    const bool negative = digits.front() == '-';
    if (negative) digits = Trimmed(digits.substr(1));
    if (digits.empty() || digits.size() > 18) ThisIsNoIndex();
    int64_t value = 0;
    for (const char digit : digits) {
      if (digit < '0' || digit > '9') ThisIsNoIndex();
      value = 10 * value + (digit - '0');
    }
    return negative ? -value : value;
  }

  IndexItem items_[kMaxItems];
  size_t size_ = 0;
  SourceLocation site_;
};

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_LAYOUT_INDEX_TEXT_H_
