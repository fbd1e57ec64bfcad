#include "tidemark/trace/binary/binary_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "tests/support/binary_trace.h"
#include "tests/support/random_event.h"
#include "tidemark/trace/binary/chunk_merge_internal.h"
#include "tidemark/trace/json/json_text.h"

namespace tidemark::trace {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr uint64_t kRunId = 42;

struct Result {
  std::vector<std::string> events;
  ReaderStats stats;
  absl::Status status;
};

Result ReadAll(const std::string& bytes, const ReaderOptions& options = {},
               const TestSlotFile* ring = nullptr) {
  Result result;
  auto reader = BinaryReader::Open(
      InMemory(bytes), ring == nullptr ? nullptr : InMemory(ring->bytes()), "run.tmk", options);
  result.status = reader.status();
  while (result.status.ok()) {
    const auto event = (*reader)->Next();
    result.status = event.status();
    if (!event.ok() || *event == nullptr) break;
    std::string text;
    AppendJson(**event, &text);
    result.events.push_back(std::move(text));
  }
  if (reader.ok()) {
    result.stats = (*reader)->stats();
    if (!result.status.ok()) {
      EXPECT_EQ((*reader)->Next().status(), result.status);
    }
  }
  return result;
}

Event MarkAt(int64_t t, int64_t thread, absl::string_view name) {
  return {.t = t, .thread = ThreadId(thread), .body = Mark{.name = name}};
}

std::string MarkJson(int64_t t, int64_t thread, absl::string_view name) {
  std::string text;
  AppendJson(MarkAt(t, thread, name), &text);
  return text;
}

// ---- Order ----

TEST(BinaryReader, MergesThreadsByTime) {
  BinaryTrace trace(kRunId);
  trace.Add({.thread = 2, .sequence = 0, .base_time = 5}, {MarkAt(20, 2, "c"), MarkAt(40, 2, "e")});
  trace.Add({.thread = 1, .sequence = 0}, {MarkAt(10, 1, "a"), MarkAt(30, 1, "d")});
  trace.Add({.thread = 1, .sequence = 1, .base_time = 30}, {MarkAt(50, 1, "f")});
  trace.Add({.thread = 3, .sequence = 0, .base_time = 11},
            {MarkAt(11, 3, "b"), MarkAt(60, 3, "g")});
  const Result result = ReadAll(trace.bytes());
  ASSERT_TRUE(result.status.ok()) << result.status;
  EXPECT_THAT(result.events,
              ElementsAre(MarkJson(10, 1, "a"), MarkJson(11, 3, "b"), MarkJson(20, 2, "c"),
                          MarkJson(30, 1, "d"), MarkJson(40, 2, "e"), MarkJson(50, 1, "f"),
                          MarkJson(60, 3, "g")));
  EXPECT_EQ(result.stats.events_read, 7);
  EXPECT_FALSE(result.stats.cut_off);
}

TEST(BinaryReader, OpeningIsFirstAndClosingLastWhateverTheirTimes) {
  BinaryTrace trace(kRunId);
  trace.Add({.thread = 1}, {MarkAt(10, 1, "a")});
  trace.Add({.kind = ChunkKind::kClosing, .sequence = 1}, {MarkAt(0, 0, "last")});
  trace.Add({.kind = ChunkKind::kOpening, .sequence = 0, .base_time = 1000},
            {MarkAt(1000, 0, "first")});
  EXPECT_THAT(
      ReadAll(trace.bytes()).events,
      ElementsAre(MarkJson(1000, 0, "first"), MarkJson(10, 1, "a"), MarkJson(0, 0, "last")));
}

TEST(BinaryReader, AtOneTimeDefinitionsStandFirst) {
  const Event site = {.body = SiteDefinition{.site = SiteId(7), .file = "a.cc", .line = 1}};
  Event user = MarkAt(10, 1, "user");
  user.site = SiteId(7);
  BinaryTrace trace(kRunId);
  trace.Add({.thread = 1}, {user});
  trace.Add({.thread = 9, .base_time = 10}, {site, MarkAt(10, 9, "definer")});
  const Result result = ReadAll(trace.bytes());
  ASSERT_THAT(result.events, SizeIs(3));
  EXPECT_THAT(result.events[0], HasSubstr(R"("ev":"site")"));
  EXPECT_THAT(result.events[1], HasSubstr("user"));
}

TEST(BinaryReader, FileOrderStands) {
  BinaryTrace trace(kRunId, true);
  trace.Add({.sequence = 5}, {MarkAt(30, 1, "a"), MarkAt(10, 2, "b")});
  trace.Add({.thread = 3, .sequence = 5}, {MarkAt(5, 3, "c")});
  trace.Add({.sequence = 1}, {{.body = Mark{.name = "no time"}}});
  const Result result = ReadAll(trace.bytes());
  EXPECT_THAT(result.events, ElementsAre(MarkJson(30, 1, "a"), MarkJson(10, 2, "b"),
                                         MarkJson(5, 3, "c"), R"({"ev":"mark","name":"no time"})"));
}

// The obvious way: all events in memory, a stable sort. Times of a thread that fall back count as
// the latest so far.
TEST(BinaryReader, AgreesWithASortOfEverything) {
  for (uint64_t seed = 0; seed < 300; ++seed) {
    std::mt19937_64 random(seed);
    BinaryTrace trace(kRunId);
    struct Expected {
      int64_t time;
      int64_t thread;
      std::string json;
    };
    std::map<int64_t, std::vector<Expected>> by_thread;
    std::map<int64_t, std::vector<std::pair<ChunkHeader, std::vector<Event>>>> chunks;
    const int64_t threads = 1 + static_cast<int64_t>(random() % 9);
    for (int64_t thread = 1; thread <= threads; ++thread) {
      int64_t t = static_cast<int64_t>(random() % 100);
      int64_t latest = 0;
      for (uint64_t sequence = 0; sequence < random() % 6; ++sequence) {
        ChunkHeader header = {.thread = thread, .sequence = sequence, .base_time = t};
        latest = std::max(latest, t);
        std::vector<Event> events;
        for (size_t i = random() % 20; i > 0; --i) {
          t += static_cast<int64_t>(random() % 12);
          if (random() % 40 == 0) t = std::max<int64_t>(t - 30, 0);
          latest = std::max(latest, t);
          events.push_back(
              {.t = t,
               .thread = ThreadId(thread),
               .body = Drop{.view = ViewId(1 + static_cast<int64_t>(random() % 1000))}});
          std::string json;
          AppendJson(events.back(), &json);
          by_thread[thread].push_back({latest, thread, json});
        }
        chunks[thread].emplace_back(header, std::move(events));
      }
    }
    // The chunks of a thread lie in the file in any order among those of the others.
    while (!chunks.empty()) {
      const auto it = std::next(chunks.begin(), static_cast<ptrdiff_t>(random() % chunks.size()));
      if (it->second.empty()) {
        chunks.erase(it);
        continue;
      }
      trace.Add(it->second.front().first, it->second.front().second);
      it->second.erase(it->second.begin());
    }
    std::vector<Expected> all;
    for (const auto& [thread, events] : by_thread) {
      all.insert(all.end(), events.begin(), events.end());
    }
    std::stable_sort(all.begin(), all.end(), [](const Expected& a, const Expected& b) {
      return std::tie(a.time, a.thread) < std::tie(b.time, b.thread);
    });
    std::vector<std::string> expected;
    for (const Expected& event : all) expected.push_back(event.json);
    const Result result = ReadAll(trace.bytes());
    ASSERT_TRUE(result.status.ok()) << result.status;
    ASSERT_EQ(result.events, expected) << "seed " << seed;
  }
}

// ---- Damage ----

// Three chunks, in file order for a plain expectation.
struct Sample {
  BinaryTrace trace{kRunId};
  size_t offsets[3];
  Sample() {
    for (size_t i = 0; i < 3; ++i) {
      const int64_t t = static_cast<int64_t>(10 * i);
      offsets[i] = trace.Add({.thread = 1, .sequence = i, .base_time = t},
                             {MarkAt(t, 1, "x"), MarkAt(t + 1, 1, "y")});
    }
  }
};

std::vector<std::string> Without(size_t chunk) {
  std::vector<std::string> events;
  for (size_t i = 0; i < 3; ++i) {
    if (i == chunk) continue;
    events.push_back(MarkJson(static_cast<int64_t>(10 * i), 1, "x"));
    events.push_back(MarkJson(static_cast<int64_t>(10 * i) + 1, 1, "y"));
  }
  return events;
}

TEST(BinaryReader, AFlippedBitAnywhereInAChunkLosesOnlyThatChunk) {
  const Sample sample;
  const std::string& good = sample.trace.bytes();
  for (size_t at = sample.offsets[1]; at < sample.offsets[2]; ++at) {
    std::string bytes = good;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x20);
    const Result strict = ReadAll(bytes);
    EXPECT_EQ(strict.status.code(), absl::StatusCode::kDataLoss) << at;
    EXPECT_THAT(std::string(strict.status.message()),
                HasSubstr("run.tmk: byte " + std::to_string(sample.offsets[1]) + ": found "));
    const Result result = ReadAll(bytes, {.recover = true});
    ASSERT_TRUE(result.status.ok()) << result.status;
    EXPECT_EQ(result.events, Without(1)) << at;
    EXPECT_EQ(result.stats.bad_lines_skipped, 1);
    EXPECT_EQ(result.stats.bad_chunks_skipped, 1);
    EXPECT_THAT(result.stats.first_bad_lines, SizeIs(1));
    EXPECT_FALSE(result.stats.cut_off);
  }
}

