#include "tidemark/trace/io/file_format.h"

#include <gtest/gtest.h>

#include <string>

namespace tidemark::trace {
namespace {

TEST(FileFormat, IsThatOfTheExtension) {
  EXPECT_TRUE(FileFormatOf("a.json/run.tmk")->binary);
  for (const std::string path : {"run.json", "run.ndjson", "/tmp/a.b/run.jsonl"}) {
    for (const auto& [suffix, compression] :
         {std::pair("", Compression::kNone), std::pair(".gz", Compression::kGzip),
          std::pair(".zst", Compression::kZstd)}) {
      const auto format = FileFormatOf(path + suffix);
      ASSERT_TRUE(format.has_value()) << path << suffix;
      EXPECT_FALSE(format->binary);
      EXPECT_EQ(format->compression, compression);
    }
  }
}

TEST(FileFormat, OthersHaveNone) {
  for (const char* path : {"", "run", "run.csv", "run.gz", "run.tmk.gz", "run.tmk.zst", "run.TMK",
                           "run.json.bz2", "run.json.gz.zst", "run.tmk/run", "json"}) {
    EXPECT_FALSE(FileFormatOf(path).has_value()) << path;
  }
}

}  // namespace
}  // namespace tidemark::trace
