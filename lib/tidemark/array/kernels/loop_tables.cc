#include "tidemark/array/kernels/loop_tables.h"

#include <cstdint>

namespace tidemark::kernels {
namespace {

LoopTables BuildTables() {
  LoopTables tables = {};
  baseline::SetArithmetic(tables);
  baseline::SetComparison(tables);
  baseline::SetBitwise(tables);
  baseline::SetRounding(tables);
  baseline::SetCasts(tables);
  baseline::SetReductions(tables);
  baseline::SetArgReductions(tables);
  baseline::SetMatMul(tables);
  baseline::SetDivision(tables);
  baseline::SetTranscendental(tables);
  baseline::SetComplexFunctions(tables);
  baseline::SetScans(tables);
  baseline::SetSorts(tables);
  return tables;
}

bool GivesBool(BinaryOp op) {
  return Index(op) >= Index(BinaryOp::kEqual) && Index(op) <= Index(BinaryOp::kLogicalXor);
}

bool GivesBool(UnaryOp op) {
  return Index(op) >= Index(UnaryOp::kIsNan) && Index(op) <= Index(UnaryOp::kLogicalNot);
}

}  // namespace

const LoopTables& Tables() noexcept {
  static const LoopTables tables = BuildTables();
  return tables;
}

BinaryLoop FindBinary(BinaryOp op, DType dtype) noexcept {
  return Tables().binary[Index(op)][Index(dtype)];
}

UnaryLoop FindUnary(UnaryOp op, DType dtype) noexcept {
  return Tables().unary[Index(op)][Index(dtype)];
}

DType BinaryOutput(BinaryOp op, DType dtype) noexcept {
  return GivesBool(op) ? DType::kBool : dtype;
}

DType UnaryOutput(UnaryOp op, DType dtype) noexcept {
  if (GivesBool(op)) return DType::kBool;
  if (op == UnaryOp::kAbs && dtype == DType::kComplex64) return DType::kFloat32;
  if (op == UnaryOp::kAbs && dtype == DType::kComplex128) return DType::kFloat64;
  return dtype;
}

UnaryLoop FindCast(DType from, DType to) noexcept { return Tables().cast[Index(from)][Index(to)]; }

ReduceLoop FindReduce(ReduceOp op, DType dtype) noexcept {
  return Tables().reduce[Index(op)][Index(dtype)];
}

ReduceRowLoop FindReduceRow(ReduceOp op, DType dtype) noexcept {
  return Tables().reduce_row[Index(op)][Index(dtype)];
}

DType ReduceAccumulator(ReduceOp op, DType dtype) noexcept {
  switch (op) {
    case ReduceOp::kSum:
    case ReduceOp::kProd: {
      const DTypeKind kind = KindOf(dtype);
      if (kind == DTypeKind::kBool || kind == DTypeKind::kSigned) return DType::kInt64;
      return kind == DTypeKind::kUnsigned ? DType::kUInt64 : dtype;
    }
    case ReduceOp::kMin:
    case ReduceOp::kMax:
      return dtype;
    case ReduceOp::kAny:
    case ReduceOp::kAll:
      return DType::kBool;
  }
  return dtype;
}

ArgLoop FindArgMin(DType dtype) noexcept { return Tables().arg_min[Index(dtype)]; }

ArgLoop FindArgMax(DType dtype) noexcept { return Tables().arg_max[Index(dtype)]; }

ScanLoop FindCumSum(DType dtype) noexcept { return Tables().cum_sum[Index(dtype)]; }

ScanLoop FindCumProd(DType dtype) noexcept { return Tables().cum_prod[Index(dtype)]; }

SortLoop FindSort(DType dtype) noexcept { return Tables().sort[Index(dtype)]; }

ArgSortLoop FindArgSort(DType dtype) noexcept { return Tables().arg_sort[Index(dtype)]; }

void MatMul(DType dtype, const std::byte* a, int64_t a_row, int64_t a_column, const std::byte* b,
            int64_t b_row, int64_t b_column, std::byte* c, int64_t m, int64_t n,
            int64_t k) noexcept {
  Tables().mat_mul[Index(dtype)](a, a_row, a_column, b, b_row, b_column, c, m, n, k);
}

}  // namespace tidemark::kernels