TEST(BinaryReader, SaysHowManyEventsADamagedChunkHeld) {
  const Sample sample;
  std::string bytes = sample.trace.bytes();
  bytes[sample.offsets[1] + kChunkHeaderBytes] ^= 1;
  const Result result = ReadAll(bytes, {.recover = true});
  EXPECT_EQ(result.stats.events_skipped, 2);
  EXPECT_THAT(result.stats.first_bad_lines,
              ElementsAre("run.tmk: byte " + std::to_string(sample.offsets[1]) +
                          ": found a damaged chunk (its checksum is wrong), with 2 events"));
}

TEST(BinaryReader, BytesBetweenChunksAreSkipped) {
  const Sample sample;
  for (const std::string& junk : {std::string("junk"), std::string(200000, '\xc7'),
                                  std::string("\xc7TC\x0b", 4), std::string(65536 - 10, 'z')}) {
    std::string bytes = sample.trace.bytes();
    bytes.insert(sample.offsets[2], junk);
    EXPECT_THAT(std::string(ReadAll(bytes).status.message()),
                HasSubstr(std::to_string(junk.size()) + " bytes that are no chunk"));
    const Result result = ReadAll(bytes, {.recover = true});
    EXPECT_EQ(result.events, Without(3));
    EXPECT_EQ(result.stats.bad_chunks_skipped, 1);
  }
}

