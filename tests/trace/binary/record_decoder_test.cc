#include "tidemark/trace/binary/record_decoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/support/random_event.h"
#include "tidemark/trace/binary/record_encoder.h"
#include "tidemark/trace/json/json_text.h"

namespace tidemark::trace {
namespace {

using ::testing::HasSubstr;

std::string DecodedJson(const Event& event) {
  std::string text;
  AppendJson(event, &text);
  return text;
}

// Decodes all of `bytes` from a heap block of exactly that size, so that a sanitizer sees a read
// beyond its end, and returns the problem or "".
std::string Problem(const std::vector<uint8_t>& bytes, std::vector<std::string>* lines = nullptr) {
  const auto exact = std::make_unique<uint8_t[]>(bytes.size());
  if (!bytes.empty()) std::memcpy(exact.get(), bytes.data(), bytes.size());
  RecordDecoder decoder;
  decoder.Start({exact.get(), bytes.size()}, 1, 0);
  while (const Event* event = decoder.Next()) {
    const std::string line = DecodedJson(*event);
    if (lines != nullptr) lines->push_back(line);
  }
  if (!decoder.failed()) {
    EXPECT_EQ(decoder.offset(), bytes.size());
  }
  return decoder.failed() ? decoder.problem() : "";
}

std::vector<uint8_t> RandomRecords(uint64_t seed, int count, std::vector<size_t>* ends = nullptr) {
  RandomEvents random(seed);
  std::vector<uint8_t> bytes(size_t{1} << 20);
  RecordEncoder encoder;
  encoder.Start(bytes.data(), bytes.data() + bytes.size(), 1, 0);
  for (int i = 0; i < count; ++i) {
    EXPECT_TRUE(encoder.Append(random.Next()));
    if (ends != nullptr) ends->push_back(encoder.size());
  }
  bytes.resize(encoder.size());
  return bytes;
}

TEST(RecordDecoder, EveryPrefixGivesTheWholeRecordsAndThenTheCut) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    std::vector<size_t> ends;
    const std::vector<uint8_t> bytes = RandomRecords(seed, 40, &ends);
    std::vector<std::string> all;
    ASSERT_EQ(Problem(bytes, &all), "");
    for (size_t size = 0; size < bytes.size(); ++size) {
      const size_t whole = static_cast<size_t>(
          std::count_if(ends.begin(), ends.end(), [&](size_t end) { return end <= size; }));
      std::vector<std::string> lines;
      const std::string problem =
          Problem({bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(size)}, &lines);
      ASSERT_EQ(lines,
                std::vector<std::string>(all.begin(), all.begin() + static_cast<ptrdiff_t>(whole)));
      const bool at_boundary = size == 0 || ends[whole == 0 ? 0 : whole - 1] == size;
      ASSERT_EQ(problem.empty(), at_boundary) << problem;
      if (!at_boundary) {
        ASSERT_THAT(problem, HasSubstr("cut off"));
      }
    }
  }
}

TEST(RecordDecoder, GoesOnWhenMoreIsCommitted) {
  std::vector<size_t> ends;
  const std::vector<uint8_t> bytes = RandomRecords(5, 100, &ends);
  std::vector<std::string> all;
  ASSERT_EQ(Problem(bytes, &all), "");
  RecordDecoder decoder;
  decoder.Start({bytes.data(), 0}, 1, 0);
  std::vector<std::string> lines;
  for (const size_t end : ends) {
    EXPECT_EQ(decoder.Next(), nullptr);
    EXPECT_FALSE(decoder.failed());
    decoder.Extend(end);
    const Event* event = decoder.Next();
    ASSERT_NE(event, nullptr);
    lines.push_back(DecodedJson(*event));
    EXPECT_EQ(decoder.offset(), end);
  }
  EXPECT_EQ(lines, all);
}

TEST(RecordDecoder, AnyBytesAreSafe) {
  std::mt19937_64 random(11);
  for (uint64_t seed = 0; seed < 3000; ++seed) {
    std::vector<uint8_t> bytes = RandomRecords(seed % 50, 20);
    for (int flips = 0; flips < 4; ++flips) {
      bytes[random() % bytes.size()] = static_cast<uint8_t>(random());
    }
    Problem(bytes);
    for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random());
    Problem(bytes);
  }
}

struct BadRecord {
  std::vector<uint8_t> bytes;
  std::string problem;
};

class RecordDecoderProblem : public ::testing::TestWithParam<BadRecord> {};

TEST_P(RecordDecoderProblem, IsSaid) { EXPECT_EQ(Problem(GetParam().bytes), GetParam().problem); }

INSTANTIATE_TEST_SUITE_P(
    All, RecordDecoderProblem,
    ::testing::Values(
        BadRecord{{0x00}, "a record's kind is unknown"},
        BadRecord{{0x17}, "a record's kind is unknown"},
        BadRecord{{0x95, 0}, "a short record has an unknown flag"},
        BadRecord{{0x56, 0, 0}, "a short record has an unknown flag"},
        BadRecord{{0x89, 0x10}, "a record has an unknown option"},
        BadRecord{{0x22, 0, 1}, "a definition has a site, a stack or a thread"},
        BadRecord{{0x82, 0x04, 0}, "a definition has a site, a stack or a thread"},
        BadRecord{{0x89, 0x02, 1, 2}, "a time is out of [0, 2^63-1]"},
        BadRecord{{0x16, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01, 0},
                  "a time is over 2^63-1"},
        BadRecord{{0x09, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02},
                  "a number is over 64 bits"},
        BadRecord{{0x12, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01},
                  "a number is over 2^63-1"},
        BadRecord{{0x09, 0, 0x01}, "a difference leads out of [0, 2^63-1]"},
        BadRecord{{0x14, 0, 0x08}, "a key is unknown"},
        BadRecord{{0x11, 0, 65}, "a text's slot is out of range"},
        BadRecord{{0x11, 0, 64}, "a text's slot is empty"},
        BadRecord{{0x11, 0, 0, 2, 'a'}, "a text is cut off"},
        BadRecord{{0x06, 0, 1, 33, 2, 2, 1}, "a list is cut off"},
        BadRecord{{0x09, 0, 0}, "a required id is 0"},
        BadRecord{{0x04, 0, 1, 0, 0}, "a required id is 0"},
        BadRecord{{0x0e, 0, 0}, "a buffer has neither id nor address"},
        BadRecord{{0x06, 0, 1, 0}, "a buffer has neither id nor address"},
        BadRecord{{0x0a, 0, 1, 9, 2, 2}, "a copy has no two sides"},
        BadRecord{{0x09}, "the record is cut off"}));

// The near misses of the rows above are records.
TEST(RecordDecoder, AcceptsTheEdges) {
  EXPECT_EQ(Problem({0x16, 0, 0}), "");
  EXPECT_EQ(Problem({0x89, 0x02, 0, 2}), "");
  EXPECT_EQ(Problem({0x12, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}), "");
  EXPECT_EQ(Problem({0x14, 0, 0x07, 1, 2, 3}), "");
  EXPECT_EQ(Problem({0x11, 0, 0, 1, 'a'}), "");
  EXPECT_EQ(Problem({0x06, 0, 1, 33, 2, 2, 1, 1}), "");
  EXPECT_EQ(Problem({0x04, 0, 1, 1, 0}), "");
  EXPECT_EQ(Problem({0x0e, 0, 1, 2}), "");
  EXPECT_EQ(Problem({0x0a, 0, 1, 3, 2, 2}), "");
}

}  // namespace
}  // namespace tidemark::trace
