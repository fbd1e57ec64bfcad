// GoogleTest matchers for what Measure gives: AllocationsAre, CopiedBytesAtMost, NothingLeaked, ...
//
// Used in tests of programs. Needs gmock; the library itself does not.
//
// ...Are takes a number, a ByteCount or a matcher of int64_t; ...AtMost takes a number or a
// ByteCount, and what is equal to it passes. A matcher that fails says the figure, by how much it
// misses, and the places with the most of it.
//
// NothingLeaked: nothing that was allocated within the call was live when it ended. So it is not
// for a call that is to leave its result in a variable of the caller: LeftLiveAre(1) says that.
//
//   auto m = Measure([&] { b = a.reshape({4, 4}); });
//   EXPECT_THAT(m, AllOf(AllocationsAre(0), CopiedBytesAre(0), PeakBytesAtMost(64_KiB)));
//   EXPECT_THAT(m, ViewsAre(Gt(0)));
#ifndef TIDEMARK_TESTING_MEMORY_MATCHERS_H_
#define TIDEMARK_TESTING_MEMORY_MATCHERS_H_

#include <gmock/gmock.h>

#include <concepts>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <type_traits>
#include <utility>

#include "tidemark/base/bytes.h"
#include "tidemark/testing/measure.h"
#include "tidemark/testing/measurement.h"

namespace tidemark::testing {

namespace measurement_internal {

// Numbers above what an int64_t holds demand nothing that could be missed.
template <class Number>
int64_t DemandedValue(const Number& number) {
  if constexpr (std::is_same_v<Number, ByteCount>) {
    return number.value();
  } else {
    return std::in_range<int64_t>(number) ? static_cast<int64_t>(number) : INT64_MAX;
  }
}

template <class T>
concept DemandedNumber = std::is_same_v<T, ByteCount> ||
    (std::integral<T> && !std::is_same_v<T, bool>);

class FigureMatcher {
 public:
  using is_gtest_matcher = void;

  // `value` and `how` are of a demand that is a number.
  FigureMatcher(Figure figure, ::testing::Matcher<int64_t> expected,
                std::optional<int64_t> value = std::nullopt, const char* how = "")
      : figure_(figure), expected_(std::move(expected)), value_(value), how_(how) {}

  bool MatchAndExplain(const Measurement& measurement, std::ostream* out) const {
    const bool matches = expected_.Matches(ValueOf(measurement, figure_));
    // What misses is worth its sites; what matches is of interest where it should not have.
    if (out != nullptr) {
      *out << Explain(measurement, figure_, matches ? std::nullopt : value_);
    }
    return matches;
  }
  void DescribeTo(std::ostream* out) const {
    if (value_) {
      *out << Demand(figure_, how_, *value_);
    } else {
      *out << "has a number of " << NameOf(figure_) << " that ";
      expected_.DescribeTo(out);
    }
  }
  void DescribeNegationTo(std::ostream* out) const {
    *out << "has not: ";
    DescribeTo(out);
  }

 private:
  Figure figure_;
  ::testing::Matcher<int64_t> expected_;
  std::optional<int64_t> value_;
  const char* how_;
};

template <class Expected>
FigureMatcher Are(Figure figure, Expected&& expected) {
  if constexpr (DemandedNumber<std::remove_cvref_t<Expected>>) {
    const int64_t value = DemandedValue(expected);
    return {figure, ::testing::Eq(value), value};
  } else {
    return {figure, ::testing::SafeMatcherCast<int64_t>(std::forward<Expected>(expected))};
  }
}

template <DemandedNumber Number>
FigureMatcher AtMost(Figure figure, Number limit) {
  const int64_t value = DemandedValue(limit);
  return {figure, ::testing::Le(value), value, "at most "};
}

}  // namespace measurement_internal

template <class Expected>
auto AllocationsAre(Expected&& expected) {
  return measurement_internal::Are(measurement_internal::Figure::kAllocCount,
                                   std::forward<Expected>(expected));
}
template <class Number>
auto AllocationsAtMost(Number limit) {
  return measurement_internal::AtMost(measurement_internal::Figure::kAllocCount, limit);
}

// With what buffers grew by.
template <class Expected>
auto AllocatedBytesAre(Expected&& expected) {
  return measurement_internal::Are(measurement_internal::Figure::kAllocBytes,
                                   std::forward<Expected>(expected));
}
template <class Number>
auto AllocatedBytesAtMost(Number limit) {
  return measurement_internal::AtMost(measurement_internal::Figure::kAllocBytes, limit);
}

template <class Expected>
auto ResizesAre(Expected&& expected) {
  return measurement_internal::Are(measurement_internal::Figure::kResizeCount,
                                   std::forward<Expected>(expected));
}

template <class Expected>
auto CopiesAre(Expected&& expected) {
  return measurement_internal::Are(measurement_internal::Figure::kCopyCount,
                                   std::forward<Expected>(expected));
}
template <class Number>
auto CopiesAtMost(Number limit) {
  return measurement_internal::AtMost(measurement_internal::Figure::kCopyCount, limit);
}
template <class Expected>
auto CopiedBytesAre(Expected&& expected) {
  return measurement_internal::Are(measurement_internal::Figure::kCopyBytes,
                                   std::forward<Expected>(expected));
}
template <class Number>
auto CopiedBytesAtMost(Number limit) {
  return measurement_internal::AtMost(measurement_internal::Figure::kCopyBytes, limit);
}

template <class Expected>
auto ViewsAre(Expected&& expected) {
  return measurement_internal::Are(measurement_internal::Figure::kViewCount,
                                   std::forward<Expected>(expected));
}

template <class Expected>
auto PeakBytesAre(Expected&& expected) {
  return measurement_internal::Are(measurement_internal::Figure::kPeakBytes,
                                   std::forward<Expected>(expected));
}
template <class Number>
auto PeakBytesAtMost(Number limit) {
  return measurement_internal::AtMost(measurement_internal::Figure::kPeakBytes, limit);
}

// How many buffers were allocated within the call and live when it ended.
template <class Expected>
auto LeftLiveAre(Expected&& expected) {
  return measurement_internal::Are(measurement_internal::Figure::kLiveEnd,
                                   std::forward<Expected>(expected));
}
inline auto NothingLeaked() { return LeftLiveAre(0); }

}  // namespace tidemark::testing

#endif  // TIDEMARK_TESTING_MEMORY_MATCHERS_H_
