#include "tidemark/array/kernels/blas.h"

#if defined(TIDEMARK_KERNELS_CBLAS)
#include <cblas.h>

#include <algorithm>
#include <climits>
#include <complex>
#include <optional>

namespace tidemark::kernels {
namespace {

// A matrix as BLAS takes it: by rows, or by columns.
struct Operand {
  CBLAS_TRANSPOSE transposed;
  int pitch;  // elements from one line to the next
};

// Lines of contiguous elements, not overlapping. An axis of extent 1 has any stride.
std::optional<int> PitchOf(int64_t line_stride, int64_t lines, int64_t stride, int64_t extent,
                           int64_t size) {
  if (extent > 1 && stride != size) return std::nullopt;
  const int64_t pitch = lines > 1 ? line_stride / size : extent;
  if (lines > 1 && (line_stride % size != 0 || pitch < extent)) return std::nullopt;
  if (pitch > INT_MAX) return std::nullopt;
  return static_cast<int>(pitch);
}

std::optional<Operand> OperandOf(int64_t row, int64_t column, int64_t rows, int64_t columns,
                                 int64_t size) {
  if (const auto pitch = PitchOf(row, rows, column, columns, size)) {
    return Operand{CblasNoTrans, *pitch};
  }
  if (const auto pitch = PitchOf(column, columns, row, rows, size)) {
    return Operand{CblasTrans, *pitch};
  }
  return std::nullopt;
}

template <class T>
void Multiply(const Operand& x, const std::byte* a, const Operand& y, const std::byte* b,
              std::byte* c, int m, int n, int k) {
  const T one = 1;
  const T zero = 0;
  const auto* left = reinterpret_cast<const T*>(a);
  const auto* right = reinterpret_cast<const T*>(b);
  auto* product = reinterpret_cast<T*>(c);
  if constexpr (std::is_same_v<T, float>) {
    cblas_sgemm(CblasRowMajor, x.transposed, y.transposed, m, n, k, one, left, x.pitch, right,
                y.pitch, zero, product, n);
  } else if constexpr (std::is_same_v<T, double>) {
    cblas_dgemm(CblasRowMajor, x.transposed, y.transposed, m, n, k, one, left, x.pitch, right,
                y.pitch, zero, product, n);
  } else if constexpr (std::is_same_v<T, std::complex<float>>) {
    cblas_cgemm(CblasRowMajor, x.transposed, y.transposed, m, n, k, &one, left, x.pitch, right,
                y.pitch, &zero, product, n);
  } else {
    cblas_zgemm(CblasRowMajor, x.transposed, y.transposed, m, n, k, &one, left, x.pitch, right,
                y.pitch, &zero, product, n);
  }
}

}  // namespace

bool MatMulByBlas(DType dtype, const std::byte* a, int64_t a_row, int64_t a_column,
                  const std::byte* b, int64_t b_row, int64_t b_column, std::byte* c, int64_t m,
                  int64_t n, int64_t k) noexcept {
  if (KindOf(dtype) != DTypeKind::kFloat && KindOf(dtype) != DTypeKind::kComplex) return false;
  if (std::max({m, n, k}) > INT_MAX) return false;
  const int64_t size = ItemSize(dtype);
  const std::optional<Operand> x = OperandOf(a_row, a_column, m, k, size);
  const std::optional<Operand> y = OperandOf(b_row, b_column, k, n, size);
  if (!x || !y) return false;
  const auto multiply = dtype == DType::kFloat32     ? &Multiply<float>
                        : dtype == DType::kFloat64   ? &Multiply<double>
                        : dtype == DType::kComplex64 ? &Multiply<std::complex<float>>
                                                     : &Multiply<std::complex<double>>;
  multiply(*x, a, *y, b, c, static_cast<int>(m), static_cast<int>(n), static_cast<int>(k));
  return true;
}

}  // namespace tidemark::kernels

#else

namespace tidemark::kernels {

bool MatMulByBlas(DType, const std::byte*, int64_t, int64_t, const std::byte*, int64_t, int64_t,
                  std::byte*, int64_t, int64_t, int64_t) noexcept {
  return false;
}

}  // namespace tidemark::kernels

#endif
