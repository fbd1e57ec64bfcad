// Wrong uses of arrays that look right. Each line that ends in `// NO` must be an error, all others
// must not: must_not_compile.cmake compiles this file once and compares.
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "tidemark/array/array.h"

namespace tidemark {

using Numbers = Array<double>;
using ReadOnly = Array<const double>;
Numbers Make();

// Comparing arrays gives an array, not a truth value.
void Truth(const Numbers& a, const Numbers& b) {
  EXPECT_EQ(a, b);             // NO
  EXPECT_NE(a, b);             // NO
  EXPECT_EQ(a, Array<int>());  // NO
  EXPECT_EQ(a.sum(), b.sum());
  if (a == b) return;  // NO
  if (all(a == b)) return;
  static_cast<void>(std::vector{a} == std::vector{b});                      // NO
  static_cast<void>(std::tuple(a, 1) == std::tuple(b, 1));                  // NO
  static_cast<void>(std::pair(a, 1) == std::pair(b, 1));                    // NO
  static_cast<void>(std::optional(a) == std::optional(b));                  // NO
  static_cast<void>(std::array{Array<int>()} == std::array{Array<int>()});  // NO
  static_cast<void>(std::vector{a} < std::vector{b});                       // NO
  const bool truth = a;                                                     // NO
  static_cast<void>(truth);
}

// Options have names; numbers are axes, extents and positions.
void Options(const Numbers& a) {
  a.reshape({6}, true);  // NO
  a.reshape(-1, 1);
  sum(a, {0, 1});
  sum(a, 0, true);         // NO
  mean(a, 0, 1);           // NO
  a.max({0}, true);        // NO
  a.astype<float>(false);  // NO
  a.astype<float>(Copy::kIfNeeded);
  argmax(a, 0, true);           // NO
  var(a, 0, KeepDims::kNo, 1);  // NO
  searchsorted(a, a, true);     // NO
  searchsorted(a, a, Side::kRight);
  a[true];     // NO
  a[1.0];      // NO
  a(1.0) = 2;  // NO
}

// What borrows from a temporary does not outlive it.
void Lifetimes(const Numbers& a) {
  const double* p = Make().data();  // NO
  const double* q = a.data();
  double* r = (a + 1.0).mutable_data();          // NO
  std::span<const double> s = (a + 1.0).span();  // NO
  std::span<const double> t = a.span();
  Accessor<const double, 1> x = Make().accessor<1>();  // NO
  auto kept = (a + 1.0).span();
  std::span<const double> u = kept;
  const double* v = (a + 1.0).span().data();  // NO
  auto element = a(0);
  element = 2.0;   // NO
  element += 2.0;  // NO
  auto selection = a[a > 0.0];
  Numbers copy = selection;              // NO
  sum(selection);                        // NO
  median(selection);                     // NO
  nansum(selection);                     // NO
  nanvar(selection);                     // NO
  quantile(selection, 0.5);              // NO
  percentile(selection, 50);             // NO
  sort(selection);                       // NO
  linalg::norm(selection);               // NO
  selection = 1.0;                       // NO
  Numbers moved = std::move(selection);  // NO
  auto items = Index{1, 2}.items();      // NO
}

// A kept selection borrows, and `return` moves.
Numbers Returned(const Numbers& a) {
  auto selection = a[a > 0.0];
  return selection;  // NO
}
Numbers ReturnedWhereItStands(const Numbers& a) { return a[a > 0.0]; }

// An index that NumPy could not read either.
void Texts(const Numbers& a) {
  a["1:2, ..., None"];
  a[""];                     // NO
  a["1,,2"];                 // NO
  a["1:2:3:4"];              // NO
  a["i"];                    // NO
  a["1.5"];                  // NO
  a["::0"];                  // NO
  a["--1"];                  // NO
  a["9999999999999999999"];  // NO
  const char text[] = "1";
  a[text];  // NO
}

// What is read-only.
void Constness(const ReadOnly& c, const Numbers& a) {
  c(0) = 1.0;                  // NO
  c[{0}] = 1.0;                // NO
  c[a > 0.0] = 1.0;            // NO
  c += 1.0;                    // NO
  add_into(a, a, c);           // NO
  add_into(a, a, a[a > 0.0]);  // NO
  const Numbers& also = a;
  also(0) = 1.0;
  also += 1.0;
}

}  // namespace tidemark
