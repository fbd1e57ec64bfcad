// Products of matrices by the machine's BLAS, where there is one.
//
// Asked by MatMul before it runs its own loop. The library is looked for at the first product that
// it could compute, never before: libblas.so.3, libcblas.so.3, libopenblas.so.0, or what the
// environment variable TIDEMARK_BLAS names, `none` for none. It is called as from Fortran, which
// every BLAS offers.
//
// Threading: pure functions; how many threads the BLAS uses for itself is its own affair
// (OPENBLAS_NUM_THREADS).
#ifndef TIDEMARK_ARRAY_KERNELS_BLAS_H_
#define TIDEMARK_ARRAY_KERNELS_BLAS_H_

#include <cstddef>
#include <cstdint>

#include "tidemark/array/core/dtype.h"

namespace tidemark::kernels {

// As MatMul, for m, n and k from 1 on. False, and nothing done, where there is no BLAS, or it does
// not have the dtype or cannot walk the strides.
bool MatMulByBlas(DType dtype, const std::byte* a, int64_t a_row, int64_t a_column,
                  const std::byte* b, int64_t b_row, int64_t b_column, std::byte* c, int64_t m,
                  int64_t n, int64_t k) noexcept;

}  // namespace tidemark::kernels

#endif  // TIDEMARK_ARRAY_KERNELS_BLAS_H_
