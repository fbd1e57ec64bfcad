#include "tidemark/trace/io/byte_sink.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <random>

#include "tests/trace/trace_test_support.h"

namespace tidemark::trace {
namespace {

using testing::HasSubstr;

class ByteSinkTest : public testing::TestWithParam<Compression> {};

std::string ReadBack(const std::string& path) {
  auto source = OpenByteSource(path);
  EXPECT_TRUE(source.ok()) << source.status();
  std::string text;
  char buffer[1000];
  while (true) {
    const auto read = (*source)->Read(buffer, sizeof(buffer));
    EXPECT_TRUE(read.ok()) << read.status();
    if (!read.ok() || *read == 0) break;
    text.append(buffer, *read);
  }
  EXPECT_FALSE((*source)->cut_off());
  return text;
}

TEST_P(ByteSinkTest, TheFileHoldsWhatWasAppended) {
  std::mt19937 random(5);
  const std::string path = TempPath("bytes");
  auto sink = OpenByteSink(path, GetParam());
  ASSERT_TRUE(sink.ok()) << sink.status();
  std::string all;
  for (int i = 0; i < 60; ++i) {
    std::string part(random() % 20000, '\0');
    for (char& c : part) c = static_cast<char>(random());
    all += part;
    ASSERT_TRUE((*sink)->Append(part).ok());
    if (i % 7 == 0) {
      ASSERT_TRUE((*sink)->Flush().ok());
    }
  }
  ASSERT_TRUE((*sink)->Close().ok());
  EXPECT_TRUE(ReadBack(path) == all);
}

TEST_P(ByteSinkTest, NothingAppendedIsAWholeFile) {
  const std::string path = TempPath("empty");
  auto sink = OpenByteSink(path, GetParam());
  ASSERT_TRUE(sink.ok());
  EXPECT_TRUE((*sink)->Flush().ok());
  EXPECT_TRUE((*sink)->Flush().ok());
  EXPECT_TRUE((*sink)->Close().ok());
  EXPECT_EQ(ReadBack(path), "");
}

TEST_P(ByteSinkTest, AnOldFileIsReplaced) {
  const std::string path = TempPath("old");
  WriteFile(path, std::string(10000, 'o'));
  auto sink = OpenByteSink(path, GetParam());
  ASSERT_TRUE((*sink)->Append("new").ok());
  ASSERT_TRUE((*sink)->Close().ok());
  EXPECT_EQ(ReadBack(path), "new");
}

TEST_P(ByteSinkTest, TheFirstErrorWins) {
  auto sink = OpenByteSink("/dev/full", GetParam());
  ASSERT_TRUE(sink.ok());
  (*sink)->Append("x").IgnoreError();
  const absl::Status status = (*sink)->Flush();
  if (GetParam() != Compression::kNone) {
    EXPECT_THAT(std::string(status.message()), HasSubstr("/dev/full: cannot write"));
  }
  const absl::Status closed = (*sink)->Close();
  EXPECT_THAT(std::string(closed.message()), HasSubstr("No space left on device"));
  EXPECT_EQ((*sink)->Append("y"), closed);
  EXPECT_EQ((*sink)->Close(), closed);
}

TEST_P(ByteSinkTest, AppendingAfterCloseIsAnError) {
  auto sink = OpenByteSink(TempPath("closed"), GetParam());
  ASSERT_TRUE((*sink)->Close().ok());
  EXPECT_TRUE(absl::IsFailedPrecondition((*sink)->Append("x")));
}

std::string CompressionName(const testing::TestParamInfo<Compression>& parameter) {
  switch (parameter.param) {
    case Compression::kNone:
      return "Plain";
    case Compression::kGzip:
      return "Gzip";
    case Compression::kZstd:
      return "Zstd";
  }
  return "";
}
INSTANTIATE_TEST_SUITE_P(All, ByteSinkTest,
                         testing::Values(Compression::kNone, Compression::kGzip,
                                         Compression::kZstd),
                         CompressionName);

TEST(FileSinkTest, ADescriptorIsNotInherited) {
  auto sink = OpenByteSink(TempPath("cloexec"), Compression::kNone);
  ASSERT_TRUE(sink.ok());
  // The descriptor is the only open one of its file.
  struct stat wanted;
  ASSERT_EQ(stat(TempPath("cloexec").c_str(), &wanted), 0);
  bool found = false;
  for (int fd = 0; fd < 256; ++fd) {
    struct stat status;
    if (fstat(fd, &status) != 0 || status.st_ino != wanted.st_ino) continue;
    found = true;
    EXPECT_NE(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
  }
  EXPECT_TRUE(found);
}

TEST(FileSinkTest, AClosedPipeIsAnErrorAndNoSignal) {
  const std::string path = TempPath("pipe");
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const int reader = open(path.c_str(), O_RDONLY | O_NONBLOCK);
  auto sink = OpenByteSink(path, Compression::kNone);
  ASSERT_TRUE(sink.ok());
  close(reader);
  EXPECT_THAT(std::string((*sink)->Append("x").message()), HasSubstr("Broken pipe"));
  sigset_t pending;
  sigpending(&pending);
  EXPECT_EQ(sigismember(&pending, SIGPIPE), 0);
}

TEST(FileSinkTest, ADirectoryCannotBeCreated) {
  const auto sink = OpenByteSink("/tmp", Compression::kNone);
  EXPECT_THAT(std::string(sink.status().message()),
              HasSubstr("/tmp: cannot create: Is a directory"));
}

}  // namespace
}  // namespace tidemark::trace
