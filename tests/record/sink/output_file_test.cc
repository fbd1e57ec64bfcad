#include "tidemark/record/sink/output_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/record/child.h"
#include "tests/record/trace_files.h"
#include "tidemark/record/os/scoped_signal_blocker.h"

namespace tidemark::record {
namespace {

using test_support::ReadFile;
using test_support::TempFolder;

TEST(OutputFileTest, WritesPieces) {
  const TempFolder folder;
  ErrorLatch failure;
  OutputFile file(&failure);
  ASSERT_TRUE(file.Open(folder.File("t")));
  EXPECT_TRUE(file.is_regular());
  EXPECT_TRUE(file.Append("one", 3));
  EXPECT_TRUE(file.Append("two", 3));
  EXPECT_EQ(file.size(), 6u);
  EXPECT_TRUE(file.Close());
  EXPECT_EQ(ReadFile(folder.File("t")), "onetwo");
}

// The program closed every descriptor and opened files of its own.
TEST(OutputFileTest, IsOpenedAgainAndNeverWritesIntoAnothersFile) {
  const TempFolder folder;
  ErrorLatch failure;
  OutputFile file(&failure);
  ASSERT_TRUE(file.Open(folder.File("t")));
  EXPECT_TRUE(file.Append("one", 3));
  const int other = open(folder.File("other").c_str(), O_RDWR | O_CREAT, 0600);
  for (int number = 3; number < 300; ++number) {
    if (number != other) dup2(other, number);
  }
  EXPECT_TRUE(file.Append("two", 3));
  EXPECT_TRUE(file.Close());
  EXPECT_EQ(ReadFile(folder.File("t")), "onetwo");
  EXPECT_EQ(ReadFile(folder.File("other")), "");
  for (int number = 3; number < 300; ++number) close(number);
}

TEST(OutputFileTest, AFileThatWasReplacedIsNotOpenedAgain) {
  const TempFolder folder;
  ErrorLatch failure;
  OutputFile file(&failure);
  ASSERT_TRUE(file.Open(folder.File("t")));
  for (int number = 3; number < 300; ++number) close(number);
  ASSERT_EQ(rename(folder.File("t").c_str(), folder.File("moved").c_str()), 0);
  close(creat(folder.File("t").c_str(), 0600));
  EXPECT_FALSE(file.Append("one", 3));
  EXPECT_EQ(failure.error(), EBADF);
  EXPECT_EQ(ReadFile(folder.File("t")), "");
}

// In a child process, because the limit cannot be raised again.
TEST(OutputFileTest, APieceThatDoesNotFitIsCutOffWhole) {
  const TempFolder folder;
  const pid_t child = fork();
  if (child == 0) {
    const rlimit limit{.rlim_cur = 1000, .rlim_max = 1000};
    setrlimit(RLIMIT_FSIZE, &limit);
    const ScopedSignalBlocker quiet;
    ErrorLatch failure;
    OutputFile file(&failure);
    const std::string piece(600, 'x');
    bool good = file.Open(folder.File("t")) && file.Append(piece.data(), piece.size());
    good = good && !file.Append(piece.data(), piece.size()) && failure.error() == EFBIG;
    good = good && !file.Append("y", 1);  // the first failure is for good
    _exit(good ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(ReadFile(folder.File("t")), std::string(600, 'x'));
}

TEST(OutputFileTest, AFifoWithoutAReaderIsAnError) {
  const TempFolder folder;
  ASSERT_EQ(mkfifo(folder.File("t").c_str(), 0600), 0);
  ErrorLatch failure;
  OutputFile file(&failure);
  EXPECT_FALSE(file.Open(folder.File("t")));
  EXPECT_EQ(failure.error(), ENXIO);
}

}  // namespace
}  // namespace tidemark::record
