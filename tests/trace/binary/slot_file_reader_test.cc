#include "tidemark/trace/binary/slot_file_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/binary_trace.h"
#include "tidemark/trace/interrupted_json_reader.h"
#include "tidemark/trace/json/json_text.h"

namespace tidemark::trace {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Event DropAt(int64_t t, int64_t thread) {
  return {.t = t, .thread = ThreadId(thread), .body = Drop{.view = ViewId(t + 1)}};
}

absl::StatusOr<SlotFileSnapshot> Snapshot(const std::string& bytes) {
  return ReadSlotFile(InMemory(bytes).get(), "run.json.ring");
}

TEST(ReadSlotFile, ListsTheSlotsThatHoldRecords) {
  TestSlotFile file(99, SlotFileOutput::kBinary);
  const size_t first = file.AddSlot(4, 17, 100, {DropAt(110, 4), DropAt(130, 4)});
  file.AddSlot(5, 0, 0, {});                                // nothing committed
  file.AddSlot(6, 1, 0, {DropAt(1, 6)}, SlotState::kFree);  // written to the trace
  file.AddSlot(7, 2, 0, {DropAt(1, 7)}, SlotState::kFull);
  const auto snapshot = Snapshot(file.bytes());
  ASSERT_TRUE(snapshot.ok()) << snapshot.status();
  EXPECT_TRUE(snapshot->of_binary_trace);
  EXPECT_EQ(snapshot->run_id, 99U);
  ASSERT_THAT(snapshot->slots, SizeIs(2));
  const SlotSnapshot& slot = snapshot->slots[0];
  EXPECT_EQ(slot.offset, first + sizeof(SlotHeader));
  EXPECT_EQ(slot.header.thread, 4);
  EXPECT_EQ(slot.header.sequence, 17U);
  EXPECT_EQ(slot.header.base_time, 100);
  EXPECT_EQ(slot.header.last_time, 130);
  EXPECT_EQ(slot.header.records, 2U);
  EXPECT_EQ(snapshot->slots[1].header.thread, 7);
}

TEST(ReadSlotFile, LeavesOutSlotsThatAreNotSound) {
  const auto slots_after = [](size_t field, auto value) {
    TestSlotFile file(99, SlotFileOutput::kBinary);
    const size_t at = file.AddSlot(4, 17, 100, {DropAt(110, 4)});
    file.Put(at + field, value);
    return Snapshot(file.bytes())->slots.size();
  };
  EXPECT_EQ(slots_after(offsetof(SlotHeader, thread), int64_t{4}), 1U) << "the near miss";
  EXPECT_EQ(slots_after(offsetof(SlotHeader, thread), int64_t{-1}), 0U);
  EXPECT_EQ(slots_after(offsetof(SlotHeader, base_time), int64_t{-1}), 0U);
  EXPECT_EQ(slots_after(offsetof(SlotHeader, committed), PackCommitted(4097 - 64, 1)), 0U);
  EXPECT_EQ(slots_after(offsetof(SlotHeader, state), uint32_t{3}), 0U);
}

TEST(ReadSlotFile, TakesTheGreaterEvenGeneration) {
  const auto valid_bytes = [](uint64_t first, uint64_t second) {
    TestSlotFile file(1, SlotFileOutput::kJson);
    file.SetProgress(0, first, 1000, 10);
    file.SetProgress(1, second, 2000, 20);
    return Snapshot(file.bytes())->valid_bytes;
  };
  EXPECT_EQ(valid_bytes(0, 0), 0U);
  EXPECT_EQ(valid_bytes(2, 0), 1000U);
  EXPECT_EQ(valid_bytes(2, 4), 2000U);
  EXPECT_EQ(valid_bytes(6, 4), 1000U);
  EXPECT_EQ(valid_bytes(6, 7), 1000U) << "7 was being written";
  EXPECT_EQ(valid_bytes(7, 4), 2000U);
  EXPECT_EQ(Snapshot(TestSlotFile(1, SlotFileOutput::kJson).bytes())->watermark, -1);
}

TEST(ReadSlotFile, RefusesWhatIsNoRing) {
  const std::string good = TestSlotFile(1, SlotFileOutput::kJson).bytes();
  const auto message = [](const std::string& bytes) {
    return std::string(Snapshot(bytes).status().message());
  };
  EXPECT_EQ(message(good), "");
  EXPECT_THAT(message(good.substr(0, 4095)),
              HasSubstr("run.json.ring: found a file that is too short"));
  const auto with = [&good](size_t at, uint32_t value) {
    std::string bytes = good;
    std::memcpy(bytes.data() + at, &value, sizeof(value));
    return bytes;
  };
  EXPECT_THAT(message(with(0, 1)), HasSubstr("a file of another kind"));
  EXPECT_THAT(message(with(offsetof(SlotFileHeader, version), 2)), HasSubstr("found version 2"));
  EXPECT_THAT(message(with(offsetof(SlotFileHeader, slot_bytes), 64)),
              HasSubstr("a damaged header"));
  EXPECT_THAT(message(with(offsetof(SlotFileHeader, slot_bytes), 1U << 30)),
              HasSubstr("a damaged header"));
  EXPECT_THAT(message(with(offsetof(SlotFileHeader, output), 3)), HasSubstr("a damaged header"));
  // More slots than there are bytes, and a header that reaches beyond the end: nothing is read.
  EXPECT_THAT(Snapshot(with(offsetof(SlotFileHeader, slot_count), UINT32_MAX))->slots, IsEmpty());
  EXPECT_THAT(Snapshot(with(offsetof(SlotFileHeader, header_bytes), UINT32_MAX))->slots, IsEmpty());
}

// The offsets that FORMAT.md gives.
TEST(RingLayout, LiesAsFormatMdSays) {
  EXPECT_EQ(offsetof(SlotFileHeader, run_id), 16U);
  EXPECT_EQ(offsetof(SlotFileHeader, slot_bytes), 24U);
  EXPECT_EQ(offsetof(SlotFileHeader, slot_count), 28U);
  EXPECT_EQ(offsetof(SlotFileHeader, output), 32U);
  EXPECT_EQ(offsetof(SlotFileHeader, pid), 36U);
  EXPECT_EQ(offsetof(SlotFileHeader, progress), 40U);
  EXPECT_EQ(sizeof(SlotFileProgress), 24U);
  EXPECT_EQ(offsetof(SlotHeader, thread), 8U);
  EXPECT_EQ(offsetof(SlotHeader, sequence), 16U);
  EXPECT_EQ(offsetof(SlotHeader, base_time), 24U);
  EXPECT_EQ(offsetof(SlotHeader, committed), 32U);
  EXPECT_EQ(offsetof(SlotHeader, last_time), 40U);
  EXPECT_EQ(sizeof(SlotHeader), 64U);
}

// ---- A JSON trace and its ring. ----

std::vector<int64_t> TimesOf(TraceReader* reader) {
  std::vector<int64_t> times;
  while (true) {
    const auto event = reader->Next();
    EXPECT_TRUE(event.ok()) << event.status();
    if (!event.ok() || *event == nullptr) return times;
    if ((*event)->t.has_value()) times.push_back(*(*event)->t);
  }
}

std::unique_ptr<InterruptedJsonReader> OpenInterrupted(const std::string& json,
                                                       const TestSlotFile& ring) {
  return *InterruptedJsonReader::Open(InMemory(json), InMemory(ring.bytes()),
                                      *Snapshot(ring.bytes()), "run.json");
}

std::string Lines(const std::vector<Event>& events) {
  std::string text;
  for (const Event& event : events) {
    AppendJson(event, &text);
    text += '\n';
  }
  return text;
}

TEST(InterruptedJsonReader, GivesWhatIsInTheFileAndThenTheRestOfTheRing) {
  const std::string good = Lines({DropAt(10, 1), DropAt(20, 2), DropAt(30, 1)});
  TestSlotFile ring(1, SlotFileOutput::kJson);
  ring.SetProgress(0, 2, good.size(), 30);
  ring.AddSlot(1, 0, 0, {DropAt(10, 1), DropAt(30, 1), DropAt(50, 1), DropAt(70, 1)});
  ring.AddSlot(2, 0, 0, {DropAt(20, 2), DropAt(40, 2), DropAt(60, 2)});
  // What the drain had begun to write when it was killed is in the ring, too.
  const auto reader = OpenInterrupted(good + Lines({DropAt(40, 2)}) + R"({"ev":"dr)", ring);
  EXPECT_THAT(TimesOf(reader.get()), ElementsAre(10, 20, 30, 40, 50, 60, 70));
  EXPECT_EQ(reader->stats().events_read, 7);
  EXPECT_EQ(reader->stats().events_from_ring, 4);
  EXPECT_FALSE(reader->stats().cut_off);
}

TEST(InterruptedJsonReader, TakesAllFromTheRingWhenNothingWasWritten) {
  TestSlotFile ring(1, SlotFileOutput::kJson);
  ring.AddSlot(1, 0, 0, {{.body = TraceHead{}}, DropAt(0, 1), DropAt(1, 1)});
  const auto reader = OpenInterrupted("{\"ev\":\"tr", ring);
  EXPECT_THAT(TimesOf(reader.get()), ElementsAre(0, 1));
  EXPECT_EQ(reader->stats().events_from_ring, 3);
}

TEST(InterruptedJsonReader, StopsAtTheEnd) {
  const std::string good = Lines({DropAt(10, 1), {.t = 11, .body = End{.events = 1}}});
  TestSlotFile ring(1, SlotFileOutput::kJson);
  ring.SetProgress(1, 4, good.size(), 5);
  ring.AddSlot(1, 0, 0, {DropAt(10, 1)});
  EXPECT_THAT(TimesOf(OpenInterrupted(good, ring).get()), ElementsAre(10, 11));
}

TEST(InterruptedJsonReader, NeedsTheFileThatTheRingWasLeftBeside) {
  const auto together = [](const std::string& file, const SlotFileSnapshot& snapshot) {
    return InterruptedJsonReader::BelongTogether(InMemory(file).get(), snapshot);
  };
  SlotFileSnapshot snapshot;
  snapshot.valid_bytes = 5;
  EXPECT_TRUE(together("12345", snapshot));
  EXPECT_FALSE(together("1234", snapshot));
  snapshot.pid = 71;
  EXPECT_TRUE(together(Lines({{.body = TraceHead{.pid = 71}}}), snapshot));
  EXPECT_FALSE(together(Lines({{.body = TraceHead{.pid = 72}}}), snapshot));
  EXPECT_TRUE(together(Lines({{.body = TraceHead{}}}), snapshot)) << "nothing speaks against it";
  snapshot.valid_bytes = 0;
  EXPECT_TRUE(together(Lines({{.body = TraceHead{.pid = 72}}}), snapshot)) << "not written yet";
  snapshot.of_binary_trace = true;
  EXPECT_FALSE(together("12345", snapshot));
}

}  // namespace
}  // namespace tidemark::trace