TEST(BinaryReader, EveryTruncationIsCutOffAndGivesTheWholeChunks) {
  const Sample sample;
  const std::string& good = sample.trace.bytes();
  for (size_t size = 8; size < good.size(); ++size) {
    const Result result = ReadAll(good.substr(0, size));
    ASSERT_TRUE(result.status.ok()) << result.status;
    const bool at_end_of_chunk =
        size == kFileHeaderBytes || size == sample.offsets[1] || size == sample.offsets[2];
    EXPECT_EQ(result.stats.cut_off, !at_end_of_chunk) << size;
    const size_t chunks = size >= sample.offsets[2] ? 2 : size >= sample.offsets[1] ? 1 : 0;
    EXPECT_THAT(result.events, SizeIs(2 * chunks));
  }
}

TEST(BinaryReader, ZerosBehindTheLastChunkAreACut) {
  const Sample sample;
  for (const size_t zeros : {1, 63, 64, 4096, 200000}) {
    const Result result = ReadAll(sample.trace.bytes() + std::string(zeros, '\0'));
    EXPECT_TRUE(result.status.ok()) << result.status;
    EXPECT_TRUE(result.stats.cut_off);
    EXPECT_THAT(result.events, SizeIs(6));
  }
  const Result result = ReadAll(sample.trace.bytes() + std::string(100, '\0') + "x");
  EXPECT_EQ(result.status.code(), absl::StatusCode::kDataLoss) << "more than zeros";
}

