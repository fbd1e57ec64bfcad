// The tables of loops, and who fills them.
//
// Built once, at the first question: first the loops for the architecture's baseline, all of them,
// then, over those, the loops compiled for the best instruction set that this machine has. Tests
// build the others too.
//
// Threading: built under the lock of a local static, constant afterwards.
#ifndef TIDEMARK_ARRAY_KERNELS_LOOP_TABLES_H_
#define TIDEMARK_ARRAY_KERNELS_LOOP_TABLES_H_

#include <cstddef>
#include <cstdint>

#include "tidemark/array/core/dtype.h"
#include "tidemark/array/kernels/kernels.h"

namespace tidemark::kernels {

// Always inlined: it is compiled for several instruction sets.
template <class Enum>
[[gnu::always_inline]] constexpr size_t Index(Enum value) {
  return static_cast<size_t>(value);
}

// Indexed by operation, then by dtype. Null where there is no such loop.
struct LoopTables {
  BinaryLoop binary[kBinaryOpCount][kDTypeCount];
  UnaryLoop unary[kUnaryOpCount][kDTypeCount];
  UnaryLoop cast[kDTypeCount][kDTypeCount];  // [from][to]
  ReduceLoop reduce[kReduceOpCount][kDTypeCount];
  ReduceRowsLoop reduce_rows[kReduceOpCount][kDTypeCount];
  ArgLoop arg_min[kDTypeCount];
  ArgLoop arg_max[kDTypeCount];
  ScanLoop cum_sum[kDTypeCount];
  ScanLoop cum_prod[kDTypeCount];
  SortLoop sort[kDTypeCount];
  ArgSortLoop arg_sort[kDTypeCount];
  PartitionLoop partition[kDTypeCount];
  ArgPartitionLoop arg_partition[kDTypeCount];
  void (*mat_mul[kDTypeCount])(const std::byte* a, int64_t a_row, int64_t a_column,
                               const std::byte* b, int64_t b_row, int64_t b_column, std::byte* c,
                               int64_t m, int64_t n, int64_t k);
  // Of integers by one divisor; `in` may be `out`.
  using DivideByOneLoop = void (*)(const std::byte* in, int64_t in_stride, const std::byte* divisor,
                                   std::byte* out, int64_t out_stride, int64_t n);
  DivideByOneLoop floor_divide_by[kDTypeCount];
  DivideByOneLoop mod_by[kDTypeCount];
  BinaryLoop power_of_pairs[kDTypeCount];  // whatever the exponents
  SearchLoop search[kDTypeCount];
  // *out = the sum of a[i] b[i].
  void (*dot[kDTypeCount])(const std::byte* a, int64_t a_stride, const std::byte* b,
                           int64_t b_stride, std::byte* out, int64_t n);
  // These take items of any size.
  decltype(&CopyStrided) copy_strided;
  decltype(&CopyMatrix) copy_matrix;
  decltype(&Select) select;
  decltype(&CheckIndex) check_index;
  decltype(&Gather) gather;
  decltype(&CountTrue) count_true;
  decltype(&Compress) compress;
  decltype(&TruePositions) true_positions;
};

enum class InstructionSet : uint8_t { kBaseline, kAvx2, kAvx512 };

// Whether loops were compiled for it and this machine can run them.
bool IsSupported(InstructionSet isa) noexcept;

// `isa` must be supported.
LoopTables BuildTables(InstructionSet isa) noexcept;

// For the best that is supported.
const LoopTables& Tables() noexcept;

// The functions that each implementation file offers, once for each instruction set.
#define TIDEMARK_DECLARE_HOT_LOOPS(isa)           \
  namespace isa {                                 \
  void SetArithmetic(LoopTables& tables);         \
  void SetComparison(LoopTables& tables);         \
  void SetBitwise(LoopTables& tables);            \
  void SetRounding(LoopTables& tables);           \
  void SetCasts(LoopTables& tables);              \
  void SetReductions(LoopTables& tables);         \
  void SetArgReductions(LoopTables& tables);      \
  void SetMatMul(LoopTables& tables);             \
  void SetDots(LoopTables& tables);               \
  void SetInvariantDivisions(LoopTables& tables); \
  void SetCopies(LoopTables& tables);             \
  void SetSelections(LoopTables& tables);         \
  }
TIDEMARK_DECLARE_HOT_LOOPS(baseline)
TIDEMARK_DECLARE_HOT_LOOPS(avx2)
TIDEMARK_DECLARE_HOT_LOOPS(avx512)
#undef TIDEMARK_DECLARE_HOT_LOOPS

// Compiled where the C library has vector functions (TIDEMARK_KERNELS_VECTOR_FUNCTIONS).
namespace avx2 {
void SetVectorFunctions(LoopTables& tables);
}  // namespace avx2
namespace avx512 {
void SetVectorFunctions(LoopTables& tables);
}  // namespace avx512

// Compiled for the baseline only.
namespace baseline {
void SetDivision(LoopTables& tables);
void SetPowers(LoopTables& tables);
void SetTranscendental(LoopTables& tables);
void SetComplexFunctions(LoopTables& tables);
void SetElementaryFunctions(LoopTables& tables);
void SetNumberFunctions(LoopTables& tables);
void SetScans(LoopTables& tables);
void SetSorts(LoopTables& tables);
}  // namespace baseline

}  // namespace tidemark::kernels

#endif  // TIDEMARK_ARRAY_KERNELS_LOOP_TABLES_H_
