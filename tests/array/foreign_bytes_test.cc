// Bytes that come from elsewhere: bools that are neither 0 nor 1, positions without a sign, and
// files that are saved over what they map. Expected values are NumPy 1.24's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <tuple>
#include <vector>

#include "tests/support/temp_folder.h"
#include "tidemark/array/array.h"
#include "tidemark/array/io/npy.h"
#include "tidemark/array/ops/op_names.h"

namespace tidemark {
namespace {

using ::testing::HasSubstr;

std::string Text(const AnyArray& a) { return to_string(a); }
std::string Bytes(const AnyArray& a) { return to_string(view_as(a, DType::kUInt8)); }

// np.array([255, 2, 1, 0], 'u1').view('?'), repeated so that vectors are used as well.
std::string Folded(ReduceOp op, const AnyArray& a) { return Text(reduce(op, a)); }
std::string Folded(ReduceOp op, const AnyArray& a, int64_t axis) {
  return Text(reduce(op, a, {.axes = Dims{axis}}));
}

class ForeignBoolsTest : public ::testing::TestWithParam<int64_t> {
 protected:
  ForeignBoolsTest() {
    const uint8_t bytes[] = {255, 2, 1, 0};
    for (int64_t i = 0; i < GetParam(); ++i) numbers_.insert(numbers_.end(), bytes, bytes + 4);
    bools_ = adopt(DType::kBool, {4 * GetParam()}, numbers_.data(), nullptr);
    truth_ = binary(BinaryOp::kNotEqual, view_as(bools_, DType::kUInt8), Scalar(0));
  }

  // Both operands of other bytes; each with one that is 0 or 1; apart, so that no vector is used.
  void ExpectAsOfTruth(BinaryOp op) {
    const AnyArray backward = flip(bools_);
    const AnyArray true_backward = flip(truth_);
    for (const auto& [a, b, c, d] :
         {std::tuple(bools_, bools_, truth_, truth_),
          std::tuple(bools_, backward, truth_, true_backward),
          std::tuple(bools_, truth_, truth_, truth_), std::tuple(truth_, bools_, truth_, truth_)}) {
      EXPECT_EQ(Bytes(binary(op, a, b)), Bytes(binary(op, c, d))) << OpName(op);
    }
    EXPECT_EQ(Bytes(binary(op, bools_, Scalar(true))), Bytes(binary(op, truth_, Scalar(true))))
        << OpName(op);
  }

