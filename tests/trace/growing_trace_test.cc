#include "tidemark/trace/growing_trace.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <functional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tests/support/binary_trace.h"
#include "tests/support/temp_folder.h"
#include "tidemark/trace/binary/slot_file_layout.h"

namespace tidemark::trace {
namespace {

using test_support::TempFolder;

constexpr uint64_t kRun = 77;

Event MarkAt(int64_t t, absl::string_view name) {
  return {.t = t, .thread = ThreadId(1), .body = Mark{.name = name}};
}

void WriteBytes(const std::string& path, absl::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// The names of the marks, one behind the other; "!" and the message for an error.
std::string MarksOf(const std::string& path) {
  const auto reader = OpenGrowingTrace(path, {.recover = true, .threads = 1});
  if (!reader.ok()) return "!" + std::string(reader.status().message());
  std::string names;
  while (true) {
    const absl::StatusOr<const Event*> event = (*reader)->Next();
    if (!event.ok()) return "!" + std::string(event.status().message());
    if (*event == nullptr) return names;
    if (const auto* const mark = std::get_if<Mark>(&(*event)->body))
      names += std::string(mark->name);
  }
}

TEST(GrowingTrace, WhatIsWrittenAndWhatIsInTheRingFileIsReadOnce) {
  const TempFolder temp;
  const std::string path = (temp.path() / "run.tmk").string();
  BinaryTrace trace(kRun);
  trace.Add({.thread = 1, .sequence = 0, .base_time = 1}, {MarkAt(1, "a"), MarkAt(2, "b")});
  WriteBytes(path, trace.bytes());
  TestSlotFile ring(kRun, SlotFileOutput::kBinary);
  ring.AddSlot(1, 0, 1, {MarkAt(1, "a"), MarkAt(2, "b")},
               SlotState::kFull);  // written, not yet free
  ring.AddSlot(1, 1, 3, {MarkAt(3, "c")});
  ring.AddSlot(2, 0, 4, {MarkAt(4, "d")}, SlotState::kFree);
  WriteBytes(SlotFilePath(path), ring.bytes());
  EXPECT_EQ(MarksOf(path), "abc");
}

TEST(GrowingTrace, OfJsonTheRingFileSaysHowMuchIsGood) {
  const TempFolder temp;
  const std::string path = (temp.path() / "run.json").string();
  const std::string good =
      "{\"ev\":\"trace\",\"version\":1}\n{\"ev\":\"mark\",\"t\":1,\"name\":\"a\"}\n";
  WriteBytes(path, good + "{\"ev\":\"ma");
  TestSlotFile ring(kRun, SlotFileOutput::kJson);
  ring.SetProgress(0, 2, good.size(), 1);
  ring.AddSlot(1, 0, 1, {MarkAt(1, "a"), MarkAt(2, "b")});
  WriteBytes(SlotFilePath(path), ring.bytes());
  EXPECT_EQ(MarksOf(path), "ab");
}

TEST(GrowingTrace, WithoutARingFileItIsAnyTrace) {
  const TempFolder temp;
  const std::string path = (temp.path() / "run.tmk").string();
  BinaryTrace trace(kRun);
  trace.Add({.thread = 1, .sequence = 0, .base_time = 1}, {MarkAt(1, "a")});
  WriteBytes(path, trace.bytes());
  EXPECT_EQ(MarksOf(path), "a");
}

TEST(GrowingTrace, ATraceThatEndsAnywhereIsNoError) {
  const TempFolder temp;
  const std::string path = (temp.path() / "run.tmk").string();
  BinaryTrace trace(kRun);
  trace.Add({.thread = 1, .sequence = 0, .base_time = 1}, {MarkAt(1, "a")});
  const size_t whole = trace.bytes().size();
  trace.Add({.thread = 1, .sequence = 1, .base_time = 2}, {MarkAt(2, "b")});
  TestSlotFile ring(kRun, SlotFileOutput::kBinary);
  ring.AddSlot(1, 1, 2, {MarkAt(2, "b")}, SlotState::kFull);  // until it is written
  WriteBytes(SlotFilePath(path), ring.bytes());
  for (size_t size = 0; size <= trace.bytes().size(); ++size) {
    WriteBytes(path, absl::string_view(trace.bytes()).substr(0, size));
    EXPECT_EQ(MarksOf(path), size < whole ? "b" : "ab") << size;
  }
}

// A ring file that changes while it is read: before the read of that number, `change` is made.
class ChangingRing final : public RandomAccess {
 public:
  ChangingRing(std::string bytes, std::function<void(int, std::string*)> change)
      : bytes_(std::move(bytes)), change_(std::move(change)) {}

  uint64_t size() const override { return bytes_.size(); }
  absl::Status Read(uint64_t offset, uint8_t* into, size_t count) override {
    change_(reads_++, &bytes_);
    std::memcpy(into, bytes_.data() + offset, count);
    return absl::OkStatus();
  }

 private:
  std::string bytes_;
  std::function<void(int, std::string*)> change_;
  int reads_ = 0;
};

std::vector<uint64_t> SequencesIn(const std::string& copy) {
  const auto ring = InMemory(copy);
  const auto snapshot = ReadSlotFile(ring.get(), "copy");
  EXPECT_TRUE(snapshot.ok()) << snapshot.status();
  std::vector<uint64_t> sequences;
  for (const SlotSnapshot& slot : snapshot->slots) sequences.push_back(slot.header.sequence);
  return sequences;
}

TEST(CopySlotFile, ASlotThatGoesToAnotherChunkMeanwhileIsCopiedOnceMore) {
  TestSlotFile ring(kRun, SlotFileOutput::kBinary);
  const size_t at = ring.AddSlot(1, 5, 1, {MarkAt(1, "a")});
  // Reads: two headers by ReadSlotFile and its slot's, the page, then the slot's header, records, header.
  for (int when = 0; when < 8; ++when) {
    ChangingRing changing(ring.bytes(), [&](int read, std::string* bytes) {
      const uint64_t sequence = 6;
      if (read == when) {
        std::memcpy(bytes->data() + at + offsetof(SlotHeader, sequence), &sequence, 8);
      }
    });
    const auto copy = CopySlotFile(&changing, "ring");
    ASSERT_TRUE(copy.ok()) << copy.status();
    const std::vector<uint64_t> sequences = SequencesIn(*copy);
    ASSERT_EQ(sequences.size(), 1u) << when;
    // Of a change behind the last look at it nothing is seen.
    EXPECT_EQ(sequences[0], when <= 5 ? 6u : 5u) << when;
  }
}

TEST(CopySlotFile, ASlotThatNeverStaysIsLeftOut) {
  TestSlotFile ring(kRun, SlotFileOutput::kBinary);
  const size_t at = ring.AddSlot(1, 5, 1, {MarkAt(1, "a")});
  ring.AddSlot(2, 9, 1, {MarkAt(1, "b")});
  ChangingRing changing(ring.bytes(), [&](int read, std::string* bytes) {
    const auto sequence = static_cast<uint64_t>(100 + read);
    std::memcpy(bytes->data() + at + offsetof(SlotHeader, sequence), &sequence, 8);
  });
  const auto copy = CopySlotFile(&changing, "ring");
  ASSERT_TRUE(copy.ok()) << copy.status();
  EXPECT_EQ(SequencesIn(*copy), std::vector<uint64_t>{9});
}

TEST(CopySlotFile, WhatIsNoRingFileIsAnError) {
  EXPECT_FALSE(CopySlotFile(InMemory("no").get(), "ring").ok());
  TestSlotFile ring(kRun, SlotFileOutput::kBinary);
  ring.Put<uint32_t>(offsetof(SlotFileHeader, slot_count), 1 << 30);
  ring.Put<uint32_t>(offsetof(SlotFileHeader, header_bytes), UINT32_MAX);
  const auto copy = CopySlotFile(InMemory(ring.bytes()).get(), "ring");
  ASSERT_TRUE(copy.ok()) << copy.status();
  EXPECT_EQ(copy->size(), kSlotFileHeaderBytes);
}

}  // namespace
}  // namespace tidemark::trace
