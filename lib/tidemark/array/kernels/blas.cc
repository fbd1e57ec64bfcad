#include "tidemark/array/kernels/blas.h"

#include <algorithm>
#include <bit>
#include <climits>
#include <complex>
#include <cstring>
#include <optional>
#include <type_traits>

#include "tidemark/array/kernels/shared_library_internal.h"

namespace tidemark::kernels {
namespace {

// Extents are passed by address, as 64 bits: a BLAS of 32-bit integers, the usual one, reads the
// lower half of them, which holds all of a number up to INT_MAX.
using Int = std::conditional_t<std::endian::native == std::endian::little, int64_t, int>;

// Fortran's functions; the last arguments are the lengths of the strings before.
template <class T>
using Gemm = void(const char*, const char*, const Int*, const Int*, const Int*, const T*, const T*,
                  const Int*, const T*, const Int*, const T*, T*, const Int*, size_t, size_t);
template <class T>
using Gemv = void(const char*, const Int*, const Int*, const T*, const T*, const Int*, const T*,
                  const Int*, const T*, T*, const Int*, size_t);

template <class T>
struct Functions {
  Gemm<T>* gemm = nullptr;
  Gemv<T>* gemv = nullptr;

  bool Find(const SharedLibrary& library, const char* gemm_name, const char* gemv_name) {
    gemm = library.Find<Gemm<T>>(gemm_name);
    gemv = library.Find<Gemv<T>>(gemv_name);
    return gemm != nullptr && gemv != nullptr;
  }
};

struct Blas {
  bool usable = false;
  Functions<float> f4;
  Functions<double> f8;
  Functions<std::complex<float>> c8;
  Functions<std::complex<double>> c16;

  Blas() {
    const SharedLibrary library = SharedLibrary::FirstWith(
        "dgemm_", {"libblas.so.3", "libcblas.so.3", "libopenblas.so.0"}, "TIDEMARK_BLAS");
    usable = f4.Find(library, "sgemm_", "sgemv_") && f8.Find(library, "dgemm_", "dgemv_") &&
             c8.Find(library, "cgemm_", "cgemv_") && c16.Find(library, "zgemm_", "zgemv_");
  }

