// Products of matrices by the machine's CBLAS, where there is one.
//
// Asked by MatMul before it runs its own loop. Threading: pure functions; how many threads the BLAS
// uses for itself is its own affair (OPENBLAS_NUM_THREADS).
#ifndef TIDEMARK_ARRAY_KERNELS_BLAS_H_
#define TIDEMARK_ARRAY_KERNELS_BLAS_H_

#include <cstddef>
#include <cstdint>

#include "tidemark/array/core/dtype.h"

namespace tidemark::kernels {

// As MatMul, for m, n and k from 1 on. False, and nothing done, where BLAS does not have the dtype
// or cannot walk the strides.
bool MatMulByBlas(DType dtype, const std::byte* a, int64_t a_row, int64_t a_column,
                  const std::byte* b, int64_t b_row, int64_t b_column, std::byte* c, int64_t m,
                  int64_t n, int64_t k) noexcept;

}  // namespace tidemark::kernels

#endif  // TIDEMARK_ARRAY_KERNELS_BLAS_H_
