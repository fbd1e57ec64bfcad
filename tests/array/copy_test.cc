#include "tidemark/array/copy.h"

#include <gtest/gtest.h>

#include "tidemark/array/axes.h"
#include "tidemark/array/create.h"
#include "tidemark/array/error.h"
#include "tidemark/array/indexing.h"

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

TEST(ImagTest, OfRealNumbersAreReadOnlyZerosInCOrFortranOrder) {
  const AnyArray wide = broadcast_to(ones(DType::kFloat32, {1, 3}), {2, 3});
  EXPECT_TRUE(imag(wide).is_c_contiguous());
  EXPECT_FALSE(imag(wide).writable());
  EXPECT_TRUE(imag(transpose(ones(DType::kFloat32, {2, 3}))).is_f_contiguous());
}

}  // namespace
}  // namespace tidemark
