#include "tidemark/trace/io/shard_sink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/support/temp_folder.h"
#include "tidemark/trace/io/byte_source.h"

namespace tidemark::trace {
namespace {

using test_support::TempFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string Content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void Put(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

// run-0.json, run-1.json, ... of that folder.
ShardPaths Numbered(const TempFolder& folder) {
  return {.name = [&folder](size_t number) {
    return folder.File(absl::StrCat("run-", number, ".json"));
  }};
}

TEST(ShardFiles, AppearWhenAllAreWhole) {
  const TempFolder temp;
  Put(temp.File("run-0.json"), "before");
  ShardFiles files(Numbered(temp));
  ASSERT_TRUE(files.Append("one").ok());
  ASSERT_TRUE(files.NextShard().ok());
  ASSERT_TRUE(files.Append("two").ok());
  EXPECT_EQ(Content(temp.File("run-0.json")), "before");
  ASSERT_TRUE(files.Commit().ok());
  EXPECT_THAT(temp.Names(), ElementsAre("run-0.json", "run-1.json"));
  EXPECT_EQ(Content(temp.File("run-0.json")), "one");
  EXPECT_EQ(Content(temp.File("run-1.json")), "two");
  EXPECT_THAT(files.paths(), ElementsAre(temp.File("run-0.json"), temp.File("run-1.json")));
}

TEST(ShardFiles, LeaveNothingWithoutACommit) {
  const TempFolder temp;
  {
    ShardFiles files(Numbered(temp));
    ASSERT_TRUE(files.Append(std::string(1000000, 'x')).ok());
    ASSERT_TRUE(files.NextShard().ok());
  }
  EXPECT_THAT(temp.Names(), IsEmpty());
}

TEST(ShardFiles, AreMadeEvenIfEmpty) {
  const TempFolder temp;
  ShardFiles files(Numbered(temp));
  ASSERT_TRUE(files.Commit().ok());
  EXPECT_THAT(temp.Names(), ElementsAre("run-0.json"));
}

TEST(ShardFiles, ThereIsOneWhereTheyCannotBeSplit) {
  const TempFolder temp;
  ShardPaths paths = Numbered(temp);
  paths.can_split = false;
  Put(temp.File("run-1.json"), "of somebody else");
  ShardFiles files(paths);
  ASSERT_TRUE(files.Append("one").ok());
  ASSERT_TRUE(files.NextShard().ok());
  ASSERT_TRUE(files.Append("two").ok());
  ASSERT_TRUE(files.Commit().ok());
  EXPECT_EQ(Content(temp.File("run-0.json")), "onetwo");
  EXPECT_EQ(Content(temp.File("run-1.json")), "of somebody else");
}

TEST(ShardFiles, EachIsCompressedByItself) {
  const TempFolder temp;
  for (const Compression compression : {Compression::kGzip, Compression::kZstd}) {
    ShardPaths paths = Numbered(temp);
    paths.compression = compression;
    ShardFiles files(paths);
    ASSERT_TRUE(files.Append(std::string(1000000, 'x')).ok());
    ASSERT_TRUE(files.NextShard().ok());
    ASSERT_TRUE(files.Append("two").ok());
    ASSERT_TRUE(files.Commit().ok());
    EXPECT_LT(Content(temp.File("run-0.json")).size(), 10000U);
    auto source = OpenByteSource(temp.File("run-1.json"));
    ASSERT_TRUE(source.ok()) << source.status();
    char bytes[16];
    const absl::StatusOr<size_t> count = (*source)->Read(bytes, sizeof(bytes));
    ASSERT_TRUE(count.ok()) << count.status();
    EXPECT_EQ(std::string(bytes, *count), "two");
  }
}

TEST(ShardFiles, SayWhatCannotBeWritten) {
  const TempFolder temp;
  ShardFiles files({.name = [&](size_t) { return temp.File("none/run.json"); }});
  EXPECT_TRUE(files.Append("small").ok());  // waits for more
  const absl::Status status = files.Commit();
  EXPECT_THAT(std::string(status.message()), HasSubstr(temp.File("none/run.json")));
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr(".tidemark-")));
  EXPECT_TRUE(files.failed());
  EXPECT_EQ(files.Append("x"), status);
}

// Whoever reads all shards would take it for one of these.
TEST(ShardFiles, AnEarlierShardBehindThemIsRefusedAndNothingChanges) {
  const TempFolder temp;
  for (int i = 0; i < 3; ++i) Put(temp.File(absl::StrCat("run-", i, ".json")), "before");
  {
    ShardFiles files(Numbered(temp));
    ASSERT_TRUE(files.Append("one").ok());
    ASSERT_TRUE(files.NextShard().ok());
    const absl::Status status = files.Commit();
    EXPECT_TRUE(absl::IsAlreadyExists(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(temp.File("run-2.json")));
    EXPECT_TRUE(files.failed());
  }
  EXPECT_THAT(temp.Names(), ElementsAre("run-0.json", "run-1.json", "run-2.json"));
  EXPECT_EQ(Content(temp.File("run-0.json")), "before");

  // With a third one of these it is replaced.
  ShardFiles files(Numbered(temp));
  ASSERT_TRUE(files.NextShard().ok());
  ASSERT_TRUE(files.NextShard().ok());
  EXPECT_TRUE(files.Commit().ok());
}

TEST(ShardFiles, TheTraceThatIsReadStays) {
  const TempFolder temp;
  Put(temp.File("run-1.json"), "the trace");
  ShardFiles files(Numbered(temp), temp.File("run-1.json"));
  ASSERT_TRUE(files.Append("one").ok());
  const absl::Status status = files.NextShard();
  EXPECT_THAT(std::string(status.message()), HasSubstr("would replace the trace"));
  EXPECT_TRUE(files.failed());
  EXPECT_EQ(files.Commit(), status);
  EXPECT_EQ(Content(temp.File("run-1.json")), "the trace");
}

// A person's limit is 1,024.
TEST(ShardFiles, NeedNoDescriptorEach) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit few = {.rlim_cur = 64, .rlim_max = before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
  const TempFolder temp;
  ShardFiles files(Numbered(temp));
  for (int i = 0; i < 100; ++i) {
    const absl::Status status = files.NextShard();
    ASSERT_TRUE(status.ok()) << status;
  }
  EXPECT_TRUE(files.Commit().ok());
  EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(temp.Names().size(), 101U);
}

}  // namespace
}  // namespace tidemark::trace
