// Arrays as stacks of matrices, and the way of one matrix to LAPACK and back.
//
// Used by linear_solve.cc and decompositions.cc. LAPACK wants columns one after another, in double
// or std::complex<double>: each matrix is converted into a work array of that kind just before it
// is needed, so that an operand of another dtype or layout costs no copy of the whole stack.
//
// Ownership: borrows the arrays' memory. Errors: as stated at each function.
#ifndef TIDEMARK_ARRAY_LINALG_MATRIX_STACK_INTERNAL_H_
#define TIDEMARK_ARRAY_LINALG_MATRIX_STACK_INTERNAL_H_

#include <complex>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/core/element_type.h"
#include "tidemark/array/kernels/lapack.h"

namespace tidemark::array_internal {

// The last axes of an array are a matrix, a column (`columns` is 1) or a number; the axes before
// them, the batch, count through a stack of these.
struct MatrixStack {
  std::byte* data = nullptr;
  DType dtype = DType::kFloat64;
  Dims batch;
  Dims batch_strides;  // 0 for extents of 1
  int64_t rows = 1;
  int64_t columns = 1;
  int64_t row_stride = 0;
  int64_t column_stride = 0;

  kernels::LapackInt row_count() const { return static_cast<kernels::LapackInt>(rows); }
  kernels::LapackInt column_count() const { return static_cast<kernels::LapackInt>(columns); }
};

enum class Core : uint8_t { kNumber, kColumn, kMatrix };

// Throws ShapeError for fewer axes than the core has, ValueError for a matrix with more rows or
// columns than LAPACK can count.
MatrixStack StackOf(const View& view, Core core, const char* op);
MatrixStack StackOf(const View& view, Core core, std::span<const int64_t> strides, const char* op);
// Throws ShapeError also where the matrices are not square.
MatrixStack SquareStackOf(const View& view, const char* op);

// The dtype of what is computed from `dtype`: integers and bools count as double.
DType LinalgType(DType dtype);

// The common batch of the stacks; throws ShapeError.
Dims BroadcastBatches(std::initializer_list<const MatrixStack*> stacks);

// The strides of the stack's batch axes seen through `batch`.
Dims ThroughBatch(const MatrixStack& stack, const Dims& batch);

// A new array of batch and core shape: the batch axes in the order 'K' of the operands, then each
// core in C order.
AnyArray NewStack(DType dtype, const Dims& batch, const Dims& core,
                  std::initializer_list<const MatrixStack*> operands, const char* op,
                  const SourceLocation& site);

template <class T>
std::unique_ptr<T[]> WorkArray(std::initializer_list<int64_t> extents) {
  // Refuses what cannot be counted; a size of 0 becomes 1, for LAPACK is given an address.
  const int64_t size = CheckedSize({extents.begin(), extents.size()}, sizeof(T));
  return std::make_unique_for_overwrite<T[]>(static_cast<size_t>(size > 0 ? size : 1));
}

// One matrix at `data` of the stack, as columns one after another, `lead` elements apart (at least
// rows; 0: exactly); and the reverse.
template <class T>
void LoadMatrix(const MatrixStack& stack, std::byte* data, T* to, int64_t lead = 0);
template <class T>
void StoreMatrix(const T* from, const MatrixStack& stack, std::byte* data, int64_t lead = 0);

// Calls body(T()) with the type in which LAPACK computes for `dtype`.
template <class Body>
void WithLapackType(DType dtype, Body&& body) {
  if (KindOf(dtype) == DTypeKind::kComplex) {
    body(std::complex<double>());
  } else {
    body(double());
  }
}

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_LINALG_MATRIX_STACK_INTERNAL_H_
