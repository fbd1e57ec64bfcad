#include "tidemark/base/unfinished_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/temp_folder.h"
#include "tidemark/base/replaced_file.h"

namespace tidemark {
namespace {

using test_support::TempFolder;

std::string MakeFile(const TempFolder& folder, const std::string& name) {
  std::ofstream(folder.File(name)) << "text";
  return folder.File(name);
}

TEST(UnfinishedFileTest, OnlyWhatIsUnfinishedIsRemoved) {
  const TempFolder folder;
  const std::string unfinished = MakeFile(folder, "unfinished");
  const std::string finished = MakeFile(folder, "finished");
  { const UnfinishedFile file(finished); }
  const UnfinishedFile file(unfinished);
  RemoveUnfinishedFiles();
  EXPECT_FALSE(std::filesystem::exists(unfinished));
  EXPECT_TRUE(std::filesystem::exists(finished));
  // Once: what is made there afterwards is another file.
  MakeFile(folder, "unfinished");
  RemoveUnfinishedFiles();
  EXPECT_TRUE(std::filesystem::exists(unfinished));
}

TEST(UnfinishedFileTest, MoreThanThereIsRoomForAreNoHarm) {
  const TempFolder folder;
  std::vector<std::unique_ptr<UnfinishedFile>> files;
  for (int i = 0; i < 1000; ++i) {
    files.push_back(std::make_unique<UnfinishedFile>(folder.File(std::to_string(i))));
  }
  files.clear();
  const std::string path = MakeFile(folder, "next");
  const UnfinishedFile next(path);
  RemoveUnfinishedFiles();
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(UnfinishedFileTest, AFileThatIsReplacedIsUnfinishedUntilItIsCommitted) {
  const TempFolder folder;
  const std::string path = MakeFile(folder, "file");
  ReplacedFile file(path);
  ASSERT_TRUE(file.Open());
  EXPECT_TRUE(std::filesystem::exists(file.written_path()));
  RemoveUnfinishedFiles();
  EXPECT_FALSE(std::filesystem::exists(file.written_path()));
  EXPECT_TRUE(std::filesystem::exists(path));

  ReplacedFile other(path);
  ASSERT_TRUE(other.Open() && other.Commit());
  RemoveUnfinishedFiles();
  EXPECT_TRUE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace tidemark
