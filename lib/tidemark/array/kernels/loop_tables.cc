#include "tidemark/array/kernels/loop_tables.h"

#include <cstdint>

#include "tidemark/array/kernels/blas.h"

namespace tidemark::kernels {
namespace {

#define TIDEMARK_SET_HOT_LOOPS(isa)   \
  isa::SetArithmetic(tables);         \
  isa::SetComparison(tables);         \
  isa::SetBitwise(tables);            \
  isa::SetRounding(tables);           \
  isa::SetCasts(tables);              \
  isa::SetReductions(tables);         \
  isa::SetArgReductions(tables);      \
  isa::SetMatMul(tables);             \
  isa::SetDots(tables);               \
  isa::SetInvariantDivisions(tables); \
  isa::SetCopies(tables);             \
  isa::SetSelections(tables)

void SetBaseline(LoopTables& tables) {
  TIDEMARK_SET_HOT_LOOPS(baseline);
  baseline::SetDivision(tables);
  baseline::SetPowers(tables);
  baseline::SetTranscendental(tables);
  baseline::SetComplexFunctions(tables);
  baseline::SetElementaryFunctions(tables);
  baseline::SetNumberFunctions(tables);
  baseline::SetScans(tables);
  baseline::SetSorts(tables);
}

#if defined(TIDEMARK_KERNELS_X86)
bool HasAvx2() {
  return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0 &&
         __builtin_cpu_supports("bmi") != 0 && __builtin_cpu_supports("bmi2") != 0;
}

bool HasAvx512() {
  return HasAvx2() && __builtin_cpu_supports("avx512f") != 0 &&
         __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
         __builtin_cpu_supports("avx512vl") != 0;
}

void SetAvx2(LoopTables& tables) {
  TIDEMARK_SET_HOT_LOOPS(avx2);
#if defined(TIDEMARK_KERNELS_VECTOR_FUNCTIONS)
  avx2::SetVectorFunctions(tables);
#endif
}

void SetAvx512(LoopTables& tables) {
  TIDEMARK_SET_HOT_LOOPS(avx512);
#if defined(TIDEMARK_KERNELS_VECTOR_FUNCTIONS)
  avx512::SetVectorFunctions(tables);
#endif
}
#else
bool HasAvx2() { return false; }
bool HasAvx512() { return false; }
void SetAvx2(LoopTables&) {}
void SetAvx512(LoopTables&) {}
#endif

InstructionSet BestInstructionSet() {
  if (HasAvx512()) return InstructionSet::kAvx512;
  return HasAvx2() ? InstructionSet::kAvx2 : InstructionSet::kBaseline;
}

}  // namespace

bool IsSupported(InstructionSet isa) noexcept {
  switch (isa) {
    case InstructionSet::kBaseline:
      return true;
    case InstructionSet::kAvx2:
      return HasAvx2();
    case InstructionSet::kAvx512:
      return HasAvx512();
  }
  return false;
}

LoopTables BuildTables(InstructionSet isa) noexcept {
  LoopTables tables = {};
  SetBaseline(tables);
  if (isa == InstructionSet::kAvx2) SetAvx2(tables);
  if (isa == InstructionSet::kAvx512) SetAvx512(tables);
  return tables;
}

const LoopTables& Tables() noexcept {
  static const LoopTables tables = BuildTables(BestInstructionSet());
  return tables;
}

BinaryLoop FindBinary(BinaryOp op, DType dtype) noexcept {
  return Tables().binary[Index(op)][Index(dtype)];
}

UnaryLoop FindUnary(UnaryOp op, DType dtype) noexcept {
  return Tables().unary[Index(op)][Index(dtype)];
}

UnaryLoop FindCast(DType from, DType to) noexcept { return Tables().cast[Index(from)][Index(to)]; }

ReduceLoop FindReduce(ReduceOp op, DType dtype) noexcept {
  return Tables().reduce[Index(op)][Index(dtype)];
}

ReduceRowsLoop FindReduceRows(ReduceOp op, DType dtype) noexcept {
  return Tables().reduce_rows[Index(op)][Index(dtype)];
}

ArgLoop FindArgMin(DType dtype) noexcept { return Tables().arg_min[Index(dtype)]; }

ArgLoop FindArgMax(DType dtype) noexcept { return Tables().arg_max[Index(dtype)]; }

ScanLoop FindCumSum(DType dtype) noexcept { return Tables().cum_sum[Index(dtype)]; }

ScanLoop FindCumProd(DType dtype) noexcept { return Tables().cum_prod[Index(dtype)]; }

SortLoop FindSort(DType dtype) noexcept { return Tables().sort[Index(dtype)]; }

ArgSortLoop FindArgSort(DType dtype) noexcept { return Tables().arg_sort[Index(dtype)]; }

SearchLoop FindSearch(DType dtype) noexcept { return Tables().search[Index(dtype)]; }

PartitionLoop FindPartition(DType dtype) noexcept { return Tables().partition[Index(dtype)]; }

ArgPartitionLoop FindArgPartition(DType dtype) noexcept {
  return Tables().arg_partition[Index(dtype)];
}

void CopyStrided(const std::byte* in, int64_t in_stride, std::byte* out, int64_t out_stride,
                 int64_t n, int64_t item_size) noexcept {
  Tables().copy_strided(in, in_stride, out, out_stride, n, item_size);
}

void CopyMatrix(const std::byte* in, int64_t in_row_pitch, int64_t in_column_pitch, std::byte* out,
                int64_t out_row_pitch, int64_t out_column_pitch, int64_t rows, int64_t columns,
                int64_t item_size) noexcept {
  Tables().copy_matrix(in, in_row_pitch, in_column_pitch, out, out_row_pitch, out_column_pitch,
                       rows, columns, item_size);
}

void Select(const std::byte* condition, int64_t condition_stride, const std::byte* a,
            int64_t a_stride, const std::byte* b, int64_t b_stride, std::byte* out,
            int64_t out_stride, int64_t n, int64_t item_size) noexcept {
  Tables().select(condition, condition_stride, a, a_stride, b, b_stride, out, out_stride, n,
                  item_size);
}

IndexCheck CheckIndex(const int64_t* index, int64_t n, int64_t extent) noexcept {
  return Tables().check_index(index, n, extent);
}

void Gather(const std::byte* in, int64_t in_stride, const int64_t* index, std::byte* out,
            int64_t out_stride, int64_t n, int64_t item_size) noexcept {
  Tables().gather(in, in_stride, index, out, out_stride, n, item_size);
}

int64_t CountTrue(const std::byte* mask, int64_t mask_stride, int64_t n) noexcept {
  return Tables().count_true(mask, mask_stride, n);
}

int64_t Compress(const std::byte* in, int64_t in_stride, const std::byte* mask, int64_t mask_stride,
                 std::byte* out, int64_t n, int64_t item_size) noexcept {
  return Tables().compress(in, in_stride, mask, mask_stride, out, n, item_size);
}

int64_t TruePositions(const std::byte* mask, int64_t n, int64_t first, int64_t* out,
                      int64_t wanted) noexcept {
  return Tables().true_positions(mask, n, first, out, wanted);
}

namespace {

// A matrix times a column, row by row; or, where its columns are what lies together, as a row times
// its transpose.
void MatrixColumn(DType dtype, const std::byte* a, int64_t a_row, int64_t a_column,
                  const std::byte* b, int64_t b_row, std::byte* c, int64_t m, int64_t k) {
  const int64_t size = ItemSize(dtype);
  if (m > 1 && a_row == size && a_column != size) {
    return Tables().mat_mul[Index(dtype)](b, 0, b_row, a, a_column, a_row, c, 1, m, k);
  }
  const auto dot = Tables().dot[Index(dtype)];
  for (int64_t i = 0; i < m; ++i) dot(a + i * a_row, a_column, b, b_row, c + i * size, k);
}

}  // namespace

void MatMul(DType dtype, const std::byte* a, int64_t a_row, int64_t a_column, const std::byte* b,
            int64_t b_row, int64_t b_column, std::byte* c, int64_t m, int64_t n,
            int64_t k) noexcept {
  const bool one_number = m == 1 && n == 1;
  if (m > 0 && n > 0 && k > 0 && !one_number &&
      MatMulByBlas(dtype, a, a_row, a_column, b, b_row, b_column, c, m, n, k)) {
    return;
  }
  if (n == 1) return MatrixColumn(dtype, a, a_row, a_column, b, b_row, c, m, k);
  if (m == 1 && b_row == ItemSize(dtype) && b_column != b_row) {
    return MatrixColumn(dtype, b, b_column, b_row, a, a_column, c, n, k);
  }
  Tables().mat_mul[Index(dtype)](a, a_row, a_column, b, b_row, b_column, c, m, n, k);
}

}  // namespace tidemark::kernels
