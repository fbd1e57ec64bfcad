#include "tidemark/trace/reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/trace/trace_test_support.h"

namespace tidemark::trace {
namespace {

using testing::StartsWith;

TEST(OpenTraceTest, ContentDecidesAndNotTheName) {
  const std::string example = FileContents(TIDEMARK_TEST_DATA_DIR "/trace/example.ndjson");
  for (const std::string& contents : {example, Gzip(example), Zstd(example)}) {
    for (const char* name : {"trace", "trace.txt", "trace.gz", "trace.json.zst"}) {
      const std::string path = TempPath(name);
      WriteFile(path, contents);
      const ReadResult result = ReadFile(path);
      EXPECT_TRUE(result.status.ok()) << result.status;
      EXPECT_EQ(result.events.size(), 11U);
    }
  }
}

TEST(OpenTraceTest, MessagesNameTheFile) {
  const std::string path = TempPath("bad.json");
  WriteFile(path,
            "\x7f"
            "ELF\x02\x01\x01");
  EXPECT_EQ(ReadFile(path).status.message(),
            path +
                ": found a program or library (ELF), expected a trace; 'tidemark run -- PROGRAM' "
                "records one");
  WriteFile(path, "\x7f ELF");
  EXPECT_EQ(ReadFile(path).status.message(),
            path + ":1:1: found the byte 0x7f, expected a JSON object");
}

TEST(OpenTraceTest, FilesThatCannotBeOpened) {
  const std::string missing = TempPath("missing.json");
  EXPECT_TRUE(absl::IsNotFound(OpenTrace(missing).status()));
  EXPECT_THAT(std::string(OpenTrace(missing).status().message()),
              StartsWith(missing + ": cannot open"));
  EXPECT_THAT(std::string(OpenTrace("/tmp").status().message()),
              StartsWith("/tmp: found a folder"));
  EXPECT_FALSE(OpenTrace("").ok());
}

TEST(OpenTraceTest, TheHostileFilesGiveTheErrorsTheyWereMadeFor) {
  const std::string folder = TIDEMARK_TEST_DATA_DIR "/trace/";
  const std::pair<const char*, const char*> cases[] = {
      {"hostile_deep.ndjson", ":2:93: found nesting deeper than 64 levels"},
      {"hostile_latin1.ndjson", ":2:25: found the byte 0xe9, expected UTF-8"},
      {"hostile_negative.ndjson", ":3:42: found -8000 as \"bytes\""},
      {"hostile_nul.ndjson", ":2:24: found the control character 0x00 in a string"},
      {"hostile_surrogate.ndjson", ":2:22: found half of a surrogate pair"},
      {"hostile_version.ndjson", ":1:25: trace has version 7, this tidemark reads version 1"},
  };
  for (const auto& [name, message] : cases) {
    const ReadResult result = ReadFile(folder + name);
    EXPECT_FALSE(result.status.ok()) << name;
    EXPECT_THAT(std::string(result.status.message()), StartsWith(folder + name + message));
  }
}

}  // namespace
}  // namespace tidemark::trace
