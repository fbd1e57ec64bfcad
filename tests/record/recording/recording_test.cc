#include "tidemark/record/recording/recording.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fcntl.h>

#include <memory_resource>
#include <thread>

#include "tests/record/child.h"
#include "tests/record/trace_files.h"
#include "tidemark/memory/scope.h"
#include "tidemark/memory/tracking_resource.h"
#include "tidemark/record/session.h"

namespace tidemark::record {
namespace {

using test_support::OfKind;
using test_support::ReadEvents;
using test_support::TempFolder;

void Touch(size_t bytes) {
  TrackingResource resource("touch", std::pmr::new_delete_resource());
  resource.deallocate(resource.allocate(bytes), bytes);
}

// Sessions start and close while threads record: each trace is valid and has only its own events.
TEST(RecordingTest, SessionsComeAndGoAmidThreads) {
  const TempFolder folder;
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&stop] {
      while (!stop) Touch(64);
    });
  }
  for (int i = 0; i < 20; ++i) {
    const std::string path = folder.File("run" + std::to_string(i) + ".json");
    Session session({.path = path});
    for (int round = 0; round < 50; ++round) Touch(100 + static_cast<size_t>(i));
    ASSERT_TRUE(session.Close().ok());
    const std::vector<nlohmann::json> events = ReadEvents(path);
    int mine = 0;
    for (const nlohmann::json& event : OfKind(events, "alloc")) {
      const int64_t bytes = event["bytes"];
      EXPECT_TRUE(bytes == 64 || bytes == 100 + i) << bytes;
      mine += bytes == 100 + i ? 1 : 0;
    }
    EXPECT_EQ(mine, 50);
    int64_t counted = 0;
    for (const nlohmann::json& event : events) {
      counted += event.contains("thread") && event["ev"] != "thread" ? 1 : 0;
    }
    EXPECT_EQ(events.back()["events"], counted);
  }
  stop = true;
  for (std::thread& thread : threads) thread.join();
}

// Frees of memory without an id that is older than the trace: the live figures are unknown then,
// not negative.
TEST(RecordingTest, WhatIsOlderThanTheTraceAndGoesInIt) {
  const TempFolder folder;
  TrackingResource resource("old", std::pmr::new_delete_resource());
  void* const old = resource.allocate(32);
  Session session({.path = folder.File("run.json")});
  Touch(64);
  resource.deallocate(old, 32);
  ASSERT_TRUE(session.Close().ok());
  const std::vector<nlohmann::json> events = ReadEvents(folder.File("run.json"));
  EXPECT_EQ(OfKind(events, "free").size(), 2u);
  EXPECT_EQ(events.back()["events"], 3);
  EXPECT_FALSE(events.back().contains("live_buffers"));
}

// The flush thread blocks on a pipe without a reader; threads that need a new site wait for it. A
// fork must not deadlock.
TEST(RecordingTest, AForkDoesNotWaitForASlowFile) {
  const TempFolder folder;
  const std::string path = folder.File("run.json");
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const int end = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  Session session({.path = path});
  ASSERT_TRUE(session.status().ok()) << session.status();
  std::atomic<bool> stop{false};
  std::atomic<int64_t> rounds{0};
  std::thread blocked([&] {
    for (int64_t i = 0; !stop; ++i, ++rounds) Mark(i % 2 == 0 ? "even" : "odd");
  });
  int64_t seen = -1;
  while (seen != rounds) {  // until it waits
    seen = rounds;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  const pid_t child = fork();
  if (child == 0) _exit(0);
  int status = 1;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  stop = true;
  fcntl(end, F_SETFL, 0);
  std::thread reader([end] {
    char piece[65536];
    while (read(end, piece, sizeof(piece)) > 0) {
    }
  });
  blocked.join();
  EXPECT_TRUE(session.Close().ok());
  reader.join();
  close(end);
}

TEST(RecordingTest, TheFileIsTheSameWhereverTheProgramGoes) {
  const TempFolder folder;
  const TempFolder elsewhere;
  char before[4096];
  ASSERT_NE(getcwd(before, sizeof(before)), nullptr);
  ASSERT_EQ(chdir(folder.path().c_str()), 0);
  Session session({.path = "run.json"});
  ASSERT_EQ(chdir(elsewhere.path().c_str()), 0);
  Touch(10);
  EXPECT_TRUE(session.Close().ok());
  ASSERT_EQ(chdir(before), 0);
  EXPECT_EQ(folder.Names(), std::vector<std::string>{"run.json"});
  EXPECT_TRUE(elsewhere.Names().empty());
}

}  // namespace
}  // namespace tidemark::record
