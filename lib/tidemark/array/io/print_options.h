// How arrays print: NumPy's set_printoptions.
//
// Given by users to to_string and repr (print.h), or for a while by a PrintOptionsScope; what is
// not given is as NumPy's defaults have it. An array of no axes prints by str as its element does,
// whatever the options, as in NumPy.
//
// Threading: a scope holds for its own thread. Errors: ValueError for options that make no sense,
// when they are used: a negative precision or one above 1000, edge_items below 1.
//
//   std::cout << to_string(a, {.precision = 3});
//   PrintOptionsScope wide({.line_width = 120});
//   std::cout << a;
#ifndef TIDEMARK_ARRAY_IO_PRINT_OPTIONS_H_
#define TIDEMARK_ARRAY_IO_PRINT_OPTIONS_H_

#include <cstdint>
#include <string>

namespace tidemark {

// How many digits floating-point numbers have: as many as tell them apart, up to the precision (and
// then no zeros at the end; or all numbers as many as the longest); always the precision; as many
// as tell them apart.
enum class FloatMode : uint8_t { kMaxPrecision, kMaxPrecisionEqual, kFixed, kUnique };

// What stands before a number that is not negative: nothing; a plus; a blank.
enum class PrintSign : uint8_t { kMinus, kPlus, kSpace };

struct PrintOptions {
  int precision = 8;         // digits behind the point
  int64_t threshold = 1000;  // elements beyond which the middle is left out
  int64_t edge_items = 3;    // shown at each end of an axis then
  int64_t line_width = 75;
  bool suppress = false;  // small numbers without an exponent, and as 0. beyond the precision
  FloatMode float_mode = FloatMode::kMaxPrecision;
  PrintSign sign = PrintSign::kMinus;
  std::string nan = "nan";
  std::string infinity = "inf";
  std::string separator = " ";  // between elements; repr has its own
};

// Those that hold in this thread now.
const PrintOptions& print_options();

// Has the options hold in this thread while it lives, also for operator<<. Scopes nest.
class PrintOptionsScope {
 public:
  explicit PrintOptionsScope(PrintOptions options);
  ~PrintOptionsScope();
  PrintOptionsScope(const PrintOptionsScope&) = delete;
  PrintOptionsScope& operator=(const PrintOptionsScope&) = delete;

 private:
  PrintOptions options_;
  const PrintOptions* outer_;
};

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_IO_PRINT_OPTIONS_H_
