// The names of elementwise operations and reductions, as NumPy, the events and programs write them.
//
// Threading: pure functions; the names are literals.
//
//   ParseBinaryOp("floor_divide");  // kernels::BinaryOp::kFloorDivide
#ifndef TIDEMARK_ARRAY_OPS_OP_NAMES_H_
#define TIDEMARK_ARRAY_OPS_OP_NAMES_H_

#include <optional>
#include <string_view>

#include "tidemark/array/kernels/operations.h"

namespace tidemark {

const char* OpName(kernels::BinaryOp op) noexcept;
const char* OpName(kernels::UnaryOp op) noexcept;
const char* OpName(kernels::ReduceOp op) noexcept;

// NumPy's names; its synonyms ("true_divide", "remainder", "absolute") are known too.
std::optional<kernels::BinaryOp> ParseBinaryOp(std::string_view name) noexcept;
std::optional<kernels::UnaryOp> ParseUnaryOp(std::string_view name) noexcept;
std::optional<kernels::ReduceOp> ParseReduceOp(std::string_view name) noexcept;

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_OPS_OP_NAMES_H_