  std::vector<uint8_t> numbers_;
  AnyArray bools_;
  AnyArray truth_;
};

TEST_P(ForeignBoolsTest, EveryByteButZeroIsTrueInOperations) {
  for (const BinaryOp op :
       {BinaryOp::kBitwiseAnd, BinaryOp::kBitwiseOr, BinaryOp::kBitwiseXor, BinaryOp::kEqual,
        BinaryOp::kNotEqual, BinaryOp::kLess, BinaryOp::kLessEqual, BinaryOp::kGreater,
        BinaryOp::kGreaterEqual, BinaryOp::kLogicalAnd, BinaryOp::kLogicalOr, BinaryOp::kLogicalXor,
        BinaryOp::kAdd, BinaryOp::kMultiply, BinaryOp::kMinimum, BinaryOp::kMaximum,
        BinaryOp::kFmin, BinaryOp::kFmax}) {
    ExpectAsOfTruth(op);
  }
  for (const UnaryOp op : {UnaryOp::kInvert, UnaryOp::kLogicalNot, UnaryOp::kAbs}) {
    EXPECT_EQ(Bytes(unary(op, bools_)), Bytes(unary(op, truth_)));
  }
}

TEST_P(ForeignBoolsTest, AndWhereTheyBecomeNumbers) {
  for (int i = 0; i < kDTypeCount; ++i) {
    const auto dtype = static_cast<DType>(i);
    if (dtype == DType::kBool) continue;
    EXPECT_EQ(Text(astype(bools_, dtype)), Text(astype(truth_, dtype))) << DTypeName(dtype);
    EXPECT_EQ(Text(astype(flip(bools_), dtype)), Text(astype(flip(truth_), dtype)))
        << DTypeName(dtype);
  }
  EXPECT_EQ(Bytes(astype(bools_, DType::kBool)), Bytes(bools_));  // as NumPy: a plain copy
  EXPECT_EQ(Text(binary(BinaryOp::kMultiply, bools_, Scalar(3))),
            Text(binary(BinaryOp::kMultiply, truth_, Scalar(3))));
}

TEST_P(ForeignBoolsTest, AndWhereTheyAreSummedUp) {
  const int64_t count = GetParam();
  const AnyArray rows = reshape(bools_, {-1, 2});
  const AnyArray true_rows = reshape(truth_, {-1, 2});
  EXPECT_EQ(Folded(ReduceOp::kSum, bools_), std::to_string(3 * count));
  EXPECT_EQ(Folded(ReduceOp::kSum, rows, 0), Folded(ReduceOp::kSum, true_rows, 0));
  EXPECT_EQ(Folded(ReduceOp::kSum, rows, 1), Folded(ReduceOp::kSum, true_rows, 1));
  EXPECT_EQ(Text(mean(rows, {.axes = Dims{0}})), Text(mean(true_rows, {.axes = Dims{0}})));
  EXPECT_EQ(Folded(ReduceOp::kProd, rows, 1), Folded(ReduceOp::kProd, true_rows, 1));
  EXPECT_EQ(Folded(ReduceOp::kMin, bools_), "False");
  EXPECT_EQ(Folded(ReduceOp::kMax, bools_), "True");
  EXPECT_EQ(Folded(ReduceOp::kMin, rows, 1), Folded(ReduceOp::kMin, true_rows, 1));
  EXPECT_EQ(Folded(ReduceOp::kMax, rows, 0), Folded(ReduceOp::kMax, true_rows, 0));
  EXPECT_EQ(Folded(ReduceOp::kAny, rows, 1), Folded(ReduceOp::kAny, true_rows, 1));
  EXPECT_EQ(Folded(ReduceOp::kAll, rows, 1), Folded(ReduceOp::kAll, true_rows, 1));
  EXPECT_EQ(Text(cumsum(bools_, 0)), Text(cumsum(truth_, 0)));
  EXPECT_EQ(Text(argmax(bools_, 0)), "0");
  EXPECT_EQ(Text(argmin(bools_, 0)), "3");
  EXPECT_EQ(Text(argmax(flip(bools_), 0)), "1");  // 0 1 2 255: the first that is true
  EXPECT_EQ(Text(argmin(basic_index(bools_, {Slice(0, 3)}), 0)), "0");
  EXPECT_EQ(Text(matmul(rows, transpose(rows))), Text(matmul(true_rows, transpose(true_rows))));
}

TEST_P(ForeignBoolsTest, AndWhereTheySelect) {
  const AnyArray ones_and_twos = where(bools_, Scalar(1), Scalar(2));
  EXPECT_EQ(Text(ones_and_twos), Text(where(truth_, Scalar(1), Scalar(2))));
  EXPECT_EQ(Text(nonzero(bools_)[0]), Text(nonzero(truth_)[0]));
  EXPECT_EQ(Text(bools_), Text(truth_));
  EXPECT_EQ(Text(sort(bools_, 0)), Text(sort(truth_, 0)));
}

// What was made 0 or 1 when it was seen as bool may be written as a number afterwards.
TEST_P(ForeignBoolsTest, WhateverIsWrittenAsNumbersLater) {
  const AnyArray bytes = zeros(DType::kUInt8, {4 * GetParam()});
  const AnyArray seen = view_as(bytes, DType::kBool);
  copyto(bytes, full(DType::kUInt8, {1}, Scalar(255)));
  EXPECT_EQ(Folded(ReduceOp::kSum, seen), std::to_string(4 * GetParam()));
  EXPECT_EQ(Folded(ReduceOp::kMin, binary(BinaryOp::kEqual, seen, Scalar(true))), "True");
}

INSTANTIATE_TEST_SUITE_P(Lengths, ForeignBoolsTest, ::testing::Values(1, 3, 50, 700));

// ---- positions without a sign ----

std::string ProblemOf(const std::function<void()>& access) {
  try {
    access();
  } catch (const IndexError& e) {
    return e.what();
  }
  return "none";
}

TEST(UnsignedPositionsTest, TheLargestAreNoPositionsFromTheEnd) {
  const AnyArray a = arange(0, 3, 1, DType::kInt64);
  for (const uint64_t wrong :
       {UINT64_MAX, UINT64_MAX - 2, uint64_t{1} << 63, uint64_t{3}, uint64_t{1} << 40}) {
    uint64_t list[] = {1, wrong, 0};
    const AnyArray positions = adopt(DType::kUInt64, {3}, list, nullptr);
    const std::string text =
        "index " + std::to_string(wrong) + " is out of bounds for axis 0 with size 3";
    EXPECT_THAT(ProblemOf([&] { take(a, positions, 0); }), HasSubstr(text));
    EXPECT_THAT(ProblemOf([&] { take(a, positions, std::nullopt); }), HasSubstr(text));
    EXPECT_THAT(ProblemOf([&] { take(a, flip(positions), 0); }), HasSubstr(text));
    EXPECT_THAT(ProblemOf([&] { put(a, positions, arange(7, 10, 1, DType::kInt64)); }),
                HasSubstr(text));
  }
  EXPECT_EQ(Text(a), "[0 1 2]");
}

TEST(UnsignedPositionsTest, OthersAreAsTheyWere) {
  const AnyArray a = arange(0, 300, 1, DType::kInt64);
  EXPECT_EQ(Text(take(a, full(DType::kUInt64, {1}, Scalar(299)), 0)), "[299]");
  EXPECT_EQ(Text(take(a, full(DType::kUInt8, {1}, Scalar(255)), 0)), "[255]");
  EXPECT_EQ(Text(take(a, full(DType::kInt8, {1}, Scalar(-1)), 0)), "[299]");
  EXPECT_EQ(Text(take(a, full(DType::kInt64, {1}, Scalar(-300)), 0)), "[0]");
}

TEST(UnsignedPositionsTest, AScalarThatDoesNotFitIsNamedAsItIs) {
  const AnyArray a = arange(0, 3, 1, DType::kInt64);
  try {
    binary(BinaryOp::kAdd, a, Scalar(UINT64_MAX));
    ADD_FAILURE() << "no error";
  } catch (const ValueError& e) {
    EXPECT_THAT(e.what(), HasSubstr("the integer 18446744073709551615 is out of bounds for int64"));
  }
  try {
    binary(BinaryOp::kAdd, astype(a, DType::kUInt8), Scalar(-1));
    ADD_FAILURE() << "no error";
  } catch (const ValueError& e) {
    EXPECT_THAT(e.what(), HasSubstr("the integer -1 is out of bounds for uint8"));
  }
}

// ---- a file saved over its own map ----

TEST(SaveOverMapTest, TheMapKeepsWhatItHadAndTheFileIsWhole) {
  const test_support::TempFolder folder;
  const std::string path = folder.File("a.npy");
  constexpr int64_t kCount = 100000;  // of more than one page
  save_npy(path, arange(0, kCount, 1, DType::kInt64));
  const AnyArray map = map_npy(path);
  save_npy(path, map);
  EXPECT_EQ(Text(map), Text(arange(0, kCount, 1, DType::kInt64)));
  EXPECT_EQ(Text(load_npy(path)), Text(map));
  save_npy(path, flip(map));
  EXPECT_EQ(Text(load_npy(path)), Text(flip(map)));
  save_npy(path, basic_index(map, {Slice(0, 10)}));
  EXPECT_EQ(Text(load_npy(path)), "[0 1 2 3 4 5 6 7 8 9]");
  EXPECT_EQ(Folded(ReduceOp::kSum, map), std::to_string(kCount * (kCount - 1) / 2));
  const AnyArray copy_on_write = map_npy(path, MapMode::kCopyOnWrite);
  binary_into(BinaryOp::kAdd, copy_on_write, Scalar(1), copy_on_write);
  save_npy(path, copy_on_write);
  EXPECT_EQ(Text(load_npy(path)), "[ 1  2  3  4  5  6  7  8  9 10]");
  EXPECT_THAT(folder.Names(), ::testing::ElementsAre("a.npy"));
}

TEST(SaveOverMapTest, WhatCannotBeWrittenLeavesTheOldFile) {
  const test_support::TempFolder folder;
  const AnyArray a = ones(DType::kFloat64, {3});
  save_npy(folder.File("a.npy"), a);
  EXPECT_THROW(save_npy(folder.path().string(), a), NpyError);
  EXPECT_THROW(save_npy("/dev/full", a), NpyError);
  try {
    save_npy(folder.File("no/a.npy"), a);
    ADD_FAILURE() << "no error";
  } catch (const NpyError& e) {
    EXPECT_THAT(e.what(), HasSubstr(folder.File("no/a.npy") + ": cannot be opened: No such file"));
  }
  EXPECT_THAT(folder.Names(), ::testing::ElementsAre("a.npy"));
}

}  // namespace
}  // namespace tidemark
