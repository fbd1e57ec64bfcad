// The product of two matrices by loops: every dtype, any strides.
#include <cstdint>

#include "tidemark/array/kernels/loops.h"

namespace tidemark::kernels::TIDEMARK_KERNEL_ISA {
namespace {

// Row of A times B, row by row of B: the innermost loop runs along C and, mostly, along B.
template <class T>
void MatMulLoop(const std::byte* a, int64_t a_row, int64_t a_column, const std::byte* b,
                int64_t b_row, int64_t b_column, std::byte* c, int64_t m, int64_t n, int64_t k) {
  for (int64_t i = 0; i < m; ++i) {
    const Out<T> row = As<T>(c) + i * n;
    for (int64_t j = 0; j < n; ++j) row[j] = Stored<T>{};
    for (int64_t p = 0; p < k; ++p) {
      const Stored<T> factor = *As<T>(a + i * a_row + p * a_column);
      const std::byte* b_line = b + p * b_row;
      if (b_column == sizeof(Stored<T>)) {
        const In<T> x = As<T>(b_line);
        TIDEMARK_INDEPENDENT
        for (int64_t j = 0; j < n; ++j) {
          row[j] = AddValues<T>(row[j], MultiplyValues<T>(factor, x[j]));
        }
      } else {
        for (int64_t j = 0; j < n; ++j) {
          row[j] = AddValues<T>(row[j], MultiplyValues<T>(factor, *As<T>(b_line + j * b_column)));
        }
      }
    }
  }
}

template <class... T>
void SetMatMulOf(LoopTables& tables, Types<T...>) {
  ((tables.mat_mul[Index(kDTypeFor<T>)] = &MatMulLoop<T>), ...);
}

}  // namespace

void SetMatMul(LoopTables& tables) { SetMatMulOf(tables, AllTypes{}); }

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA
