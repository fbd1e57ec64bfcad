// The product of two matrices: every dtype, any strides.
#include <cstdint>

#include "tidemark/array/kernels/loops.h"
#include "tidemark/array/kernels/vector_lanes.h"

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
        TIDEMARK_INDEPENDENT_OF_ANY_TYPE
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

// Real numbers are multiplied in tiles of C that stay in registers, over a panel of B that was
// packed to lie in the first cache. Every element of C is summed in the order of k, whatever the
// tile: so the result does not depend on the instruction set.
template <class R>
struct Panel {
  static constexpr int kWidth = kVectorBytes / static_cast<int>(sizeof(R));
  static constexpr int kColumns = 2 * kWidth;
  static constexpr int64_t kRows = 128;
  alignas(kVectorBytes) R values[kRows * kColumns];

  // Columns that B does not have are zero.
  void Pack(const std::byte* b, int64_t b_row, int64_t b_column, int64_t rows, int64_t columns) {
    for (int64_t p = 0; p < rows; ++p) {
      R* to = values + p * kColumns;
      const std::byte* from = b + p * b_row;
      if (columns == kColumns && b_column == sizeof(R)) {
        StoreVector<R>(to, LoadVector<R>(As<R>(from)));
        StoreVector<R>(to + kWidth, LoadVector<R>(As<R>(from) + kWidth));
        continue;
      }
      for (int64_t j = 0; j < kColumns; ++j) {
        to[j] = j < columns ? *As<R>(from + j * b_column) : R{};
      }
    }
  }
};

// kRows rows of C, from `columns` of the panel's columns on; C holds what earlier panels gave.
template <class R, int kRows>
void MultiplyTile(const std::byte* a, int64_t a_row, int64_t a_column, const Panel<R>& panel,
                  int64_t k, R* c, int64_t c_pitch, int64_t columns) {
  constexpr int kWidth = Panel<R>::kWidth;
  constexpr int kColumns = Panel<R>::kColumns;
  Vector<R> left[kRows];
  Vector<R> right[kRows];
  const bool whole = columns == kColumns;
  alignas(kVectorBytes) R tile[kRows * kColumns];
  R* const rows = whole ? c : tile;
  const int64_t pitch = whole ? c_pitch : kColumns;
  if (!whole) {
    for (int64_t i = 0; i < kRows; ++i) {
      for (int64_t j = 0; j < kColumns; ++j) {
        tile[i * kColumns + j] = j < columns ? c[i * c_pitch + j] : R{};
      }
    }
  }
#pragma GCC unroll 8
  for (int i = 0; i < kRows; ++i) {
    left[i] = LoadVector<R>(rows + i * pitch);
    right[i] = LoadVector<R>(rows + i * pitch + kWidth);
  }
  for (int64_t p = 0; p < k; ++p) {
    const Vector<R> x = LoadVector<R>(panel.values + p * kColumns);
    const Vector<R> y = LoadVector<R>(panel.values + p * kColumns + kWidth);
#pragma GCC unroll 8
    for (int i = 0; i < kRows; ++i) {
      const R factor = *As<R>(a + i * a_row + p * a_column);
      left[i] += factor * x;
      right[i] += factor * y;
    }
  }
#pragma GCC unroll 8
  for (int i = 0; i < kRows; ++i) {
    StoreVector<R>(rows + i * pitch, left[i]);
    StoreVector<R>(rows + i * pitch + kWidth, right[i]);
  }
  if (whole) return;
  for (int64_t i = 0; i < kRows; ++i) {
    for (int64_t j = 0; j < columns; ++j) c[i * c_pitch + j] = tile[i * kColumns + j];
  }
}

template <class R>
void MatMulTiled(const std::byte* a, int64_t a_row, int64_t a_column, const std::byte* b,
                 int64_t b_row, int64_t b_column, std::byte* c, int64_t m, int64_t n, int64_t k) {
  R* const out = reinterpret_cast<R*>(c);
  for (int64_t i = 0; i < m * n; ++i) out[i] = 0;
  Panel<R> panel;
  for (int64_t p = 0; p < k; p += Panel<R>::kRows) {
    const int64_t depth = k - p < Panel<R>::kRows ? k - p : Panel<R>::kRows;
    for (int64_t j = 0; j < n; j += Panel<R>::kColumns) {
      const int64_t columns = n - j < Panel<R>::kColumns ? n - j : Panel<R>::kColumns;
      panel.Pack(b + p * b_row + j * b_column, b_row, b_column, depth, columns);
      const std::byte* from = a + p * a_column;
      R* to = out + j;
      int64_t i = 0;
      const auto run = [&]<int kRows>() {
        for (; i + kRows <= m; i += kRows) {
          MultiplyTile<R, kRows>(from + i * a_row, a_row, a_column, panel, depth, to + i * n, n,
                                 columns);
        }
      };
      run.template operator()<6>();
      run.template operator()<2>();
      run.template operator()<1>();
    }
  }
}

template <class... T>
void SetMatMulOf(LoopTables& tables, Types<T...>) {
  ((tables.mat_mul[Index(kDTypeFor<T>)] = &MatMulLoop<ToUnsigned<T>>), ...);
}

template <class... R>
void SetTiled(LoopTables& tables, Types<R...>) {
  ((tables.mat_mul[Index(kDTypeFor<R>)] = &MatMulTiled<R>), ...);
}

}  // namespace

void SetMatMul(LoopTables& tables) {
  SetMatMulOf(tables, BoolAndInts{});
  SetMatMulOf(tables, Complexes{});
  SetTiled(tables, Floats{});
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA
