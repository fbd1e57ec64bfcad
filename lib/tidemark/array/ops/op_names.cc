#include "tidemark/array/ops/op_names.h"

#include <array>
#include <cstddef>

namespace tidemark {
namespace {

using kernels::BinaryOp;
using kernels::ReduceOp;
using kernels::UnaryOp;

// In the order of the enumerators.
constexpr std::array<const char*, kernels::kBinaryOpCount> kBinaryNames = {
    "add",         "subtract",   "multiply",      "divide",      "floor_divide", "mod",
    "power",       "minimum",    "maximum",       "equal",       "not_equal",    "less",
    "less_equal",  "greater",    "greater_equal", "logical_and", "logical_or",   "logical_xor",
    "bitwise_and", "bitwise_or", "bitwise_xor",   "left_shift",  "right_shift",  "fmod",
    "fmin",        "fmax",       "gcd",           "lcm",         "float_power",  "arctan2",
    "hypot",       "copysign",   "nextafter",     "logaddexp",   "logaddexp2",   "heaviside"};
constexpr std::array<const char*, kernels::kUnaryOpCount> kUnaryNames = {
    "negative", "positive", "abs",      "sqrt",    "exp",         "log",        "sin",
    "cos",      "tan",      "tanh",     "exp2",    "expm1",       "log2",       "log10",
    "log1p",    "cbrt",     "arcsin",   "arccos",  "arctan",      "sinh",       "cosh",
    "arcsinh",  "arccosh",  "arctanh",  "degrees", "radians",     "reciprocal", "fabs",
    "floor",    "ceil",     "trunc",    "rint",    "sign",        "square",     "conjugate",
    "isnan",    "isinf",    "isfinite", "signbit", "logical_not", "invert"};
constexpr std::array<const char*, kernels::kReduceOpCount> kReduceNames = {"sum", "prod", "min",
                                                                           "max", "any",  "all"};

struct Synonym {
  std::string_view other;
  std::string_view name;
};
constexpr Synonym kSynonyms[] = {
    {"true_divide", "divide"}, {"remainder", "mod"},      {"absolute", "abs"},
    {"conj", "conjugate"},     {"bitwise_not", "invert"}, {"deg2rad", "radians"},
    {"rad2deg", "degrees"},    {"amin", "min"},           {"amax", "max"}};

template <class Op, size_t kCount>
std::optional<Op> Find(const std::array<const char*, kCount>& names, std::string_view name) {
  for (const Synonym& synonym : kSynonyms) {
    if (synonym.other == name) name = synonym.name;
  }
  for (size_t i = 0; i < kCount; ++i) {
    if (name == names[i]) return static_cast<Op>(i);
  }
  return std::nullopt;
}

}  // namespace

const char* OpName(BinaryOp op) noexcept { return kBinaryNames[static_cast<size_t>(op)]; }
const char* OpName(UnaryOp op) noexcept { return kUnaryNames[static_cast<size_t>(op)]; }
const char* OpName(ReduceOp op) noexcept { return kReduceNames[static_cast<size_t>(op)]; }

std::optional<BinaryOp> ParseBinaryOp(std::string_view name) noexcept {
  return Find<BinaryOp>(kBinaryNames, name);
}
std::optional<UnaryOp> ParseUnaryOp(std::string_view name) noexcept {
  return Find<UnaryOp>(kUnaryNames, name);
}
std::optional<ReduceOp> ParseReduceOp(std::string_view name) noexcept {
  return Find<ReduceOp>(kReduceNames, name);
}

}  // namespace tidemark
