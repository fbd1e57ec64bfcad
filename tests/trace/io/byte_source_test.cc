#include "tidemark/trace/io/byte_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <random>

#include "tests/trace/trace_test_support.h"

namespace tidemark::trace {
namespace {

using testing::HasSubstr;

struct Drained {
  std::string text;
  absl::Status status;
  bool cut_off = false;
};

Drained Drain(const std::string& bytes, size_t part = SIZE_MAX, size_t read = 4096) {
  Drained result;
  auto source = Decompress(std::make_unique<StringSource>(bytes, part), "f.gz");
  if (!source.ok()) return {"", source.status(), false};
  std::string buffer(read, '\0');
  while (true) {
    const auto count = (*source)->Read(buffer.data(), buffer.size());
    result.status = count.status();
    if (!count.ok() || *count == 0) break;
    result.text.append(buffer.data(), *count);
  }
  result.cut_off = (*source)->cut_off();
  return result;
}

std::string SomeText() {
  std::mt19937 random(3);
  std::string text;
  for (int i = 0; i < 60000; ++i) text += "line " + std::to_string(random() % 1000) + "\n";
  return text;
}

TEST(ByteSourceTest, EveryFormInAnyParts) {
  const std::string text = SomeText();
  for (const std::string& bytes : {text, Gzip(text), Zstd(text)}) {
    for (const size_t part : {size_t{1} << 20, size_t{1000}, size_t{7}}) {
      const Drained drained = Drain(bytes, part);
      EXPECT_TRUE(drained.status.ok()) << drained.status;
      EXPECT_TRUE(drained.text == text);
      EXPECT_FALSE(drained.cut_off);
    }
  }
  EXPECT_EQ(Drain(Gzip("abc"), 1, 1).text, "abc");
  EXPECT_EQ(Drain(Zstd("abc"), 1, 1).text, "abc");
  EXPECT_EQ(Drain("ab", 1, 1).text, "ab");
  EXPECT_EQ(Drain("").text, "");
}

TEST(ByteSourceTest, SeveralMembersAndFramesAreOneText) {
  EXPECT_EQ(Drain(Gzip("one,") + Gzip("") + Gzip("two")).text, "one,two");
  EXPECT_EQ(Drain(Zstd("one,") + Zstd("") + Zstd("two")).text, "one,two");
  const std::string skippable = std::string("\x50\x2a\x4d\x18\x03\x00\x00\x00", 8) + "xyz";
  const Drained drained = Drain(skippable + Zstd("text") + skippable);
  EXPECT_EQ(drained.text, "text");
  EXPECT_TRUE(drained.status.ok()) << drained.status;
  EXPECT_FALSE(drained.cut_off);
}

TEST(ByteSourceTest, ZerosBehindGzipArePaddingAndOthersAreNot) {
  EXPECT_EQ(Drain(Gzip("text") + std::string(1000, '\0')).text, "text");
  const Drained drained = Drain(Gzip("text") + "garbage");
  EXPECT_EQ(drained.text, "text");
  EXPECT_TRUE(absl::IsDataLoss(drained.status)) << drained.status;
}

TEST(ByteSourceTest, ACutStreamGivesWhatThereIs) {
  const std::string text = SomeText();
  for (const std::string& bytes : {Gzip(text), Zstd(text)}) {
    for (const size_t left : {bytes.size() / 2, bytes.size() - 1, bytes.size() - 5, size_t{5}}) {
      const Drained drained = Drain(bytes.substr(0, left));
      EXPECT_TRUE(drained.status.ok()) << drained.status;
      EXPECT_TRUE(drained.cut_off) << left;
      EXPECT_EQ(drained.text, text.substr(0, drained.text.size()));
      if (left > bytes.size() / 3) {
        EXPECT_GT(drained.text.size(), text.size() / 4);
      }
    }
  }
}

TEST(ByteSourceTest, CorruptDataNamesThePlace) {
  const std::string text = SomeText();
  for (const std::string& sound : {Gzip(text), Zstd(text)}) {
    const std::string format = sound[0] == '\x1f' ? "gzip" : "zstd";
    int found = 0;
    for (size_t i = 0; i < 40; ++i) {
      std::string bytes = sound;
      bytes[20 + i * (bytes.size() - 24) / 40] ^= 0x55;
      const Drained drained = Drain(bytes);
      if (drained.status.ok()) continue;
      ++found;
      EXPECT_TRUE(absl::IsDataLoss(drained.status)) << drained.status;
      EXPECT_THAT(std::string(drained.status.message()),
                  testing::ContainsRegex("^f.gz: corrupt " + format + " data at byte [0-9]+ of"));
    }
    // Without a checksum zstd cannot know of every flipped byte.
    EXPECT_GT(found, format == "gzip" ? 39 : 5);
  }
}

// However it is read, a corrupt stream gives the same text before the fault.
TEST(ByteSourceTest, TheSizeOfTheReadsDoesNotChangeWhatACorruptStreamGives) {
  std::mt19937 random(17);
  const std::string text = SomeText();
  for (const std::string& sound : {Gzip(text), Zstd(text)}) {
    for (int i = 0; i < 30; ++i) {
      std::string bytes = sound;
      bytes[4 + random() % (bytes.size() - 4)] ^= 0x21;
      const Drained large = Drain(bytes, SIZE_MAX, size_t{1} << 20);
      const Drained small = Drain(bytes, SIZE_MAX, 1000);
      EXPECT_EQ(large.status, small.status);
      EXPECT_TRUE(large.text == small.text) << large.text.size() << " " << small.text.size();
    }
  }
  // A sound block in front of the corrupt one is not lost with it.
  std::string twice = text + text;
  for (char& c : twice) c = static_cast<char>(random());  // as long compressed as plain
  std::string bytes = Zstd(twice);
  bytes.resize(bytes.size() - 300'000);
  bytes.append(300'000, '\x03');
  EXPECT_GT(Drain(bytes, SIZE_MAX, size_t{1} << 20).text.size(), text.size());
}

TEST(ByteSourceTest, FilesThatCannotBeOpened) {
  const std::string missing = TempPath("missing");
  const auto source = OpenByteSource(missing);
  EXPECT_TRUE(absl::IsNotFound(source.status()));
  EXPECT_THAT(std::string(source.status().message()),
              HasSubstr(missing + ": cannot open: No such file or directory"));

  const auto directory = OpenByteSource("/tmp");
  EXPECT_TRUE(absl::IsInvalidArgument(directory.status()));
  EXPECT_EQ(directory.status().message(), "/tmp: found a folder, expected a trace");

  const std::string secret = TempPath("secret");
  WriteFile(secret, "{}");
  ASSERT_EQ(chmod(secret.c_str(), 0), 0);
  if (geteuid() != 0) {  // whom no permission stops
    EXPECT_TRUE(absl::IsPermissionDenied(OpenByteSource(secret).status()));
  }
}

TEST(ByteSourceTest, AMinusIsStandardInput) {
  const std::string path = TempPath("stdin");
  WriteFile(path, Gzip("from standard input"));
  const int saved = dup(STDIN_FILENO);
  ASSERT_NE(freopen(path.c_str(), "rb", stdin), nullptr);
  auto source = OpenByteSource("-");
  ASSERT_TRUE(source.ok()) << source.status();
  char buffer[100];
  const auto read = (*source)->Read(buffer, sizeof(buffer));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(absl::string_view(buffer, *read), "from standard input");
  dup2(saved, STDIN_FILENO);
  close(saved);
  EXPECT_EQ(SourceName("-"), "<stdin>");
}

}  // namespace
}  // namespace tidemark::trace
