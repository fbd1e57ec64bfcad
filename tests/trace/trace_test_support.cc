#include "tests/trace/trace_test_support.h"

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/temp_folder.h"
#include "tidemark/trace/json/json_reader.h"

namespace tidemark::trace {

StringSource::StringSource(std::string text, size_t part) : text_(std::move(text)), part_(part) {}

absl::StatusOr<size_t> StringSource::Read(char* into, size_t size) {
  const size_t count = std::min({size, part_, text_.size() - at_});
  std::copy_n(text_.data() + at_, count, into);
  at_ += count;
  return count;
}

ReadResult ReadAll(TraceReader* reader) {
  ReadResult result;
  while (true) {
    const absl::StatusOr<const Event*> event = reader->Next();
    result.status = event.status();
    if (!event.ok() || *event == nullptr) break;
    result.events.push_back(Model(**event));
  }
  result.stats = reader->stats();
  // Whatever the end was, it repeats.
  const absl::StatusOr<const Event*> again = reader->Next();
  EXPECT_EQ(again.status(), result.status);
  if (again.ok()) {
    EXPECT_EQ(*again, nullptr);
  }
  return result;
}

ReadResult ReadText(const std::string& text, const ReaderOptions& options, size_t read_bytes) {
  absl::StatusOr<std::unique_ptr<ByteSource>> source =
      Decompress(std::make_unique<StringSource>(text, read_bytes), std::string(kTestName));
  if (!source.ok()) return {.events = {}, .stats = {}, .status = source.status()};
  // Texts are small, and read in tiny parts: threads have tests of their own.
  ReaderOptions alone = options;
  alone.threads = 1;
  JsonReader reader(*std::move(source), std::string(kTestName), alone, read_bytes);
  return ReadAll(&reader);
}

ReadResult ReadFile(const std::string& path, const ReaderOptions& options) {
  absl::StatusOr<std::unique_ptr<TraceReader>> reader = OpenTrace(path, options);
  if (!reader.ok()) return {.events = {}, .stats = {}, .status = reader.status()};
  return ReadAll(reader->get());
}

std::string FileContents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << path;
  std::ostringstream contents;
  contents << file.rdbuf();
  return contents.str();
}

void WriteFile(const std::string& path, absl::string_view contents) {
  std::ofstream file(path, std::ios::binary);
  file.write(contents.data(), static_cast<std::streamsize>(contents.size()));
  ASSERT_TRUE(file.good()) << path;
}

std::string TempPath(const std::string& name) {
  static const test_support::TempFolder folder;  // goes with the process
  const testing::TestInfo* const test = testing::UnitTest::GetInstance()->current_test_info();
  const std::filesystem::path directory =
      folder.path() / (std::string(test->test_suite_name()) + "_" + test->name());
  std::filesystem::create_directories(directory);
  return (directory / name).string();
}

std::string Gzip(const std::string& text) {
  z_stream stream = {};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, static_cast<uLong>(text.size())) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string Zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  const size_t size = ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3);
  EXPECT_EQ(ZSTD_isError(size), 0U);
  out.resize(size);
  return out;
}

}  // namespace tidemark::trace