TEST(BinaryReader, ABadRecordLosesTheRestOfItsChunk) {
  EncodedRecords encoded = EncodeRecords(1, 0, {MarkAt(1, 1, "a"), MarkAt(2, 1, "b")});
  encoded.bytes.push_back(0);  // no record begins so
  BinaryTrace trace(kRunId);
  const size_t offset = trace.AddRaw({.thread = 1, .records = 3}, encoded.bytes);
  trace.Add({.thread = 1, .sequence = 1, .base_time = 3}, {MarkAt(3, 1, "c")});
  EXPECT_EQ(ReadAll(trace.bytes()).status.message(),
            "run.tmk: byte " + std::to_string(offset) +
                ": found a chunk with a bad record at its byte " +
                std::to_string(encoded.bytes.size() - 1) +
                " (a record's kind is unknown), expected a chunk of records");
  const Result result = ReadAll(trace.bytes(), {.recover = true});
  EXPECT_THAT(result.events,
              ElementsAre(MarkJson(1, 1, "a"), MarkJson(2, 1, "b"), MarkJson(3, 1, "c")));
}

TEST(BinaryReader, AChunkThatIsThereTwiceCountsOnce) {
  BinaryTrace trace(kRunId);
  trace.Add({.thread = 1, .sequence = 3}, {MarkAt(1, 1, "a")});
  trace.Add({.thread = 1, .sequence = 3}, {MarkAt(1, 1, "a")});
  EXPECT_THAT(std::string(ReadAll(trace.bytes()).status.message()),
              HasSubstr("found chunk 3 of thread 1 for the second time"));
  EXPECT_THAT(ReadAll(trace.bytes(), {.recover = true}).events, SizeIs(1));
}

