#include "tidemark/array/ops/op_names.h"

#include <cstddef>

namespace tidemark {
namespace {

using kernels::BinaryOp;
using kernels::ReduceOp;
using kernels::UnaryOp;

struct Synonym {
  std::string_view other;
  std::string_view name;
};
constexpr Synonym kSynonyms[] = {
    {"true_divide", "divide"}, {"remainder", "mod"},      {"absolute", "abs"},
    {"conj", "conjugate"},     {"bitwise_not", "invert"}, {"deg2rad", "radians"},
    {"rad2deg", "degrees"},    {"amin", "min"},           {"amax", "max"}};

template <class Op, size_t kCount, class Traits>
std::optional<Op> Find(const Traits (&rows)[kCount], std::string_view name) {
  for (const Synonym& synonym : kSynonyms) {
    if (synonym.other == name) name = synonym.name;
  }
  for (size_t i = 0; i < kCount; ++i) {
    if (name == rows[i].name) return static_cast<Op>(i);
  }
  return std::nullopt;
}

}  // namespace

const char* OpName(BinaryOp op) noexcept { return TraitsOf(op).name; }
const char* OpName(UnaryOp op) noexcept { return TraitsOf(op).name; }
const char* OpName(ReduceOp op) noexcept { return TraitsOf(op).name; }

std::optional<BinaryOp> ParseBinaryOp(std::string_view name) noexcept {
  return Find<BinaryOp>(kernels::kBinaryTraits, name);
}
std::optional<UnaryOp> ParseUnaryOp(std::string_view name) noexcept {
  return Find<UnaryOp>(kernels::kUnaryTraits, name);
}
std::optional<ReduceOp> ParseReduceOp(std::string_view name) noexcept {
  return Find<ReduceOp>(kernels::kReduceTraits, name);
}

}  // namespace tidemark
