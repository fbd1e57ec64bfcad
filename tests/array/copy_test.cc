#include "tidemark/array/copy.h"

#include <gtest/gtest.h>

#include "tidemark/array/axes.h"
#include "tidemark/array/create.h"
#include "tidemark/array/error.h"

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

}  // namespace
}  // namespace tidemark
