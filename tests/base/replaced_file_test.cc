#include "tidemark/base/replaced_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/capability.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/temp_folder.h"

namespace tidemark {
namespace {

namespace fs = std::filesystem;
using test_support::TempFolder;
using ::testing::ElementsAre;

std::string Contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void Put(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

// The errno of what failed, 0 if nothing did.
int Replace(const std::string& path, const std::string& text) {
  errno = 0;
  ReplacedFile file(path);
  return file.Open() && file.Write(text.data(), text.size()) && file.Commit() ? 0 : errno;
}

mode_t ModeOf(const std::string& path) {
  struct stat info = {};
  EXPECT_EQ(stat(path.c_str(), &info), 0) << path;
  return info.st_mode & 07777;
}

TEST(ReplacedFileTest, MakesANewFileAsTheUmaskSays) {
  const TempFolder folder;
  const mode_t before = umask(027);
  EXPECT_EQ(Replace(folder.File("a.npy"), "new"), 0);
  umask(before);
  EXPECT_EQ(Contents(folder.File("a.npy")), "new");
  EXPECT_EQ(ModeOf(folder.File("a.npy")), 0640U);
  EXPECT_THAT(folder.Names(), ElementsAre("a.npy"));
}

TEST(ReplacedFileTest, TheOldFileStaysUntilTheNewOneIsWhole) {
  const TempFolder folder;
  const std::string path = folder.File("a");
  Put(path, "old");
  const int reader = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  ReplacedFile file(path);
  ASSERT_TRUE(file.Open());
  ASSERT_TRUE(file.Write("newer", 5));
  EXPECT_EQ(Contents(path), "old");
  ASSERT_TRUE(file.Commit());
  EXPECT_EQ(Contents(path), "newer");
  char text[8] = {};
  EXPECT_EQ(read(reader, text, sizeof(text)), 3);
  EXPECT_STREQ(text, "old");
  close(reader);
}

TEST(ReplacedFileTest, WithoutCommitNothingHappened) {
  const TempFolder folder;
  Put(folder.File("a"), "old");
  for (const char* name : {"a", "b"}) {
    ReplacedFile file(folder.File(name));
    ASSERT_TRUE(file.Open());
    ASSERT_TRUE(file.Write("newer", 5));
  }
  EXPECT_EQ(Contents(folder.File("a")), "old");
  EXPECT_THAT(folder.Names(), ElementsAre("a"));
}

TEST(ReplacedFileTest, KeepsThePermissions) {
  const TempFolder folder;
  for (const mode_t mode : {0600U, 0666U, 0755U}) {
    Put(folder.File("a"), "old");
    ASSERT_EQ(chmod(folder.File("a").c_str(), mode), 0);
    EXPECT_EQ(Replace(folder.File("a"), "new"), 0);
    EXPECT_EQ(ModeOf(folder.File("a")), mode);
  }
}

TEST(ReplacedFileTest, ALinkStaysALink) {
  const TempFolder folder;
  fs::create_directory(folder.path() / "data");
  Put(folder.File("data/a"), "old");
  fs::create_symlink("data/a", folder.path() / "relative");
  fs::create_symlink(folder.path() / "relative", folder.path() / "absolute");
  fs::create_symlink("data/b", folder.path() / "dangling");
  EXPECT_EQ(Replace(folder.File("relative"), "one"), 0);
  EXPECT_EQ(Contents(folder.File("data/a")), "one");
  EXPECT_EQ(Replace(folder.File("absolute"), "two"), 0);
  EXPECT_EQ(Contents(folder.File("data/a")), "two");
  EXPECT_EQ(Replace(folder.File("dangling"), "three"), 0);
  EXPECT_EQ(Contents(folder.File("data/b")), "three");
  for (const char* name : {"relative", "absolute", "dangling"}) {
    EXPECT_TRUE(fs::is_symlink(folder.path() / name)) << name;
  }
  EXPECT_THAT(folder.Names(), ElementsAre("absolute", "dangling", "data", "relative"));
  fs::create_symlink("circle", folder.path() / "circle");
  EXPECT_EQ(Replace(folder.File("circle"), "four"), ELOOP);
  EXPECT_TRUE(fs::is_symlink(folder.path() / "circle"));
}

TEST(ReplacedFileTest, AFullDiskLeavesTheOldFile) {
  const TempFolder folder;
  Put(folder.File("a"), "old");
  rlimit before = {};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small = {.rlim_cur = 4096, .rlim_max = before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  EXPECT_EQ(Replace(folder.File("a"), std::string(10000, 'x')), EFBIG);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_EQ(Contents(folder.File("a")), "old");
  EXPECT_THAT(folder.Names(), ElementsAre("a"));
}

TEST(ReplacedFileTest, WhatIsNoFileIsWrittenInPlace) {
  const TempFolder folder;
  const std::string pipe = folder.File("pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const int reader = open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  EXPECT_EQ(Replace(pipe, "text"), 0);
  char text[8] = {};
  EXPECT_EQ(read(reader, text, sizeof(text)), 4);
  EXPECT_STREQ(text, "text");
  close(reader);
  EXPECT_TRUE(fs::is_fifo(pipe));
  EXPECT_EQ(Replace("/dev/null", "text"), 0);
  EXPECT_EQ(Replace("/dev/full", "text"), ENOSPC);
  EXPECT_EQ(Replace(folder.path().string(), "text"), EISDIR);
}

// As /dev/stdout is where the output goes to a file.
TEST(ReplacedFileTest, AFileNamedByItsDescriptorIsWrittenInPlace) {
  const TempFolder folder;
  Put(folder.File("a"), "old and longer");
  const int file = open(folder.File("a").c_str(), O_RDWR | O_CLOEXEC);
  fs::create_symlink("/proc/self/fd/" + std::to_string(file), folder.path() / "link");
  int64_t count = 0;
  for (const std::string& name : {"/dev/fd/" + std::to_string(file),
                                  "/proc/self/fd/" + std::to_string(file), folder.File("link")}) {
    const std::string text = "new " + std::to_string(++count);
    EXPECT_EQ(Replace(name, text), 0) << name;
    char read[32] = {};
    EXPECT_EQ(pread(file, read, sizeof(read), 0), 5) << name;
    EXPECT_EQ(read, text) << name;
  }
  close(file);
}

TEST(ReplacedFileTest, ReportsWhatCannotBe) {
  const TempFolder folder;
  EXPECT_EQ(Replace("", "text"), ENOENT);
  EXPECT_EQ(Replace(folder.File("no/a"), "text"), ENOENT);
  EXPECT_EQ(Replace(folder.File("a/"), "text"), EISDIR);
  EXPECT_EQ(Replace(folder.File(std::string(300, 'x')), "text"), ENAMETOOLONG);
  Put(folder.File("a"), "old");
  EXPECT_EQ(Replace(folder.File("a/b"), "text"), ENOTDIR);
  EXPECT_THAT(folder.Names(), ElementsAre("a"));
}

// Root's, for good: of a process of its own.
void GiveUpWritingEveryFile() {
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2] = {};
  if (syscall(SYS_capset, &header, data) != 0) _exit(126);
}

TEST(ReplacedFileTest, AFileThatMustNotBeWrittenIsNotReplaced) {
  const TempFolder folder;
  Put(folder.File("a"), "old");
  ASSERT_EQ(chmod(folder.File("a").c_str(), 0444), 0);
  const pid_t child = fork();
  if (child == 0) {
    GiveUpWritingEveryFile();
    _exit(Replace(folder.File("a"), "new") == EACCES ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(Contents(folder.File("a")), "old");
}

TEST(ReplacedFileTest, TheNameMeanwhileEndsAsTheFilesAndFits) {
  const TempFolder folder;
  const std::string name = std::string(NAME_MAX - 8, 'x') + ".tmk.zst";
  EXPECT_EQ(Replace(folder.File(name), "text"), 0);
  EXPECT_THAT(folder.Names(), ElementsAre(name));
  const ReplacedFile one(folder.File(name));
  const ReplacedFile other(folder.File(name));
  EXPECT_THAT(one.written_path(), ::testing::EndsWith(".tmk.zst"));
  EXPECT_EQ(fs::path(one.written_path()).filename().string().size(), size_t{NAME_MAX});
  EXPECT_NE(one.written_path(), other.written_path());
}

TEST(ReplacedFileTest, OfTwoWritersTheLastOneWins) {
  const TempFolder folder;
  ReplacedFile one(folder.File("a"));
  ReplacedFile other(folder.File("a"));
  ASSERT_TRUE(one.Open() && other.Open());
  ASSERT_TRUE(one.Write("one", 3) && other.Write("other", 5));
  ASSERT_TRUE(other.Commit() && one.Commit());
  EXPECT_EQ(Contents(folder.File("a")), "one");
  EXPECT_THAT(folder.Names(), ElementsAre("a"));
}

}  // namespace
}  // namespace tidemark
