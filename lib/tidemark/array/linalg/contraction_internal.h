// Sums of products over indices: what all products of arrays are made of.
//
// Used by products.cc and einsum.cc, which give every axis of their operands an index. Products are
// handed on to kernels::MatMul where the axes are, as they lie, so that no operand is rearranged.
//
// Units: strides in bytes. Ownership: borrows the memory. Threading: pure functions.
//
//   // c(i, k) = sum of a(i, j) * b(j, k) over j
//   Contract(dtype, {i, k, j}, a, b, c);
#ifndef TIDEMARK_ARRAY_LINALG_CONTRACTION_INTERNAL_H_
#define TIDEMARK_ARRAY_LINALG_CONTRACTION_INTERNAL_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tidemark/array/core/any_array.h"

namespace tidemark::array_internal {

// One index: how often it counts, and how far it moves in each operand (0 where it has no part).
struct ContractionAxis {
  int64_t extent = 1;
  int64_t a = 0;
  int64_t b = 0;
  int64_t out = 0;
  bool in_out = false;  // else it is summed over
};

// out[...] = the sum of a[...] * b[...], all of `dtype`. Integers wrap; of bools: or of ands. `out`
// overlaps neither operand, and its elements do not overlap each other.
void Contract(DType dtype, std::vector<ContractionAxis> axes, const std::byte* a,
              const std::byte* b, std::byte* out);

// An operand in the dtype of a product: itself, or a copy in which what is repeated (stride 0)
// stands once.
struct Factor {
  AnyArray array;
  Dims strides;  // through the operand's shape
};
Factor CastTo(const AnyArray& a, DType dtype, const char* op, const SourceLocation& site);

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_LINALG_CONTRACTION_INTERNAL_H_
