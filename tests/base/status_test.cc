#include "tidemark/base/status.h"

#include <gtest/gtest.h>

#include <memory>

namespace tidemark {
namespace {

absl::Status Forward(const absl::Status& status, bool* reached_end) {
  TIDEMARK_RETURN_IF_ERROR(status);
  *reached_end = true;
  return absl::OkStatus();
}

TEST(StatusTest, ReturnIfErrorReturnsOnlyErrors) {
  bool reached_end = false;
  EXPECT_EQ(Forward(absl::NotFoundError("gone"), &reached_end), absl::NotFoundError("gone"));
  EXPECT_FALSE(reached_end);
  EXPECT_TRUE(Forward(absl::OkStatus(), &reached_end).ok());
  EXPECT_TRUE(reached_end);
}

absl::StatusOr<int> Dereference(absl::StatusOr<std::unique_ptr<int>> number) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::unique_ptr<int> pointer, std::move(number));
  TIDEMARK_ASSIGN_OR_RETURN(const int value, absl::StatusOr<int>(*pointer));
  return value;
}

TEST(StatusTest, AssignOrReturnMovesTheValueOrReturnsTheError) {
  EXPECT_EQ(*Dereference(std::make_unique<int>(7)), 7);
  EXPECT_EQ(Dereference(absl::InternalError("no")).status(), absl::InternalError("no"));
}

}  // namespace
}  // namespace tidemark
