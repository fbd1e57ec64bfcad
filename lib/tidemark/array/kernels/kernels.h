// The loops that touch elements: tables of plain functions over pointers and byte strides.
//
// Called by the executors of the array library (which decide dtype, broadcasting, order, overlap
// and buffering); implemented once per instruction set and chosen at start-up.
//
// Contract of every loop: it handles any strides (0 and negative too), takes the fast way where
// the strides are the item size or 0, and needs no alignment beyond that of the element type.
// Operands are either disjoint from the output, or exactly the same elements in the same places (in
// place); then the loop reads an element before it writes it. Integer arithmetic wraps. Floating
// point follows IEEE: no contraction, no reassociation except in reductions. bool is a byte of 0
// or 1.
//
// Units: strides and pitches in bytes, n in elements. Ownership: borrowed. Threading: pure
// functions. Errors: a null table entry means that NumPy has no such loop (a DTypeError above).
#ifndef TIDEMARK_ARRAY_KERNELS_KERNELS_H_
#define TIDEMARK_ARRAY_KERNELS_KERNELS_H_

#include <cstddef>
#include <cstdint>

#include "tidemark/array/core/dtype.h"
#include "tidemark/array/kernels/operations.h"

namespace tidemark::kernels {

// out[i] = a[i] op b[i]; both inputs have the loop's dtype.
using BinaryLoop = void (*)(const std::byte* a, int64_t a_stride, const std::byte* b,
                            int64_t b_stride, std::byte* out, int64_t out_stride, int64_t n);
// out[i] = op(in[i]); also the casts.
using UnaryLoop = void (*)(const std::byte* in, int64_t in_stride, std::byte* out,
                           int64_t out_stride, int64_t n);

BinaryLoop FindBinary(BinaryOp op, DType dtype) noexcept;
UnaryLoop FindUnary(UnaryOp op, DType dtype) noexcept;

// The same loops with results that are not kept in the caches: `out` is contiguous, in items of
// item_size, and overlaps no input. It pays where the results are more than the caches hold and
// their memory was written before; they would otherwise be read from memory before they are
// written.
bool IsWorthStreaming(int64_t bytes) noexcept;
void StreamBinary(BinaryLoop loop, const std::byte* a, int64_t a_stride, const std::byte* b,
                  int64_t b_stride, std::byte* out, int64_t item_size, int64_t n) noexcept;
void StreamUnary(UnaryLoop loop, const std::byte* in, int64_t in_stride, std::byte* out,
                 int64_t item_size, int64_t n) noexcept;

// Conversion as NumPy's astype(casting="unsafe") does it on x86-64; from == to copies.
UnaryLoop FindCast(DType from, DType to) noexcept;

// Folds n elements into *accumulator, which has the dtype ReduceAccumulator gives for the op and
// already holds a value (the identity, or the first element for min and max). Sums of floating
// point are pairwise within the call: error O(log n). NaN wins in min and max.
using ReduceLoop = void (*)(const std::byte* in, int64_t in_stride, int64_t n,
                            std::byte* accumulator);
// Folds row after row into a row of accumulators: accumulators[j] op= in[i][j] for j < n, the rows
// i in their order. `in` has the input's dtype; used where the reduced axis is not the innermost.
using ReduceRowsLoop = void (*)(const std::byte* in, int64_t row_pitch, int64_t rows,
                                int64_t in_stride, std::byte* accumulators,
                                int64_t accumulator_stride, int64_t n);
ReduceLoop FindReduce(ReduceOp op, DType dtype) noexcept;
ReduceRowsLoop FindReduceRows(ReduceOp op, DType dtype) noexcept;

// The position of the first smallest (largest) element, the first NaN winning; n > 0.
using ArgLoop = int64_t (*)(const std::byte* in, int64_t in_stride, int64_t n);
ArgLoop FindArgMin(DType dtype) noexcept;
ArgLoop FindArgMax(DType dtype) noexcept;

// out[i] = in[0] + ... + in[i] (or the product), in the dtype of ReduceAccumulator.
using ScanLoop = void (*)(const std::byte* in, int64_t in_stride, std::byte* out,
                          int64_t out_stride, int64_t n);
ScanLoop FindCumSum(DType dtype) noexcept;
ScanLoop FindCumProd(DType dtype) noexcept;

// out[i] = condition[i] ? a[i] : b[i], for items of 1, 2, 4, 8 or 16 bytes.
void Select(const std::byte* condition, int64_t condition_stride, const std::byte* a,
            int64_t a_stride, const std::byte* b, int64_t b_stride, std::byte* out,
            int64_t out_stride, int64_t n, int64_t item_size) noexcept;

// Copies n items of 1, 2, 4, 8 or 16 bytes, whatever they hold. The ranges do not overlap.
void CopyStrided(const std::byte* in, int64_t in_stride, std::byte* out, int64_t out_stride,
                 int64_t n, int64_t item_size) noexcept;

// Moves a rows x columns matrix, tile by tile so that neither side misses the cache on each
// element: made for a contiguous destination of a transposed source and the reverse.
void CopyMatrix(const std::byte* in, int64_t in_row_pitch, int64_t in_column_pitch, std::byte* out,
                int64_t out_row_pitch, int64_t out_column_pitch, int64_t rows, int64_t columns,
                int64_t item_size) noexcept;

// Whether all of n positions are in [-extent, extent), and whether one of them is negative.
struct IndexCheck {
  bool within = true;
  bool negative = false;
};
IndexCheck CheckIndex(const int64_t* index, int64_t n, int64_t extent) noexcept;

// out[i] = in[index[i]], whole items; every index is within bounds and not negative.
void Gather(const std::byte* in, int64_t in_stride, const int64_t* index, std::byte* out,
            int64_t out_stride, int64_t n, int64_t item_size) noexcept;

// Counts, and compresses in[i] where mask[i] to `out` (contiguous); returns how many were moved.
int64_t CountTrue(const std::byte* mask, int64_t mask_stride, int64_t n) noexcept;
int64_t Compress(const std::byte* in, int64_t in_stride, const std::byte* mask, int64_t mask_stride,
                 std::byte* out, int64_t n, int64_t item_size) noexcept;

// Writes first + i for each of the n bytes of a contiguous mask that is true, `wanted` positions at
// most; returns how many.
int64_t TruePositions(const std::byte* mask, int64_t n, int64_t first, int64_t* out,
                      int64_t wanted) noexcept;

// Sorts n contiguous elements, NaN last, complex lexicographically. Sort need not be stable (equal
// elements are alike); ArgSort writes positions and is stable.
using SortLoop = void (*)(std::byte* data, int64_t n);
using ArgSortLoop = void (*)(const std::byte* data, int64_t n, int64_t* positions);
SortLoop FindSort(DType dtype) noexcept;
ArgSortLoop FindArgSort(DType dtype) noexcept;

// out[i] = how many of the `extent` elements, sorted as Sort does it, stand before values[i]; with
// `right`, how many do not stand behind it.
using SearchLoop = void (*)(const std::byte* sorted, int64_t sorted_stride, int64_t extent,
                            bool right, const std::byte* values, int64_t values_stride,
                            std::byte* out, int64_t out_stride, int64_t n);
SearchLoop FindSearch(DType dtype) noexcept;

// In the same order: puts the element that belongs at `kth` there, what sorts before it to its left
// and the rest to its right, each side in any order. ArgPartition writes positions.
using PartitionLoop = void (*)(std::byte* data, int64_t n, int64_t kth);
using ArgPartitionLoop = void (*)(const std::byte* data, int64_t n, int64_t kth,
                                  int64_t* positions);
PartitionLoop FindPartition(DType dtype) noexcept;
ArgPartitionLoop FindArgPartition(DType dtype) noexcept;

// C(m x n) = A(m x k) B(k x n); C is contiguous in C order, does not overlap A or B, and holds any
// bytes before. A and B have any strides. BLAS for f4 f8 c8 c16 where the machine has one and the
// strides fit it, else, and for a row times a column, a loop. bool: or of ands; integers wrap.
void MatMul(DType dtype, const std::byte* a, int64_t a_row, int64_t a_column, const std::byte* b,
            int64_t b_row, int64_t b_column, std::byte* c, int64_t m, int64_t n,
            int64_t k) noexcept;

}  // namespace tidemark::kernels

#endif  // TIDEMARK_ARRAY_KERNELS_KERNELS_H_
