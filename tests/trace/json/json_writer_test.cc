#include "tidemark/trace/json/json_writer.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>

#include "tests/trace/trace_test_support.h"
#include "tidemark/trace/writer.h"

namespace tidemark::trace {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(JsonWriterTest, TheExtensionChoosesTheCompression) {
  RandomEvents random(7);
  for (const char* extension : {".json", ".ndjson", ".jsonl", ".json.gz", ".ndjson.gz", ".jsonl.gz",
                                ".json.zst", ".ndjson.zst", ".jsonl.zst"}) {
    const std::string path = TempPath(std::string("trace") + extension);
    auto writer = CreateTrace(path);
    ASSERT_TRUE(writer.ok()) << writer.status();
    std::vector<nlohmann::json> written;
    for (int i = 0; i < 2000; ++i) {
      const Event event = random.Next();
      written.push_back(Model(event));
      ASSERT_TRUE((*writer)->Write(event).ok());
      if (i % 700 == 0) {
        ASSERT_TRUE((*writer)->Flush().ok());
      }
    }
    ASSERT_TRUE((*writer)->Close().ok());
    EXPECT_TRUE((*writer)->Close().ok());
    const std::string magic = FileContents(path).substr(0, 2);
    const absl::string_view end = absl::string_view(path).substr(path.rfind('.'));
    EXPECT_EQ(magic, end == ".gz" ? "\x1f\x8b" : end == ".zst" ? "\x28\xb5" : "{\"") << path;
    const ReadResult read = ReadFile(path);
    EXPECT_TRUE(read.status.ok()) << read.status;
    EXPECT_FALSE(read.stats.cut_off);
    EXPECT_EQ(read.events, written);
  }
}

TEST(JsonWriterTest, OtherExtensionsAreRefusedAndCreateNothing) {
  for (const char* name : {"t.csv", "t", "json", "t.gz", "t.json.bz2", "t.JSON", "t.zst"}) {
    const std::string path = TempPath(name);
    const auto writer = CreateTrace(path);
    EXPECT_TRUE(absl::IsInvalidArgument(writer.status())) << name;
    EXPECT_THAT(std::string(writer.status().message()),
                StartsWith(path + ": found an unknown extension"));
    EXPECT_NE(access(path.c_str(), F_OK), 0);
  }
}

TEST(JsonWriterTest, AFileThatCannotBeCreatedIsNamed) {
  const std::string path = TempPath("missing") + "/below/t.json";
  const auto writer = CreateTrace(path);
  EXPECT_TRUE(absl::IsNotFound(writer.status())) << writer.status();
  EXPECT_THAT(std::string(writer.status().message()), StartsWith(path + ": cannot create"));
}

TEST(JsonWriterTest, FlushedEventsAreInTheFileBeforeItIsClosed) {
  for (const char* name : {"t.json", "t.json.gz", "t.json.zst"}) {
    const std::string path = TempPath(name);
    auto writer = CreateTrace(path);
    ASSERT_TRUE(writer.ok());
    ASSERT_TRUE((*writer)->Write({.body = Mark{.name = "one"}}).ok());
    ASSERT_TRUE((*writer)->Flush().ok());
    const ReadResult read = ReadFile(path);
    EXPECT_TRUE(read.status.ok()) << read.status;
    EXPECT_EQ(read.events.size(), 1U) << name;
    // A compressed stream has an end of its own, which is not there yet.
    EXPECT_EQ(read.stats.cut_off, std::string(name) != "t.json") << name;
  }
}

TEST(JsonWriterTest, NothingIsWrittenAfterClose) {
  auto writer = CreateTrace(TempPath("t.json"));
  ASSERT_TRUE(writer.ok());
  ASSERT_TRUE((*writer)->Close().ok());
  EXPECT_FALSE((*writer)->Write({.body = Mark{}}).ok());
}

TEST(JsonWriterTest, ACaptureThatIsNoObjectIsRefused) {
  for (const char* capture : {"[]", "{", "{\"a\":1,}", "{} {}", "1", "nonsense"}) {
    auto writer = CreateTrace(TempPath("t.json"));
    ASSERT_TRUE(writer.ok());
    const absl::Status status = (*writer)->Write({.body = TraceHead{.capture_json = capture}});
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << capture;
    EXPECT_THAT(std::string(status.message()), HasSubstr("\"capture\""));
    EXPECT_EQ((*writer)->Close(), status);
  }
}

// A file that is always full.
TEST(JsonWriterTest, AFullDiskIsLatchedAndReportedAtClose) {
  auto sink = OpenByteSink("/dev/full", Compression::kNone);
  ASSERT_TRUE(sink.ok()) << sink.status();
  JsonWriter writer(*std::move(sink));
  EXPECT_TRUE(writer.Write({.body = Mark{.name = "small"}}).ok());
  const absl::Status status = writer.Flush();
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(std::string(status.message()), HasSubstr("/dev/full: cannot write"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("No space left"));
  EXPECT_EQ(writer.Write({.body = Mark{}}), status);
  EXPECT_EQ(writer.Flush(), status);
  EXPECT_EQ(writer.Close(), status);
  EXPECT_EQ(writer.Close(), status);
}

// With the default action for SIGXFSZ, which the test must survive.
TEST(JsonWriterTest, AFileSizeLimitIsAnErrorAndNoSignal) {
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const std::string path = TempPath("t.json");
  auto writer = CreateTrace(path);
  ASSERT_TRUE(writer.ok());
  const rlimit small = {64 << 10, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  absl::Status status;
  for (int i = 0; i < 100'000 && status.ok(); ++i) {
    status = (*writer)->Write({.t = i, .body = Mark{.name = "a mark of some length"}});
  }
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_THAT(std::string(status.message()), HasSubstr("t.json: cannot write"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("File too large"));
  EXPECT_EQ((*writer)->Close(), status);
  // What is there can be read, up to the cut.
  const ReadResult read = ReadFile(path);
  EXPECT_TRUE(read.status.ok()) << read.status;
  EXPECT_GT(read.events.size(), 100U);
}

}  // namespace
}  // namespace tidemark::trace
