#include "tidemark/trace/io/spool_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "tests/trace/trace_test_support.h"

namespace tidemark::trace {
namespace {

using testing::HasSubstr;

// Sets a variable for a test.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    setenv(name, value.c_str(), 1);
  }
  ~Variable() { unsetenv(name_); }

 private:
  const char* const name_;
};

std::string Contents(RandomAccess* file) {
  std::string bytes(file->size(), '\0');
  EXPECT_TRUE(file->Read(0, reinterpret_cast<uint8_t*>(bytes.data()), bytes.size()).ok());
  return bytes;
}

TEST(SpoolFile, KeepsWhatWasAppended) {
  absl::StatusOr<SpoolFile> spool = SpoolFile::Create("<stdin>");
  ASSERT_TRUE(spool.ok());
  ASSERT_TRUE(spool->Append("one ").ok());
  ASSERT_TRUE(spool->Append("two").ok());
  const auto first = spool->Reopen();
  ASSERT_TRUE(spool->Append(" three").ok());
  EXPECT_EQ(Contents(first->get()), "one two");
  EXPECT_EQ(Contents(spool->Reopen()->get()), "one two three");
}

TEST(SpoolFile, StopsAtItsLimitAndSaysWhatToDo) {
  const Variable limit(kSpoolLimitVariable, "10B");
  absl::StatusOr<SpoolFile> spool = SpoolFile::Create("<stdin>");
  EXPECT_TRUE(spool->Append("0123456789").ok());
  const absl::Status status = spool->Append("x");
  EXPECT_TRUE(absl::IsResourceExhausted(status));
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("<stdin>: found no end after 10 B"), HasSubstr("/tmp"),
                    HasSubstr(kSpoolLimitVariable)));
}

TEST(SpoolFile, WithoutALimitGivenThereIsOne) {
  const absl::StatusOr<SpoolFile> spool = SpoolFile::Create("<stdin>");
  EXPECT_GT(spool->most_bytes(), 0U);
  EXPECT_LE(spool->most_bytes(), uint64_t{64} << 30);
}

TEST(SpoolFile, ABadLimitIsAnError) {
  const Variable limit(kSpoolLimitVariable, "much");
  EXPECT_THAT(std::string(SpoolFile::Create("x").status().message()),
              AllOf(HasSubstr(kSpoolLimitVariable), HasSubstr("much")));
}

TEST(SpoolFile, LeavesNoNameBehindAndNeedsAFolder) {
  const std::string folder = TempPath("spools");
  {
    const Variable variable("TMPDIR", folder);
    EXPECT_THAT(std::string(SpoolFile::Create("x").status().message()),
                AllOf(HasSubstr(folder), HasSubstr("TMPDIR")));
    std::filesystem::create_directory(folder);
    absl::StatusOr<SpoolFile> spool = SpoolFile::Create("x");
    ASSERT_TRUE(spool->Append("bytes").ok());
    EXPECT_TRUE(std::filesystem::is_empty(folder));
  }
}

}  // namespace
}  // namespace tidemark::trace
