#include "tidemark/array/io/print_options.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <limits>
#include <sstream>
#include <thread>

#include "tidemark/array/array.h"

namespace tidemark {
namespace {

PrintOptions With(auto change) {
  PrintOptions options;
  change(options);
  return options;
}

Array<double> Mixed() {
  return array<double>({1.5, -2.123456789, std::numeric_limits<double>::quiet_NaN(),
                        std::numeric_limits<double>::infinity(), 1e-5});
}

// All expectations are what NumPy 1.24.2 prints.
TEST(PrintOptionsTest, OfFloats) {
  const auto text = [](auto change) { return to_string(Mixed(), With(change)); };
  EXPECT_EQ(text([](auto& o) { o.precision = 3; }),
            "[ 1.500e+00 -2.123e+00        nan        inf  1.000e-05]");
  EXPECT_EQ(text([](auto& o) { o.precision = 3, o.suppress = true; }),
            "[ 1.5   -2.123    nan    inf  0.   ]");
  EXPECT_EQ(text([](auto& o) { o.precision = 2, o.float_mode = FloatMode::kFixed; }),
            "[ 1.50e+00 -2.12e+00       nan       inf  1.00e-05]");
  EXPECT_EQ(text([](auto& o) { o.float_mode = FloatMode::kUnique; }),
            "[ 1.500000000e+00 -2.123456789e+00              nan              inf\n"
            "  1.000000000e-05]");
  EXPECT_EQ(text([](auto& o) { o.precision = 2, o.suppress = true, o.sign = PrintSign::kPlus; }),
            "[+1.5  -2.12  +nan  +inf +0.  ]");
  EXPECT_EQ(text([](auto& o) {
              o.precision = 2, o.suppress = true, o.nan = "NA", o.infinity = "infinity";
            }),
            "[    1.5     -2.12       NA infinity     0.  ]");
  EXPECT_EQ(text([](auto& o) {
              o.precision = 4, o.suppress = true, o.float_mode = FloatMode::kMaxPrecisionEqual;
            }),
            "[ 1.5000 -2.1235     nan     inf  0.0000]");
}

// The room for a sign stays, and that for the longer of nan and inf; a bool has none.
TEST(PrintOptionsTest, OfASingleNumber) {
  const auto text = [](const AnyArray& a, auto change) { return repr(a, With(change)); };
  const auto spaced = [](auto& o) { o.sign = PrintSign::kSpace; };
  const AnyArray nothing = full(DType::kFloat64, {}, Scalar(std::nan("")));
  EXPECT_EQ(text(full(DType::kFloat64, {}, Scalar(2.5)), spaced), "array( 2.5)");
  EXPECT_EQ(text(full(DType::kFloat64, {}, Scalar(-1.5)), spaced), "array(-1.5)");
  EXPECT_EQ(text(nothing, spaced), "array( nan)");
  EXPECT_EQ(text(nothing, [](auto& o) { o.infinity = "infinite"; }), "array(     nan)");
  EXPECT_EQ(text(nothing, [](auto&) {}), "array(nan)");
  EXPECT_EQ(text(full(DType::kBool, {}, Scalar(true)), spaced), "array(True)");
}

TEST(PrintOptionsTest, OfComplexNumbers) {
  using C = std::complex<double>;
  EXPECT_EQ(to_string(array<C>({C(1, 2), C(-3.5, -0.25)}), With([](auto& o) {
                        o.precision = 2, o.float_mode = FloatMode::kFixed,
                        o.sign = PrintSign::kPlus;
                      })),
            "[+1.00+2.00j -3.50-0.25j]");
}

TEST(PrintOptionsTest, OfTheLayout) {
  const PrintOptions options =
      With([](auto& o) { o.threshold = 5, o.edge_items = 1, o.line_width = 20; });
  EXPECT_EQ(to_string(arange(100).reshape({10, 10}), options), "[[ 0 ...  9]\n ...\n [90 ... 99]]");
  EXPECT_EQ(repr(arange(30), options), "array([ 0, ..., 29])");
  EXPECT_EQ(to_string(arange(3), With([](auto& o) { o.separator = ","; })), "[0,1,2]");
  EXPECT_EQ(to_string(arange(3), With([](auto& o) { o.line_width = -5; })), "[0\n 1\n 2]");
  EXPECT_EQ(to_string(arange(3), {.precision = 2}), "[0 1 2]");
}

TEST(PrintOptionsTest, ThatMakeNoSense) {
  EXPECT_THROW(to_string(arange(3), With([](auto& o) { o.precision = -1; })), ValueError);
  EXPECT_THROW(to_string(arange(3), With([](auto& o) { o.precision = 1001; })), ValueError);
  EXPECT_THROW(repr(arange(3), With([](auto& o) { o.edge_items = 0; })), ValueError);
  EXPECT_EQ(to_string(arange(3), With([](auto& o) { o.edge_items = INT64_MAX, o.threshold = 0; })),
            "[0 1 2]");
}

TEST(PrintOptionsScopeTest, HoldsForItsThreadWhileItLives) {
  const Array<double> third = array<double>({1.0 / 3});
  const auto streamed = [&] { return (std::ostringstream() << third).str(); };
  EXPECT_EQ(streamed(), "[0.33333333]");
  {
    const PrintOptionsScope outer(With([](auto& o) { o.precision = 3; }));
    EXPECT_EQ(streamed(), "[0.333]");
    {
      const PrintOptionsScope inner(With([](auto& o) { o.precision = 1; }));
      EXPECT_EQ(streamed(), "[0.3]");
      EXPECT_EQ(to_string(third), "[0.3]");
    }
    EXPECT_EQ(streamed(), "[0.333]");
    std::thread([&] { EXPECT_EQ(streamed(), "[0.33333333]"); }).join();
  }
  EXPECT_EQ(streamed(), "[0.33333333]");
}

}  // namespace
}  // namespace tidemark
