#include "tidemark/exports/shard_sink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/temp_folder.h"

namespace tidemark::exports {
namespace {

using test_support::TempFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(ShardPath, NumbersBeforeTheExtension) {
  EXPECT_EQ(ShardPath("out/run.json", 1), "out/run.json");
  EXPECT_EQ(ShardPath("out/run.json", 2), "out/run-2.json");
  EXPECT_EQ(ShardPath("a.b/run.json.gz", 13), "a.b/run-13.json.gz");
  EXPECT_EQ(ShardPath("a.b/run", 2), "a.b/run-2");
  EXPECT_EQ(ShardPath(".hidden", 2), ".hidden-2");
}

TEST(ShardFiles, AppearWhenAllAreWhole) {
  const TempFolder temp;
  ShardFiles files(temp.File("run.json"));
  ASSERT_TRUE(files.Append("one").ok());
  ASSERT_TRUE(files.NextShard().ok());
  ASSERT_TRUE(files.Append("two").ok());
  EXPECT_EQ(Content(temp.File("run.json")), "");
  ASSERT_TRUE(files.Commit().ok());
  EXPECT_THAT(temp.Names(), ElementsAre("run-2.json", "run.json"));
  EXPECT_EQ(Content(temp.File("run.json")), "one");
  EXPECT_EQ(Content(temp.File("run-2.json")), "two");
  EXPECT_THAT(files.paths(), ElementsAre(temp.File("run.json"), temp.File("run-2.json")));
}

TEST(ShardFiles, LeaveNothingWithoutACommit) {
  const TempFolder temp;
  {
    ShardFiles files(temp.File("run.json"));
    ASSERT_TRUE(files.Append(std::string(1000000, 'x')).ok());
    ASSERT_TRUE(files.NextShard().ok());
  }
  EXPECT_THAT(temp.Names(), IsEmpty());
}

TEST(ShardFiles, AreMadeEvenIfEmpty) {
  const TempFolder temp;
  ShardFiles files(temp.File("run.json"));
  ASSERT_TRUE(files.Commit().ok());
  EXPECT_THAT(temp.Names(), ElementsAre("run.json"));
}

TEST(ShardFiles, SayWhatCannotBeWritten) {
  const TempFolder temp;
  ShardFiles files(temp.File("none/run.json"));
  EXPECT_TRUE(files.Append("small").ok());  // waits for more
  const absl::Status status = files.Commit();
  EXPECT_THAT(std::string(status.message()), HasSubstr(temp.File("none/run.json")));
  EXPECT_TRUE(files.failed());
  EXPECT_EQ(files.Append("x"), status);
}

}  // namespace
}  // namespace tidemark::exports
