#include "tidemark/trace/binary/binary_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/random_event.h"
#include "tidemark/trace/binary/binary_reader.h"
#include "tidemark/trace/json/json_text.h"

namespace tidemark::trace {
namespace {

using ::testing::HasSubstr;

std::string Json(const Event& event) {
  std::string text;
  AppendJson(event, &text);
  return text;
}

// Keeps what is appended; fails from `limit` bytes on.
class StringSink final : public ByteSink {
 public:
  explicit StringSink(std::string* out, size_t limit = SIZE_MAX) : out_(out), limit_(limit) {}
  absl::Status Append(absl::string_view bytes) override {
    if (out_->size() + bytes.size() > limit_) return absl::ResourceExhaustedError("disk full");
    out_->append(bytes.data(), bytes.size());
    return absl::OkStatus();
  }
  absl::Status Flush() override { return absl::OkStatus(); }
  absl::Status Close() override { return absl::OkStatus(); }

 private:
  std::string* const out_;
  const size_t limit_;
};

std::vector<std::string> ReadBack(const std::string& bytes) {
  std::vector<std::string> lines;
  auto reader = BinaryReader::Open(InMemory(bytes), nullptr, "f.tmk");
  if (!reader.ok()) return {std::string(reader.status().message())};
  while (true) {
    const auto event = (*reader)->Next();
    if (!event.ok()) {
      lines.emplace_back(event.status().message());
      return lines;
    }
    if (*event == nullptr) return lines;
    lines.push_back(Json(**event));
  }
}

TEST(BinaryWriter, KeepsEveryEventInTheOrderOfTheCalls) {
  for (uint64_t seed = 0; seed < 10; ++seed) {
    RandomEvents random(seed);
    std::string bytes;
    BinaryWriter writer(std::make_unique<StringSink>(&bytes));
    std::vector<std::string> expected;
    for (int i = 0; i < 20000; ++i) {
      const Event& event = random.Next();
      expected.push_back(Json(event));
      ASSERT_TRUE(writer.Write(event).ok());
      if (random.Below(5000) == 0) {
        ASSERT_TRUE(writer.Flush().ok());
      }
    }
    ASSERT_TRUE(writer.Close().ok());
    ASSERT_EQ(ReadBack(bytes), expected) << "seed " << seed;
  }
}

TEST(BinaryWriter, AnEmptyTraceIsAHeader) {
  std::string bytes;
  BinaryWriter writer(std::make_unique<StringSink>(&bytes));
  ASSERT_TRUE(writer.Close().ok());
  EXPECT_EQ(bytes.size(), kFileHeaderBytes);
  EXPECT_TRUE(ReadBack(bytes).empty());
}

TEST(BinaryWriter, TakesEventsLargerThanAChunk) {
  const std::string large(size_t{16} << 20, 'x');
  const std::vector<int64_t> shape(100000, 1);
  std::string bytes;
  BinaryWriter writer(std::make_unique<StringSink>(&bytes));
  const std::vector<Event> events = {
      {.t = 1, .body = Mark{.name = "before"}},
      {.t = 2, .body = Mark{.name = large}},
      {.t = 3, .body = View{.view = ViewId(1), .buf = BufferId(2), .shape = Dimensions(shape)}},
      {.t = 4, .body = Mark{.name = "after"}}};
  std::vector<std::string> expected;
  for (int round = 0; round < 3; ++round) {
    for (const Event& event : events) {
      ASSERT_TRUE(writer.Write(event).ok());
      expected.push_back(Json(event));
    }
  }
  ASSERT_TRUE(writer.Close().ok());
  EXPECT_EQ(ReadBack(bytes), expected);
}

TEST(BinaryWriter, RefusesAnEventThatNoReaderWouldTake) {
  const std::string large((size_t{20} << 20) + 1, 'x');
  std::string bytes;
  BinaryWriter writer(std::make_unique<StringSink>(&bytes));
  const absl::Status status = writer.Write({.t = 2, .body = Mark{.name = large}});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("expected at most 20971520"));
  EXPECT_EQ(writer.Write({.t = 3, .body = Drop{.view = ViewId(1)}}), status);
  EXPECT_EQ(writer.Close(), status);
}

TEST(BinaryWriter, TheFirstFailureStaysAndCloseReportsIt) {
  std::string bytes;
  BinaryWriter writer(std::make_unique<StringSink>(&bytes, 50));
  ASSERT_TRUE(writer.Write({.t = 3, .body = Drop{.view = ViewId(1)}}).ok());
  ASSERT_FALSE(writer.Flush().ok());
  EXPECT_EQ(bytes.size(), kFileHeaderBytes);
  EXPECT_EQ(writer.Write({.t = 4, .body = Drop{.view = ViewId(2)}}).message(), "disk full");
  EXPECT_EQ(writer.Close().message(), "disk full");
  EXPECT_EQ(writer.Close().message(), "disk full");
}

}  // namespace
}  // namespace tidemark::trace
