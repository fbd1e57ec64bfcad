#include "tidemark/array/indexing/copy.h"

#include <gtest/gtest.h>

#include "tidemark/array/core/error.h"
#include "tidemark/array/indexing/axes.h"
#include "tidemark/array/indexing/create.h"
#include "tidemark/array/indexing/gather.h"
#include "tidemark/array/indexing/indexing.h"
#include "tidemark/array/indexing/reshape.h"
#include "tidemark/array/io/print.h"
#include "tidemark/array/ops/elementwise.h"
#include "tidemark/array/ops/select.h"

namespace tidemark {
namespace {

// NumPy does not look at the flag where nothing would change, except of an array of no axes.
TEST(CopyToTest, OfAReadOnlyArrayToItself) {
  const AnyArray row = broadcast_to(ones(DType::kFloat64, 3), {2, 3});
  copyto(row, row);
  EXPECT_THROW(copyto(row, ones(DType::kFloat64, 3)), ReadOnlyError);
  const AnyArray number = broadcast_to(ones(DType::kFloat64, {}), Dims());
  EXPECT_THROW(copyto(number, number), ReadOnlyError);
}

TEST(ViewAsTest, WithoutElementsNothingIsMisaligned) {
  const AnyArray bytes = zeros(DType::kUInt8, {2, 12});
  EXPECT_THROW(view_as(basic_index(bytes, {ellipsis, Slice(1, 9)}), DType::kFloat64), ValueError);
  const AnyArray none = view_as(basic_index(bytes, {ellipsis, Slice(4, 4)}), DType::kFloat64);
  EXPECT_EQ(none.size(), 0);
  const AnyArray one = basic_index(bytes, {Slice(0, 1), Slice(0, 8)});  // rows 12 bytes apart
  EXPECT_EQ(view_as(one, DType::kFloat64).size(), 1);
}

// Complex numbers of 8 bytes are aligned to their parts, and may lie at 4 mod 8.
TEST(ViewAsTest, ComplexNumbersBetweenWordsAreMovedLikeOthers) {
  const AnyArray floats = arange(0, 34, 1, DType::kFloat32);
  const AnyArray whole = view_as(basic_index(floats, {Slice(0, 32)}), DType::kComplex64);
  const AnyArray halved = view_as(basic_index(floats, {Slice(1, 33)}), DType::kComplex64);
  ASSERT_NE(reinterpret_cast<uintptr_t>(whole.data()) % 8,
            reinterpret_cast<uintptr_t>(halved.data()) % 8);
  const AnyArray expected = copy(halved);
  const auto expect_same = [&](auto&& moved) {
    EXPECT_EQ(repr(moved(halved)), repr(moved(expected)));
  };
  expect_same([](const AnyArray& a) { return copy(basic_index(a, {Slice().by(2)})); });
  expect_same([](const AnyArray& a) { return copy(basic_index(a, {Slice().by(-1)})); });
  expect_same([](const AnyArray& a) { return copy(transpose(reshape(a, {4, 4}))); });
  expect_same([](const AnyArray& a) { return take(a, arange(15, -1, -1, DType::kInt64), 0); });
  const AnyArray odd = astype(
      binary(BinaryOp::kMod, arange(0, 16, 1, DType::kInt64), Scalar(int64_t{2})), DType::kBool);
  expect_same([&](const AnyArray& a) { return mask(a, odd); });
  expect_same([&](const AnyArray& a) { return where(odd, a, a); });
}

TEST(ImagTest, OfRealNumbersAreReadOnlyZerosInCOrFortranOrder) {
  const AnyArray wide = broadcast_to(ones(DType::kFloat32, {1, 3}), {2, 3});
  EXPECT_TRUE(imag(wide).is_c_contiguous());
  EXPECT_FALSE(imag(wide).writable());
  EXPECT_TRUE(imag(transpose(ones(DType::kFloat32, {2, 3}))).is_f_contiguous());
}

}  // namespace
}  // namespace tidemark
