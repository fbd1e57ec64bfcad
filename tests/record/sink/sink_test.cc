// Both sinks: every record written to a slot is in the file once and in order, whenever it is
// flushed.
#include <gtest/gtest.h>

#include <thread>

#include "tests/record/rig.h"
#include "tests/record/trace_files.h"
#include "tidemark/record/sink/binary_sink.h"
#include "tidemark/record/sink/json_sink.h"
#include "tidemark/trace/binary/slot_file_reader.h"

namespace tidemark::record {
namespace {

using nlohmann::json;
using test_support::OfKind;
using test_support::ReadEvents;
using test_support::TempFolder;

class SinkTest : public testing::TestWithParam<const char*> {
 protected:
  SinkTest() : path_(folder_.File(std::string("t") + GetParam())) {
    const bool binary = path_.ends_with(".tmk");
    rig_ = std::make_unique<Rig>(RigOptions{
        .slot_file_path = path_ + ".ring",
        .output = binary ? trace::SlotFileOutput::kBinary : trace::SlotFileOutput::kJson});
    sink_ = NewSink(path_, rig_->context());
    EXPECT_TRUE(sink_->Open());
    EXPECT_TRUE(sink_->is_regular_file());
    trace::TraceHead head;
    head.program = "rig";
    sink_->Begin(trace::Event{.body = head}, Rig::kRunId);
  }

  void Finish() {
    rig_->alive = 0;
    rig_->threads.WaitForBusy();
    rig_->threads.SubmitAllSlots();
    sink_->Flush(true);
    sink_->Finish(trace::Event{.t = MonotonicNanos() - rig_->start, .body = trace::End{}});
    rig_->slot_file.Remove();
  }

  // Frees of addresses from `first` on, which tell the order.
  void FreeMany(ThreadBuffer* buffer, uint64_t first, uint64_t count) {
    for (uint64_t i = 0; i < count; ++i) ASSERT_TRUE(Rig::Free(buffer, 16 * (first + i)));
  }

  std::vector<uint64_t> FreedIn(const std::vector<json>& events) {
    std::vector<uint64_t> freed;
    for (const json& event : OfKind(events, "free")) {
      freed.push_back(std::stoull(event["addr"].get<std::string>(), nullptr, 16) / 16);
    }
    return freed;
  }

  TempFolder folder_;
  std::string path_;
  std::unique_ptr<Rig> rig_;
  std::unique_ptr<Sink> sink_;
};

TEST_P(SinkTest, EverythingOnceAndInOrder) {
  ThreadBuffer* const one = rig_->NewBuffer();
  ThreadBuffer* const two = rig_->NewBuffer();
  std::vector<uint64_t> expected;
  for (uint64_t round = 0; round < 60; ++round) {
    FreeMany(round % 3 == 0 ? two : one, 1 + round * 500, 500);
    for (uint64_t i = 0; i < 500; ++i) expected.push_back(1 + round * 500 + i);
    if (round % 7 == 0) sink_->Flush(false);
  }
  Finish();
  const std::vector<json> events = ReadEvents(path_);
  EXPECT_EQ(FreedIn(events), expected);
  EXPECT_EQ(events.front()["program"], "rig");
  EXPECT_EQ(events.back()["ev"], "end");
  EXPECT_EQ(sink_->discarded_records(), 0);
  EXPECT_TRUE(rig_->failure.ok());
}

// Killed between any two steps of a flush: trace and slot file together hold each event once.
TEST_P(SinkTest, FileAndRingTogetherHoldEachEventOnce) {
  ThreadBuffer* const one = rig_->NewBuffer();
  ThreadBuffer* const two = rig_->NewBuffer();
  std::vector<uint64_t> expected;
  for (uint64_t round = 0; round < 12; ++round) {
    FreeMany(round % 2 == 0 ? one : two, 1 + round * 3000, 3000);
    for (uint64_t i = 0; i < 3000; ++i) expected.push_back(1 + round * 3000 + i);
    if (round % 3 == 1) sink_->Flush(false);
    EXPECT_EQ(FreedIn(ReadEvents(path_)), expected) << round;
  }
}

TEST_P(SinkTest, WhileThreadsRecord) {
  std::vector<std::thread> threads;
  for (uint64_t i = 0; i < 3; ++i) {
    ThreadBuffer* const buffer = rig_->NewBuffer();
    threads.emplace_back([this, buffer, i] { FreeMany(buffer, 1 + i * 100000, 20000); });
  }
  std::atomic<bool> stop{false};
  std::thread flusher([&] {
    while (!stop) {
      sink_->Flush(false);
      rig_->pool.Emptied();
    }
  });
  for (std::thread& thread : threads) thread.join();
  stop = true;
  flusher.join();
  Finish();
  const std::vector<json> events = ReadEvents(path_);
  std::map<int64_t, uint64_t> last;
  int64_t time = 0;
  for (const json& event : OfKind(events, "free")) {
    EXPECT_GE(event["t"].get<int64_t>(), time);
    time = event["t"];
    const uint64_t number = std::stoull(event["addr"].get<std::string>(), nullptr, 16);
    EXPECT_GT(number, last[event["thread"]]);
    last[event["thread"]] = number;
  }
  EXPECT_EQ(OfKind(events, "free").size(), 60000u);
}

INSTANTIATE_TEST_SUITE_P(Encodings, SinkTest,
                         testing::Values(".tmk", ".json", ".json.gz", ".ndjson.zst"),
                         [](const auto& tested) {
                           std::string name = tested.param + 1;
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

TEST(NewSinkTest, TheExtensionDecides) {
  Rig rig;
  EXPECT_EQ(NewSink("a.txt", rig.context()), nullptr);
  EXPECT_EQ(NewSink("json", rig.context()), nullptr);
  EXPECT_EQ(NewSink("a.tmk", rig.context())->slot_file_output(), trace::SlotFileOutput::kBinary);
  EXPECT_EQ(NewSink("a.jsonl.gz", rig.context())->slot_file_output(), trace::SlotFileOutput::kJson);
}

}  // namespace
}  // namespace tidemark::record
