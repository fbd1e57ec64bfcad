// GoogleTest matchers for arrays: ArrayEq and ArrayNear.
//
// Used in tests of programs: EXPECT_EQ of two arrays does not compile, because comparing arrays gives
// an array. Needs gmock; the library itself does not.
//
// What is equal: shape and values, NaN to NaN, whatever the dtypes; as numpy.testing.assert_array_equal
// and assert_allclose see it. A mismatch says where the first one is, and how many there are.
//
//   EXPECT_THAT(result, ArrayEq(array<double>({1, 2, 3})));
//   EXPECT_THAT(result, ArrayNear(expected, {.absolute = 1e-9}));
//   EXPECT_THAT(results, ElementsAre(ArrayEq(a), ArrayEq(b)));
#ifndef TIDEMARK_TESTING_ARRAY_MATCHERS_H_
#define TIDEMARK_TESTING_ARRAY_MATCHERS_H_

#include <gmock/gmock.h>

#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/typed/typed_array.h"
#include "tidemark/testing/array_mismatch.h"

namespace tidemark {

namespace array_internal {

class ArrayMatcher {
 public:
  using is_gtest_matcher = void;

  ArrayMatcher(AnyArray expected, std::optional<ArrayTolerance> tolerance)
      : expected_(std::move(expected)), tolerance_(tolerance) {}

  bool MatchAndExplain(const AnyArray& actual, std::ostream* out) const {
    const std::string mismatch = Mismatch(actual, expected_, tolerance_);
    if (out != nullptr) *out << mismatch;
    return mismatch.empty();
  }
  // a[mask] where it stands.
  template <class T>
  bool MatchAndExplain(const Selection<T>& actual, std::ostream* out) const {
    return MatchAndExplain(actual.any(), out);
  }
  void DescribeTo(std::ostream* out) const {
    *out << (tolerance_ ? "is nearly " : "equals ") << Described(expected_);
  }
  void DescribeNegationTo(std::ostream* out) const {
    *out << (tolerance_ ? "is not nearly " : "does not equal ") << Described(expected_);
  }

 private:
  AnyArray expected_;
  std::optional<ArrayTolerance> tolerance_;
};

}  // namespace array_internal

template <ArrayLike A>
array_internal::ArrayMatcher ArrayEq(A&& expected) {
  return {expected.any(), std::nullopt};
}
template <ArrayLike A>
array_internal::ArrayMatcher ArrayNear(A&& expected, ArrayTolerance tolerance = {}) {
  return {expected.any(), tolerance};
}
inline array_internal::ArrayMatcher ArrayEq(const AnyArray& expected) {
  return {expected, std::nullopt};
}
inline array_internal::ArrayMatcher ArrayNear(const AnyArray& expected,
                                              ArrayTolerance tolerance = {}) {
  return {expected, tolerance};
}

}  // namespace tidemark

#endif  // TIDEMARK_TESTING_ARRAY_MATCHERS_H_
