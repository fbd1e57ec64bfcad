#include "tidemark/array/kernels/operations.h"

#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <string>

#include "tests/array/kernels/harness.h"
#include "tidemark/array/ops/op_names.h"

namespace tidemark::kernels {
namespace {

constexpr DType DTypeAt(int i) { return static_cast<DType>(i); }

// A row says which loops there are; the kernels say it by what they fill in.
TEST(OperationsTest, RowsNameExactlyTheLoopsThatThereAre) {
  for (const NamedTables& named : AllTables()) {
    for (int dtype = 0; dtype < kDTypeCount; ++dtype) {
      for (int op = 0; op < kBinaryOpCount; ++op) {
        EXPECT_EQ(named.tables.binary[op][dtype] != nullptr,
                  HasLoop(static_cast<BinaryOp>(op), DTypeAt(dtype)))
            << named.name << " " << kBinaryTraits[op].name << " " << DTypeName(DTypeAt(dtype));
      }
      for (int op = 0; op < kUnaryOpCount; ++op) {
        EXPECT_EQ(named.tables.unary[op][dtype] != nullptr,
                  HasLoop(static_cast<UnaryOp>(op), DTypeAt(dtype)))
            << named.name << " " << kUnaryTraits[op].name << " " << DTypeName(DTypeAt(dtype));
      }
      for (int op = 0; op < kReduceOpCount; ++op) {
        EXPECT_NE(named.tables.reduce[op][dtype], nullptr) << named.name;
        EXPECT_NE(named.tables.reduce_rows[op][dtype], nullptr) << named.name;
      }
    }
  }
}

TEST(OperationsTest, NamesAreUniqueAndParseBack) {
  std::set<std::string> names;
  for (int op = 0; op < kBinaryOpCount; ++op) {
    EXPECT_TRUE(names.insert(kBinaryTraits[op].name).second) << kBinaryTraits[op].name;
    EXPECT_EQ(ParseBinaryOp(kBinaryTraits[op].name), static_cast<BinaryOp>(op));
  }
  for (int op = 0; op < kUnaryOpCount; ++op) {
    EXPECT_TRUE(names.insert(kUnaryTraits[op].name).second) << kUnaryTraits[op].name;
    EXPECT_EQ(ParseUnaryOp(kUnaryTraits[op].name), static_cast<UnaryOp>(op));
  }
  for (int op = 0; op < kReduceOpCount; ++op) {
    EXPECT_TRUE(names.insert(kReduceTraits[op].name).second) << kReduceTraits[op].name;
    EXPECT_EQ(ParseReduceOp(kReduceTraits[op].name), static_cast<ReduceOp>(op));
  }
  EXPECT_EQ(ParseBinaryOp("true_divide"), BinaryOp::kDivide);
  EXPECT_EQ(ParseUnaryOp("bitwise_not"), UnaryOp::kInvert);
  EXPECT_EQ(ParseUnaryOp("add"), std::nullopt);
}

// One of each rule, with what NumPy 1.24 gives (float32 where it has float16).
static_assert(LoopDType(BinaryOp::kAdd, DType::kBool) == DType::kBool);
static_assert(LoopDType(BinaryOp::kFloorDivide, DType::kBool) == DType::kInt8);
static_assert(LoopDType(BinaryOp::kFloorDivide, DType::kComplex64) == std::nullopt);
static_assert(LoopDType(BinaryOp::kSubtract, DType::kBool) == std::nullopt);
static_assert(LoopDType(BinaryOp::kDivide, DType::kInt8) == DType::kFloat64);
static_assert(LoopDType(BinaryOp::kDivide, DType::kFloat32) == DType::kFloat32);
static_assert(LoopDType(BinaryOp::kFloatPower, DType::kComplex64) == DType::kComplex128);
static_assert(LoopDType(UnaryOp::kSqrt, DType::kInt8) == DType::kFloat32);
static_assert(LoopDType(UnaryOp::kSqrt, DType::kInt32) == DType::kFloat64);
static_assert(PromoteOperands(BinaryOp::kAdd, DType::kInt16, DType::kUInt16) == DType::kInt32);
static_assert(PromoteOperands(BinaryOp::kHypot, DType::kInt16, DType::kUInt16) == DType::kFloat32);
static_assert(BinaryOutput(BinaryOp::kLess, DType::kInt8) == DType::kBool);
static_assert(UnaryOutput(UnaryOp::kAbs, DType::kComplex128) == DType::kFloat64);
static_assert(ResultDType(UnaryOp::kSignBit, DType::kInt8) == DType::kBool);
static_assert(ReduceAccumulator(ReduceOp::kSum, DType::kUInt8) == DType::kUInt64);
static_assert(ReduceAccumulator(ReduceOp::kMax, DType::kUInt8) == DType::kUInt8);
static_assert(ReduceAccumulator(ReduceOp::kAny, DType::kFloat64) == DType::kBool);

}  // namespace
}  // namespace tidemark::kernels
