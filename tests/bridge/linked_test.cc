// The C interface, told by a program that links the recorder; also by several threads at a time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "tests/record/trace_files.h"
#include "tidemark/bridge/bridge.h"
#include "tidemark/memory/hooks.h"
#include "tidemark/record/session.h"

namespace tidemark {
namespace {

using nlohmann::json;
using test_support::OfKind;
using test_support::ReadEvents;
using test_support::TempFolder;
using testing::IsEmpty;
using testing::SizeIs;

TEST(LinkedBridge, ALinkedRecorderIsFound) {
  ASSERT_NE(tm_bridge_table, nullptr);
  EXPECT_EQ(tm_bridge_table->size, sizeof(tm_bridge));
  EXPECT_EQ(tm_recording(), 0U);
  const tm_buffer_info info = {.bytes = 10};
  EXPECT_EQ(tm_buffer_begin(&info), nullptr) << "nothing is recorded yet";
}

TEST(LinkedBridge, GoesIntoTheSessionsTrace) {
  const TempFolder folder;
  const std::string path = folder.File("run.json");
  const BufferId before = NewBufferId();
  {
    const Session session({.path = path});
    EXPECT_NE(tm_recording(), 0U);
    const tm_buffer_info info = {.bytes = 10, .site = TM_SITE()};
    const tm_buffer buffer = tm_buffer_begin(&info);
    EXPECT_GT(tm_buffer_id(buffer), static_cast<uint64_t>(before.value()));
    tm_buffer_end(buffer);
  }
  EXPECT_EQ(tm_recording(), 0U);
  const std::vector<json> events = ReadEvents(path);
  EXPECT_THAT(OfKind(events, "alloc"), SizeIs(1));
  EXPECT_THAT(OfKind(events, "free"), SizeIs(1));
}

TEST(LinkedBridge, AHandleOfAnEarlierRecordingIsSilent) {
  const TempFolder folder;
  tm_buffer buffer = nullptr;
  tm_view view = nullptr;
  {
    const Session session({.path = folder.File("first.json")});
    const tm_buffer_info info = {.bytes = 10};
    buffer = tm_buffer_begin(&info);
    const tm_view_info part = {.parent = tm_buffer_owner(buffer)};
    view = tm_view_begin(&part);
  }
  const std::string path = folder.File("second.json");
  {
    const Session session({.path = path});
    tm_write(view, 0);
    const tm_copy_info copy = {.source = view, .destination = tm_buffer_owner(buffer), .bytes = 1};
    tm_copy(&copy);
    tm_view_end(view);
    tm_buffer_end(buffer);
  }
  const std::vector<json> events = ReadEvents(path);
  for (const char* const kind : {"write", "copy", "drop", "free"}) {
    EXPECT_THAT(OfKind(events, kind), IsEmpty()) << kind;
  }
}

// Between others of the same moment, a full slot is changed for an empty one.
TEST(LinkedBridge, AMomentMayBeLong) {
  const TempFolder folder;
  const std::string path = folder.File("run.json");
  {
    const Session session({.path = path});
    tm_clock clock = {};
    tm_moment_begin(&clock);
    for (int i = 0; i < 10000; ++i) {
      const tm_buffer_info info = {.bytes = i};
      tm_buffer_end(tm_buffer_begin(&info));
    }
    tm_moment_end();
    tm_mark("after", 0);
  }
  const std::vector<json> events = ReadEvents(path);
  EXPECT_THAT(OfKind(events, "alloc"), SizeIs(10000));
  int64_t last = 0;
  for (const json& event : events) {
    if (!event.contains("t")) continue;
    EXPECT_GE(event["t"].get<int64_t>(), last);
    last = event["t"];
  }
}

// A life of a buffer, with everything that a thread may tell of it.
void TellALife() {
  const tm_site site = TM_SITE();
  const int64_t shape[] = {10};
  const int64_t strides[] = {1};
  const tm_layout layout = {.dtype = "u1", .rank = 1, .shape = shape, .strides = strides};
  const tm_buffer_info info = {.bytes = 10, .op = "make", .layout = &layout, .site = site};
  const tm_buffer buffer = tm_buffer_begin(&info);
  const tm_buffer copied = tm_buffer_begin(&info);
  const tm_view_info part = {.parent = tm_buffer_owner(buffer),
                             .offset = 0,
                             .layout = &layout,
                             .op = "part",
                             .site = site};
  const tm_view view = tm_view_begin(&part);
  const tm_copy_info copy = {.source = view,
                             .destination = tm_buffer_owner(copied),
                             .bytes = 10,
                             .op = "copy",
                             .site = site};
  tm_copy(&copy);
  tm_read(view, site);
  tm_write(tm_buffer_owner(copied), site);
  const tm_op_info op = {.name = "add",
                         .inputs = &view,
                         .input_count = 1,
                         .output = tm_buffer_owner(copied),
                         .site = site};
  tm_op(&op);
  tm_view_end(view);
  tm_buffer_end(copied);
  tm_buffer_end(buffer);
}

TEST(LinkedBridge, ThreadsTellAtTheSameTime) {
  constexpr int kThreads = 4;
  constexpr int kLives = 200;
  const TempFolder folder;
  const std::string path = folder.File("run.json");
  {
    const Session session({.path = path});
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([] {
        for (int k = 0; k < kLives; ++k) TellALife();
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  const std::vector<json> events = ReadEvents(path);
  EXPECT_THAT(OfKind(events, "alloc"), SizeIs(2 * kThreads * kLives));
  EXPECT_THAT(OfKind(events, "copy"), SizeIs(kThreads * kLives));
  EXPECT_THAT(OfKind(events, "op"), SizeIs(kThreads * kLives));
  EXPECT_THAT(OfKind(events, "free"), SizeIs(2 * kThreads * kLives));
  EXPECT_THAT(OfKind(events, "lost"), IsEmpty());
  EXPECT_EQ(events.back()["live_buffers"], 0);
}

// What lives from one recording into the next is told of in neither.
TEST(LinkedBridge, RecordingsBeginAndEndWhileThreadsTell) {
  const TempFolder folder;
  std::atomic<bool> is_over{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) {
    threads.emplace_back([&is_over] {
      while (!is_over.load(std::memory_order_relaxed)) TellALife();
    });
  }
  for (int i = 0; i < 5; ++i) {
    const std::string path = folder.File(std::to_string(i) + ".json");
    { const Session session({.path = path}); }
    EXPECT_EQ(ReadEvents(path).back()["ev"], "end");
  }
  is_over = true;
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace tidemark
