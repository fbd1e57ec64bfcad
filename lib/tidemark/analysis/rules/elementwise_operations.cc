#include "tidemark/analysis/rules/elementwise_operations.h"

#include <algorithm>
#include <iterator>

namespace tidemark::analysis {
namespace {

// In order. By NumPy's names, and by those that are short for them elsewhere.
constexpr absl::string_view kElementwise[] = {
    "*",           "+",         "-",           "/",           "abs",           "absolute",
    "add",         "arccos",    "arccosh",     "arcsin",      "arcsinh",       "arctan",
    "arctan2",     "arctanh",   "bitwise_and", "bitwise_or",  "bitwise_xor",   "cbrt",
    "ceil",        "clip",      "conjugate",   "copysign",    "cos",           "cosh",
    "degrees",     "div",       "divide",      "equal",       "exp",           "exp2",
    "expm1",       "fabs",      "float_power", "floor",       "floor_divide",  "fmax",
    "fmin",        "fmod",      "gcd",         "greater",     "greater_equal", "heaviside",
    "hypot",       "invert",    "isfinite",    "isinf",       "isnan",         "lcm",
    "left_shift",  "less",      "less_equal",  "log",         "log10",         "log1p",
    "log2",        "logaddexp", "logaddexp2",  "logical_and", "logical_not",   "logical_or",
    "logical_xor", "maximum",   "minimum",     "mod",         "mul",           "multiply",
    "neg",         "negative",  "nextafter",   "not_equal",   "positive",      "pow",
    "power",       "radians",   "reciprocal",  "relu",        "remainder",     "right_shift",
    "rint",        "round",     "rsqrt",       "sigmoid",     "sign",          "signbit",
    "sin",         "sinh",      "sqrt",        "square",      "sub",           "subtract",
    "tan",         "tanh",      "true_divide", "trunc",       "where",
};

}  // namespace

bool IsElementwise(absl::string_view operation) {
  return std::binary_search(std::begin(kElementwise), std::end(kElementwise), operation);
}

}  // namespace tidemark::analysis
