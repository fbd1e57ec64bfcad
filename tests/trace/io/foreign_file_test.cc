#include "tidemark/trace/io/foreign_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/trace/trace_test_support.h"

namespace tidemark::trace {
namespace {

using testing::HasSubstr;

std::string WhatIs(const std::string& bytes) {
  const ForeignFile* const foreign = FindForeignFile(bytes);
  return foreign == nullptr ? "" : std::string(foreign->what);
}

std::string Elf(char type) {
  std::string bytes(
      "\x7f"
      "ELF\x02\x01\x01",
      7);
  bytes.resize(16);
  bytes += type;
  bytes += std::string(100, '\0');
  return bytes;
}

TEST(ForeignFile, NamesWhatItIs) {
  EXPECT_EQ(WhatIs(std::string("\xfd"
                               "7zXZ\0\0\4",
                               8)),
            "a file compressed with xz");
  EXPECT_EQ(WhatIs("BZh91AY&SY\x12"), "a file compressed with bzip2");
  EXPECT_EQ(WhatIs("\x04\x22\x4d\x18pq"), "a file compressed with lz4");
  EXPECT_EQ(WhatIs("PK\x03\x04rest"), "a zip archive");
  EXPECT_EQ(WhatIs(std::string(257, 'a') + "ustar"), "a tar archive");
  EXPECT_EQ(WhatIs(Elf(2)), "a program or library (ELF)");
  EXPECT_EQ(WhatIs(Elf(3)), "a program or library (ELF)");
  EXPECT_EQ(WhatIs(Elf(4)), "a core dump");
  EXPECT_EQ(WhatIs("#!/bin/sh\n"), "a script");
  EXPECT_EQ(WhatIs("PERFILE2......"), "a recording of perf");
  EXPECT_EQ(WhatIs("desc: --massif-out-file=x\n"), "an output file of valgrind's massif");
  EXPECT_EQ(WhatIs(R"({"schema":"tidemark-report/1","x":1})"), "a report of tidemark");
  EXPECT_EQ(WhatIs("\n {\n  \"schema\" : \"tidemark-check/1\","), "a result of 'tidemark check'");
  EXPECT_EQ(WhatIs(R"({"schema":"tidemark-baseline/1"})"), "a baseline");
  EXPECT_EQ(WhatIs("tidemark  example  run.json    7 events"), "a report of tidemark, as text");
  EXPECT_EQ(WhatIs("\xff\xfe{"), "text in UTF-16");
  EXPECT_EQ(WhatIs(std::string(kForeignFileBytes, '\0')), "only zeros");
}

TEST(ForeignFile, NearMissesAreNone) {
  for (const std::string& bytes : std::vector<std::string>{
           "", "{", R"({"ev":"trace","version":1})", R"({"ev":"mark","name":"tidemark-report/1"})",
           R"({"schema":"other-report/1"})", R"({"schema":7})", R"({"schema")",
           R"({"x":"schema","schema":"tidemark-report/1"})", "BZhello, world",
           "\x7f"
           "ELG",
           "PK\x03", std::string(258, 'a') + "ustar", "tidemark example",
           std::string(kForeignFileBytes - 1, '\0'), std::string(kForeignFileBytes - 1, '\0') + "x",
           "\xef\xbb\xbf{\"ev\":\"end\"}", "# a comment"}) {
    EXPECT_EQ(FindForeignFile(bytes), nullptr) << bytes;
  }
}

TEST(ForeignFile, TheMessageSaysWhatToDo) {
  EXPECT_EQ(
      ForeignFileMessage(*FindForeignFile(Elf(2))),
      "found a program or library (ELF), expected a trace; 'tidemark run -- PROGRAM' records one");
}

TEST(ForeignFile, IsSeenInsideOfCompressedFilesToo) {
  const std::string path = TempPath("twice.gz");
  WriteFile(path, Gzip(Gzip("{}")));
  EXPECT_EQ(ReadFile(path).status.message(),
            path +
                ": found a gzip file inside a compressed one, expected a trace; unpack the outer "
                "one first");
  WriteFile(path, Zstd(Elf(2)));
  EXPECT_THAT(std::string(ReadFile(path).status.message()), HasSubstr("program or library"));
}

TEST(ForeignFile, ATraceThatIsNoMoreThanTheBeginningOfAMagicIsCutOff) {
  const std::string path = TempPath("cut");
  for (const std::string& whole : {std::string("\x89TMK\r\n\x1a\n"),
                                   std::string("\x28\xb5\x2f\xfd"), std::string("\x1f\x8b")}) {
    for (size_t size = 1; size < whole.size(); ++size) {
      WriteFile(path, whole.substr(0, size));
      EXPECT_EQ(ReadFile(path).status.message(),
                path + ": the trace is truncated: it is cut off in its first bytes");
    }
  }
  WriteFile(path, "\x89TML");
  EXPECT_THAT(std::string(ReadFile(path).status.message()), HasSubstr("found the byte 0x89"));
}

}  // namespace
}  // namespace tidemark::trace