TEST(BinaryReader, TheFileHeaderIsChecked) {
  const Sample sample;
  std::string bytes = sample.trace.bytes();
  bytes[8] = 2;
  const Result version = ReadAll(bytes);
  EXPECT_EQ(version.status.code(), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(version.status.message(),
            "run.tmk: byte 8: found version 2 of the binary format, expected version 1");
  bytes = sample.trace.bytes();
  bytes[17] = static_cast<char>(bytes[17] ^ 1);
  EXPECT_THAT(std::string(ReadAll(bytes).status.message()),
              HasSubstr("run.tmk: byte 0: found a damaged file header"));
  EXPECT_EQ(ReadAll(bytes, {.recover = true}).events, Without(3));
  bytes[0] = 'x';
  EXPECT_EQ(ReadAll(bytes, {.recover = true}).status.code(), absl::StatusCode::kInvalidArgument);
}

TEST(BinaryReader, TheHeadIsChecked) {
  const auto status = [](const TraceHead& head) {
    BinaryTrace trace(kRunId);
    trace.Add({.kind = ChunkKind::kOpening}, {{.body = head}});
    return ReadAll(trace.bytes()).status;
  };
  EXPECT_TRUE(status({.capture_json = R"({"a":1})"}).ok());
  EXPECT_EQ(status({.version = 2}).code(), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(status({.version = 2}).message(),
            "run.tmk: trace has version 2, this tidemark reads version 1");
  EXPECT_EQ(status({.capture_json = R"({"a":)"}).code(), absl::StatusCode::kDataLoss);
}

TEST(BinaryReader, ChunksOfAMergedFileAreBounded) {
  // 1 MiB and a byte of zeros compress to nearly nothing.
  for (const bool in_file_order : {false, true}) {
    BinaryTrace trace(kRunId, in_file_order);
    trace.AddRaw({.thread = 1}, std::vector<uint8_t>(kMaxMergedChunkBytes + 1));
    EXPECT_THAT(std::string(ReadAll(trace.bytes()).status.message()),
                HasSubstr(in_file_order ? "a chunk with a bad record at its byte 0"
                                        : "a chunk of 1048577 bytes (over 1048576)"));
  }
}

TEST(BinaryReader, WhatIsHeldAtOneTimeIsBounded) {
  // A bomb: 280 threads, each with a chunk of 1 MiB that is open from time 0 on.
  std::vector<uint8_t> records;
  EncodedRecords first = EncodeRecords(0, 0, {MarkAt(1, 0, "a"), MarkAt(1000000, 0, "b")});
  records = first.bytes;
  records.resize(kMaxMergedChunkBytes, 0);
  BinaryTrace trace(kRunId);
  for (int64_t thread = 1; thread <= 280; ++thread) trace.AddRaw({.thread = thread}, records);
  EXPECT_LT(trace.bytes().size(), size_t{200} << 10);
  const Result result = ReadAll(trace.bytes());
  EXPECT_EQ(result.status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(result.events, IsEmpty());
}

// ---- With a ring ----

TEST(BinaryReader, TakesFromTheRingWhatIsNotInTheFile) {
  BinaryTrace trace(kRunId);
  trace.Add({.thread = 1, .sequence = 0}, {MarkAt(10, 1, "a")});
  trace.Add({.thread = 2, .sequence = 0}, {MarkAt(15, 2, "b")});
  TestSlotFile ring(kRunId, SlotFileOutput::kBinary);
  ring.AddSlot(1, 0, 0, {MarkAt(10, 1, "a")}, SlotState::kFull);  // written, not yet freed
  ring.AddSlot(1, 1, 20, {MarkAt(20, 1, "c"), MarkAt(40, 1, "e")});
  ring.AddSlot(2, 1, 15, {MarkAt(30, 2, "d")});
  const Result result = ReadAll(trace.bytes(), {}, &ring);
  ASSERT_TRUE(result.status.ok()) << result.status;
  EXPECT_THAT(result.events,
              ElementsAre(MarkJson(10, 1, "a"), MarkJson(15, 2, "b"), MarkJson(20, 1, "c"),
                          MarkJson(30, 2, "d"), MarkJson(40, 1, "e")));
  EXPECT_EQ(result.stats.events_from_ring, 3);
}

TEST(BinaryReader, ATornChunkIsInTheRing) {
  BinaryTrace trace(kRunId);
  trace.Add({.thread = 1, .sequence = 0}, {MarkAt(10, 1, "a")});
  trace.Add({.thread = 1, .sequence = 1}, {MarkAt(20, 1, "b")});
  TestSlotFile ring(kRunId, SlotFileOutput::kBinary);
  ring.AddSlot(1, 1, 0, {MarkAt(20, 1, "b")}, SlotState::kFull);
  for (size_t cut = 1; cut < 70; ++cut) {
    const std::string torn = trace.bytes().substr(0, trace.bytes().size() - cut);
    const Result result = ReadAll(torn, {}, &ring);
    ASSERT_TRUE(result.status.ok()) << result.status;
    EXPECT_THAT(result.events, ElementsAre(MarkJson(10, 1, "a"), MarkJson(20, 1, "b")));
    EXPECT_FALSE(result.stats.cut_off);
  }
}

TEST(BinaryReader, TheRingOfAnotherRunIsLeftAlone) {
  BinaryTrace trace(kRunId);
  trace.Add({.thread = 1, .sequence = 0}, {MarkAt(10, 1, "a")});
  TestSlotFile other(kRunId + 1, SlotFileOutput::kBinary);
  other.AddSlot(1, 1, 0, {MarkAt(20, 1, "b")});
  EXPECT_THAT(ReadAll(trace.bytes(), {}, &other).events, SizeIs(1));
  TestSlotFile json(kRunId, SlotFileOutput::kJson);
  json.AddSlot(1, 1, 0, {MarkAt(20, 1, "b")});
  EXPECT_THAT(ReadAll(trace.bytes(), {}, &json).events, SizeIs(1));
}

TEST(BinaryReader, AllIsInTheRingWhenTheFileHasNoHeader) {
  TestSlotFile ring(kRunId, SlotFileOutput::kBinary);
  ring.AddSlot(1, 0, 0, {MarkAt(20, 1, "b")});
  for (const size_t size : {size_t{0}, size_t{8}, kFileHeaderBytes - 1}) {
    const Result result = ReadAll(BinaryTrace(kRunId).bytes().substr(0, size), {}, &ring);
    EXPECT_THAT(result.events, ElementsAre(MarkJson(20, 1, "b"))) << size;
  }
}

}  // namespace
}  // namespace tidemark::trace