  template <class T>
  const Functions<T>& Of() const {
    if constexpr (std::is_same_v<T, float>) return f4;
    if constexpr (std::is_same_v<T, double>) return f8;
    if constexpr (std::is_same_v<T, std::complex<float>>) return c8;
    if constexpr (std::is_same_v<T, std::complex<double>>) return c16;
  }
};

const Blas& TheBlas() {
  static const Blas blas;
  return blas;
}

// A matrix as BLAS takes it. BLAS counts by columns: what is stored by rows is the transpose of
// what it sees.
struct Matrix {
  bool by_rows;
  Int pitch;  // elements from one line to the next
};

// Lines of contiguous elements, not overlapping. An axis of extent 1 has any stride.
std::optional<Int> PitchOf(int64_t line_stride, int64_t lines, int64_t stride, int64_t extent,
                           int64_t size) {
  if (extent > 1 && stride != size) return std::nullopt;
  const int64_t pitch = lines > 1 ? line_stride / size : extent;
  if (lines > 1 && (line_stride % size != 0 || pitch < extent)) return std::nullopt;
  if (pitch > INT_MAX) return std::nullopt;
  return static_cast<Int>(pitch);
}

std::optional<Matrix> MatrixOf(int64_t row, int64_t column, int64_t rows, int64_t columns,
                               int64_t size) {
  if (const auto pitch = PitchOf(row, rows, column, columns, size)) return Matrix{true, *pitch};
  if (const auto pitch = PitchOf(column, columns, row, rows, size)) return Matrix{false, *pitch};
  return std::nullopt;
}

// The distance of a vector's elements, where BLAS can walk it forwards.
std::optional<Int> StepOf(int64_t stride, int64_t extent, int64_t size) {
  if (extent == 1) return Int{1};
  if (stride < size || stride % size != 0 || stride / size > INT_MAX) return std::nullopt;
  return static_cast<Int>(stride / size);
}

// C = A B in rows is C' = B' A' in columns.
template <class T>
void MatrixMatrix(const Matrix& x, const std::byte* a, const Matrix& y, const std::byte* b,
                  std::byte* c, Int m, Int n, Int k) {
  const T one = 1;
  const T zero = 0;
  TheBlas().Of<T>().gemm(y.by_rows ? "N" : "T", x.by_rows ? "N" : "T", &n, &m, &k, &one,
                         reinterpret_cast<const T*>(b), &y.pitch, reinterpret_cast<const T*>(a),
                         &x.pitch, &zero, reinterpret_cast<T*>(c), &n, 1, 1);
}

// c of m elements = A (m x k) times v.
template <class T>
void MatrixVector(const Matrix& x, const std::byte* a, const std::byte* v, Int step, std::byte* c,
                  Int m, Int k) {
  const T one = 1;
  const T zero = 0;
  const Int next = 1;
  // Some multiply what is there by zero, NaN too.
  std::memset(c, 0, static_cast<size_t>(m) * sizeof(T));
  TheBlas().Of<T>().gemv(x.by_rows ? "T" : "N", x.by_rows ? &k : &m, x.by_rows ? &m : &k, &one,
                         reinterpret_cast<const T*>(a), &x.pitch, reinterpret_cast<const T*>(v),
                         &step, &zero, reinterpret_cast<T*>(c), &next, 1);
}

// body(T) for the C++ type of an inexact dtype.
template <class Body>
void WithType(DType dtype, Body&& body) {
  switch (dtype) {
    case DType::kFloat32:
      return body(float{});
    case DType::kFloat64:
      return body(double{});
    case DType::kComplex64:
      return body(std::complex<float>{});
    default:
      return body(std::complex<double>{});
  }
}

bool MatrixVectorByBlas(DType dtype, const std::byte* a, int64_t a_row, int64_t a_column,
                        const std::byte* v, int64_t v_stride, std::byte* c, int64_t m, int64_t k) {
  const int64_t size = ItemSize(dtype);
  const std::optional<Matrix> x = MatrixOf(a_row, a_column, m, k, size);
  const std::optional<Int> step = StepOf(v_stride, k, size);
  if (!x || !step || !TheBlas().usable) return false;
  WithType(dtype, [&]<class T>(T) {
    MatrixVector<T>(*x, a, v, *step, c, static_cast<Int>(m), static_cast<Int>(k));
  });
  return true;
}

}  // namespace

bool MatMulByBlas(DType dtype, const std::byte* a, int64_t a_row, int64_t a_column,
                  const std::byte* b, int64_t b_row, int64_t b_column, std::byte* c, int64_t m,
                  int64_t n, int64_t k) noexcept {
  if (KindOf(dtype) != DTypeKind::kFloat && KindOf(dtype) != DTypeKind::kComplex) return false;
  if (std::max({m, n, k}) > INT_MAX) return false;
  if (n == 1) return MatrixVectorByBlas(dtype, a, a_row, a_column, b, b_row, c, m, k);
  if (m == 1) return MatrixVectorByBlas(dtype, b, b_column, b_row, a, a_column, c, n, k);
  const int64_t size = ItemSize(dtype);
  const std::optional<Matrix> x = MatrixOf(a_row, a_column, m, k, size);
  const std::optional<Matrix> y = MatrixOf(b_row, b_column, k, n, size);
  if (!x || !y || !TheBlas().usable) return false;
  WithType(dtype, [&]<class T>(T) {
    MatrixMatrix<T>(*x, a, *y, b, c, static_cast<Int>(m), static_cast<Int>(n), static_cast<Int>(k));
  });
  return true;
}

}  // namespace tidemark::kernels
