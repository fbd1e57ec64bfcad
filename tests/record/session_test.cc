#include "tidemark/record/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <atomic>
#include <map>
#include <memory_resource>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/record/child.h"
#include "tests/record/trace_files.h"
#include "tidemark/memory/hooks.h"
#include "tidemark/memory/scope.h"
#include "tidemark/memory/tracking_resource.h"

namespace tidemark {
namespace {

using nlohmann::json;
using test_support::ChildResult;
using test_support::OfKind;
using test_support::ReadEvents;
using test_support::RunChild;
using test_support::TempFolder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// The sizes of the allocations of a trace.
std::multiset<int64_t> Sizes(const std::vector<json>& events) {
  std::multiset<int64_t> sizes;
  for (const json& alloc : OfKind(events, "alloc")) sizes.insert(alloc["bytes"].get<int64_t>());
  return sizes;
}

int LinesIn(const std::string& text) {
  return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

// An independent check of the invariants of a trace: definitions precede their uses, times are
// monotonic, only live buffers are freed, the end's totals are correct.
void ExpectConsistent(const std::vector<json>& events) {
  ASSERT_FALSE(events.empty());
  EXPECT_EQ(events.front()["ev"], "trace");
  ASSERT_EQ(events.back()["ev"], "end");
  std::set<int64_t> sites;
  std::set<int64_t> threads;
  std::map<std::string, int64_t> live;
  int64_t counted = 0;
  int64_t last = 0;
  int64_t live_bytes = 0;
  for (const json& event : events) {
    const std::string kind = event["ev"];
    if (kind == "site") {
      EXPECT_TRUE(sites.insert(event["site"].get<int64_t>()).second);
    }
    if (kind == "thread") {
      EXPECT_TRUE(threads.insert(event["thread"].get<int64_t>()).second);
    }
    if (kind == "trace" || kind == "site" || kind == "thread" || kind == "end") continue;
    ++counted;
    EXPECT_EQ(threads.count(event["thread"].get<int64_t>()), 1u) << event;
    if (event.contains("site")) {
      EXPECT_EQ(sites.count(event["site"].get<int64_t>()), 1u) << event;
    }
    EXPECT_GE(event["t"].get<int64_t>(), last) << event;
    last = event["t"].get<int64_t>();
    if (kind == "alloc") {
      EXPECT_TRUE(live.emplace(event["addr"], event["bytes"].get<int64_t>()).second) << event;
      live_bytes += event["bytes"].get<int64_t>();
    } else if (kind == "free") {
      const auto buffer = live.find(event["addr"]);
      ASSERT_NE(buffer, live.end()) << event;
      live_bytes -= buffer->second;
      live.erase(buffer);
    }
  }
  EXPECT_EQ(events.back()["events"].get<int64_t>(), counted);
  EXPECT_EQ(events.back()["live_buffers"].get<int64_t>(), static_cast<int64_t>(live.size()));
  EXPECT_EQ(events.back()["live_bytes"].get<int64_t>(), live_bytes);
}

TEST(SessionTest, WritesWhatHappens) {
  const TempFolder folder;
  Session session({.path = folder.File("run.json")});
  ASSERT_TRUE(session.status().ok()) << session.status();
  TrackingResource resource("numbers");
  const int64_t line = __LINE__ - 1;
  void* kept = resource.allocate(100, 8);
  {
    const Scope scope("epoch");
    std::pmr::vector<int64_t> numbers(10, &resource);
    Mark("half way");
  }
  ASSERT_TRUE(session.Close().ok());
  resource.deallocate(kept, 100, 8);  // after the end: not in the trace

  const std::vector<json> events = ReadEvents(session.path());
  ExpectConsistent(events);
  std::vector<std::string> kinds;
  for (const json& event : events) kinds.push_back(event["ev"]);
  EXPECT_THAT(kinds, ElementsAre("trace", "thread", "site", "alloc", "site", "scope_begin", "alloc",
                                 "site", "mark", "free", "scope_end", "end"));
  const json alloc = OfKind(events, "alloc")[0];
  EXPECT_EQ(alloc["bytes"], 100);
  EXPECT_EQ(alloc["align"], 8);
  EXPECT_EQ(alloc["kind"], "pmr");
  EXPECT_EQ(alloc["label"], "numbers");
  const json site = OfKind(events, "site")[0];
  EXPECT_EQ(site["site"], alloc["site"]);
  EXPECT_EQ(site["line"], line);
  EXPECT_EQ(site["file"], "tests/record/session_test.cc");
  EXPECT_EQ(site["label"], "numbers");
  EXPECT_EQ(events.back()["live_bytes"], 100);
  EXPECT_EQ(OfKind(events, "mark")[0]["name"], "half way");
}

TEST(SessionTest, TheHeadNamesTheProcess) {
  const TempFolder folder;
  Session session({.path = folder.File("run.json")});
  Mark("so that the trace is not empty");
  ASSERT_TRUE(session.Close().ok());
  const json head = ReadEvents(session.path()).front();
  EXPECT_EQ(head["version"], 1);
  EXPECT_EQ(head["pid"], getpid());
  EXPECT_EQ(head["ppid"], getppid());
  EXPECT_EQ(head["program"], program_invocation_short_name);
  EXPECT_GE(head["args"].size(), 1u);
  EXPECT_FALSE(head["tidemark"].get<std::string>().empty());
}

TEST(SessionTest, LeavesOutWhatBeganBeforeIt) {
  const TempFolder folder;
  const BufferId old_buffer = NewBufferId();
  const BufferId old_target = NewBufferId();
  Session session({.path = folder.File("run.json")});
  const BufferId buffer = NewBufferId();
  Notify(&MemoryObserver::OnAlloc, AllocInfo{.buffer = buffer, .bytes = 8});
  Notify(&MemoryObserver::OnFirstRead, AccessInfo{.buffer = old_buffer});
  Notify(&MemoryObserver::OnFree, FreeInfo{.buffer = old_buffer, .bytes = 16});
  // A copy is evidence about both sides: the older one is introduced.
  Notify(&MemoryObserver::OnCopy, CopyInfo{.src_buffer = buffer,
                                           .dst_buffer = old_target,
                                           .bytes = 8,
                                           .src_buffer_bytes = 8,
                                           .dst_buffer_bytes = 32});
  Notify(&MemoryObserver::OnFree, FreeInfo{.buffer = old_target, .bytes = 32});
  ASSERT_TRUE(session.Close().ok());

  const std::vector<json> events = ReadEvents(session.path());
  const std::vector<json> allocs = OfKind(events, "alloc");
  ASSERT_THAT(allocs, SizeIs(2));
  EXPECT_EQ(allocs[0]["buf"], buffer.value());
  EXPECT_EQ(allocs[1]["buf"], old_target.value());
  EXPECT_EQ(allocs[1]["kind"], "external");
  EXPECT_EQ(allocs[1]["bytes"], 32);
  EXPECT_THAT(OfKind(events, "read"), IsEmpty());
  ASSERT_THAT(OfKind(events, "free"), SizeIs(1));
  EXPECT_EQ(OfKind(events, "free")[0]["buf"], old_target.value());
  EXPECT_EQ(events.back()["live_buffers"], 1);
  EXPECT_EQ(events.back()["live_bytes"], 8);
}

// An array of the library, by the hooks alone.
AllocInfo ArrayOf(BufferId id, const std::vector<int64_t>& values, const char* dtype) {
  return {.buffer = id,
          .address = values.data(),
          .bytes = static_cast<int64_t>(8 * values.size()),
          .layout = {.dtype = dtype}};
}

TEST(SessionTest, ArraysAreLookedAtAtMarksAndBeforeTheyAreFreed) {
  const TempFolder folder;
  Session session({.path = folder.File("run.json"), .values = true});
  std::vector<int64_t> values = {1, 2, 3};
  const std::vector<int64_t> others = {1, 1000};
  const BufferId array = NewBufferId();
  const BufferId other = NewBufferId();
  const BufferId external = NewBufferId();
  Notify(&MemoryObserver::OnAlloc, ArrayOf(array, values, "i8"));
  Notify(&MemoryObserver::OnAlloc, ArrayOf(other, others, "i8"));
  AllocInfo of_others = ArrayOf(external, others, "i8");
  of_others.kind = BufferKind::kExternal;
  Notify(&MemoryObserver::OnAlloc, of_others);
  Mark("filled");
  values[0] = -200;
  Notify(&MemoryObserver::OnFree, FreeInfo{.buffer = array, .bytes = 24});
  Mark("freed");
  ASSERT_TRUE(session.Close().ok());

  std::vector<std::string> seen;
  for (const json& event : ReadEvents(session.path())) {
    const std::string kind = event["ev"];
    if (kind == "mark") seen.push_back(event["name"]);
    if (kind == "free") seen.push_back("free " + event["buf"].dump());
    if (kind != "values") continue;
    seen.push_back(event["buf"].dump() + " " + std::string(event["fits"]) + " from " +
                   event["min"].dump() + " to " + event["max"].dump());
  }
  const std::string a = std::to_string(array.value());
  const std::string b = std::to_string(other.value());
  EXPECT_THAT(
      seen, ElementsAre(a + " i1 from 1 to 3", b + " i2 from 1 to 1000", "filled",
                        a + " i2 from -200 to 3", "free " + a, b + " i2 from 1 to 1000", "freed"));
}

TEST(SessionTest, NobodyLooksAtArraysUnlessAsked) {
  const TempFolder folder;
  Session session({.path = folder.File("run.json")});
  const std::vector<int64_t> values = {1, 2, 3};
  const BufferId array = NewBufferId();
  Notify(&MemoryObserver::OnAlloc, ArrayOf(array, values, "i8"));
  Mark("filled");
  Notify(&MemoryObserver::OnFree, FreeInfo{.buffer = array, .bytes = 24});
  ASSERT_TRUE(session.Close().ok());
  EXPECT_THAT(OfKind(ReadEvents(session.path()), "values"), IsEmpty());
}

TEST(SessionTest, ThreadsKeepTheirOrder) {
  const TempFolder folder;
  Session session({.path = folder.File("run.json")});
  constexpr int kThreads = 8;
  constexpr int kRounds = 500;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([] {
      TrackingResource resource("worker", std::pmr::new_delete_resource());
      for (int round = 0; round < kRounds; ++round) {
        resource.deallocate(resource.allocate(64), 64);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  ASSERT_TRUE(session.Close().ok());
  const std::vector<json> events = ReadEvents(session.path());
  ExpectConsistent(events);
  EXPECT_THAT(OfKind(events, "thread"), SizeIs(kThreads));
  EXPECT_THAT(OfKind(events, "alloc"), SizeIs(kThreads * kRounds));
  EXPECT_THAT(OfKind(events, "site"), SizeIs(1));
}

TEST(SessionTest, TwoSessionsAtATime) {
  const TempFolder folder;
  TrackingResource resource;
  Session outer({.path = folder.File("outer.json")});
  resource.deallocate(resource.allocate(1), 1);
  {
    const Session inner({.path = folder.File("inner.json")});
    resource.deallocate(resource.allocate(2), 2);
  }
  resource.deallocate(resource.allocate(3), 3);
  ASSERT_TRUE(outer.Close().ok());
  EXPECT_THAT(Sizes(ReadEvents(folder.File("outer.json"))), ElementsAre(1, 2, 3));
  EXPECT_THAT(Sizes(ReadEvents(folder.File("inner.json"))), ElementsAre(2));
}

TEST(SessionTest, ReplacesTheProcessId) {
  const TempFolder folder;
  Session session({.path = folder.File("run-%p-100%%.json")});
  const std::string name = "run-" + std::to_string(getpid()) + "-100%.json";
  EXPECT_EQ(session.path(), folder.File(name));
  ASSERT_TRUE(session.Close().ok());
  EXPECT_THAT(folder.Names(), ElementsAre(name));
}

TEST(SessionTest, TellsWhyItCannotRecord) {
  const TempFolder folder;
  EXPECT_FALSE(Session({.path = folder.File("no/such/folder.json")}).Close().ok());
  Session unknown({.path = folder.File("run.txt")});
  EXPECT_THAT(unknown.status().ToString(), HasSubstr("run.txt"));
  EXPECT_EQ(unknown.Close(), unknown.status());
  EXPECT_EQ(unknown.Close(), unknown.status());
  EXPECT_THAT(folder.Names(), IsEmpty());
}

TEST(SessionTest, CloseReportsAFileSizeLimit) {
  const ChildResult result =
      RunChild({"close-status", "20000"}, {{"TIDEMARK_TEST_LIMIT", "65536"}});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.output, HasSubstr("close: "));
  EXPECT_THAT(result.output, HasSubstr("File too large"));
}

// ---- TIDEMARK_TRACE, in a child process. ----

TEST(AutoStartTest, RecordsFromBeforeMainToTheEnd) {
  const TempFolder folder;
  const ChildResult result = RunChild({"touch", "3"}, {{"TIDEMARK_TRACE", folder.File("r.json")}});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.output, "working\n");
  EXPECT_EQ(result.errors, "");
  const std::vector<json> events = ReadEvents(folder.File("r.json"));
  ExpectConsistent(events);
  EXPECT_THAT(Sizes(events), ElementsAre(64, 64, 64, 3333));
  EXPECT_EQ(events.front()["pid"], result.pid);
  EXPECT_THAT(folder.Names(), ElementsAre("r.json"));
}

TEST(AutoStartTest, DoesNothingWithoutTheVariable) {
  EXPECT_EQ(RunChild({"touch", "3"}).errors, "");
  EXPECT_EQ(RunChild({"touch", "3"}, {{"TIDEMARK_TRACE", ""}}).errors, "");
}

TEST(AutoStartTest, LosesNothingWhenADestructorExits) {
  const TempFolder folder;
  const ChildResult result = RunChild({"static-exit"}, {{"TIDEMARK_TRACE", folder.File("r.json")}});
  EXPECT_EQ(result.exit_code, 7);
  const std::vector<json> events = ReadEvents(folder.File("r.json"));
  ExpectConsistent(events);
  EXPECT_THAT(Sizes(events), ElementsAre(1111, 2222, 3333));
}

TEST(AutoStartTest, ManyThreads) {
  const TempFolder folder;
  const ChildResult result =
      RunChild({"threads", "16", "200"}, {{"TIDEMARK_TRACE", folder.File("r.ndjson.zst")}});
  EXPECT_EQ(result.exit_code, 0);
  const std::vector<json> events = ReadEvents(folder.File("r.ndjson.zst"));
  ExpectConsistent(events);
  EXPECT_THAT(OfKind(events, "alloc"), SizeIs(16 * 200 + 1));
}

TEST(AutoStartTest, TheChildOfAForkIsSilent) {
  const TempFolder folder;
  const ChildResult result = RunChild({"fork"}, {{"TIDEMARK_TRACE", folder.File("r.json")}});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_EQ(result.output, "working\n");
  const std::vector<json> events = ReadEvents(folder.File("r.json"));
  ExpectConsistent(events);
  EXPECT_THAT(Sizes(events), ElementsAre(10, 30, 40, 3333));
  EXPECT_THAT(folder.Names(), ElementsAre("r.json"));
}

TEST(AutoStartTest, ABadPathCostsOneLine) {
  const TempFolder folder;
  const ChildResult result =
      RunChild({"touch", "3"}, {{"TIDEMARK_TRACE", folder.File("no/such/folder.json")}});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.output, "working\n");
  EXPECT_EQ(LinesIn(result.errors), 1) << result.errors;
  EXPECT_THAT(result.errors, HasSubstr("folder.json"));
}

TEST(AutoStartTest, AFileSizeLimitCostsOneLine) {
  const TempFolder folder;
  const ChildResult result =
      RunChild({"touch", "20000"}, {{"TIDEMARK_TRACE", folder.File("r.json")}}, [] {
        const rlimit limit{.rlim_cur = 65536, .rlim_max = 65536};
        setrlimit(RLIMIT_FSIZE, &limit);
      });
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.output, "working\n");
  EXPECT_EQ(LinesIn(result.errors), 1) << result.errors;
  EXPECT_THAT(result.errors, HasSubstr("File too large"));
}

}  // namespace
}  // namespace tidemark
