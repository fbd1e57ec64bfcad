// Conversions of a million events, and a merge of many threads, in memory that does not grow with
// the trace.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "tests/support/binary_trace.h"
#include "tests/support/random_event.h"
#include "tests/support/temp_folder.h"
#include "tidemark/trace/reader.h"
#include "tidemark/trace/writer.h"

namespace tidemark::trace {
namespace {

namespace fs = std::filesystem;

constexpr int kEvents = 1'000'000;
// What a reader and a writer may take: buffers of both encodings and two compressors. A sanitizer's
// allocator gives nothing back for long, so there is no telling under it.
constexpr int64_t kMaxExtraKilobytes = 24 * 1024;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kMemoryCanBeMeasured = false;
#else
constexpr bool kMemoryCanBeMeasured = true;
#endif

int64_t StatusKilobytes(const std::string& key) {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line)) {
    if (line.rfind(key, 0) == 0) return std::stoll(line.substr(key.size()));
  }
  return 0;
}

// By how much the most memory that `work` had at one time was over what there was before.
int64_t ExtraKilobytes(const std::function<void()>& work) {
  std::ofstream("/proc/self/clear_refs") << "5";  // the high-water mark begins anew
  const int64_t before = StatusKilobytes("VmRSS:");
  work();
  return StatusKilobytes("VmHWM:") - before;
}

class BinarySoak : public ::testing::Test {
 protected:
  std::string Path(const std::string& name) const { return folder_.File(name); }

  test_support::TempFolder folder_;
};

void Convert(const std::string& from, const std::string& to) {
  auto reader = OpenTrace(from);
  ASSERT_TRUE(reader.ok()) << reader.status();
  auto writer = CreateTrace(to);
  ASSERT_TRUE(writer.ok()) << writer.status();
  while (true) {
    const auto event = (*reader)->Next();
    ASSERT_TRUE(event.ok()) << event.status();
    if (*event == nullptr) break;
    ASSERT_TRUE((*writer)->Write(**event).ok());
  }
  ASSERT_TRUE((*writer)->Close().ok());
  EXPECT_EQ((*reader)->stats().events_read, kEvents);
}

bool SameContent(const std::string& a, const std::string& b) {
  std::ifstream first(a, std::ios::binary);
  std::ifstream second(b, std::ios::binary);
  std::vector<char> one(1 << 16);
  std::vector<char> two(1 << 16);
  while (true) {
    first.read(one.data(), static_cast<std::streamsize>(one.size()));
    second.read(two.data(), static_cast<std::streamsize>(two.size()));
    if (first.gcount() != second.gcount()) return false;
    if (first.gcount() == 0) return true;
    if (std::memcmp(one.data(), two.data(), static_cast<size_t>(first.gcount())) != 0) return false;
  }
}

TEST_F(BinarySoak, ConvertsAMillionEventsBothWaysInBoundedMemory) {
  {
    RandomEvents random(1);
    auto writer = CreateTrace(Path("a.ndjson"));
    ASSERT_TRUE(writer.ok());
    for (int i = 0; i < kEvents; ++i) ASSERT_TRUE((*writer)->Write(random.Next()).ok());
    ASSERT_TRUE((*writer)->Close().ok());
  }
  const std::string names[] = {"a.ndjson", "b.tmk", "c.ndjson.zst", "d.tmk", "e.ndjson"};
  for (size_t i = 0; i + 1 < std::size(names); ++i) {
    const int64_t extra = ExtraKilobytes([&] { Convert(Path(names[i]), Path(names[i + 1])); });
    if (kMemoryCanBeMeasured) {
      EXPECT_LT(extra, kMaxExtraKilobytes) << names[i];
    }
  }
  EXPECT_TRUE(SameContent(Path("a.ndjson"), Path("e.ndjson")));
  EXPECT_TRUE(SameContent(Path("b.tmk"), Path("d.tmk")));
  EXPECT_LT(fs::file_size(Path("b.tmk")), fs::file_size(Path("a.ndjson")) / 3);
}

// 50 threads with 40 chunks of 500 events each: at 64 KiB a chunk, 3 MiB are open at one time.
TEST_F(BinarySoak, MergesManyThreadsInBoundedMemory) {
  constexpr int64_t kThreads = 50;
  constexpr int64_t kChunks = 40;
  constexpr int64_t kPerChunk = kEvents / kThreads / kChunks;
  {
    BinaryTrace trace;
    for (int64_t chunk = 0; chunk < kChunks; ++chunk) {
      for (int64_t thread = 1; thread <= kThreads; ++thread) {
        std::vector<Event> events;
        const int64_t base = chunk * kPerChunk * 100;
        for (int64_t i = 0; i < kPerChunk; ++i) {
          events.push_back({.t = base + i * 100 + thread,
                            .thread = ThreadId(thread),
                            .body = Mark{.name = "a name to fill a chunk with, and more of it"}});
        }
        trace.Add({.thread = thread, .sequence = static_cast<uint64_t>(chunk), .base_time = base},
                  events);
      }
    }
    std::ofstream(Path("threads.tmk"), std::ios::binary) << trace.bytes();
  }
  int64_t events = 0;
  int64_t time = 0;
  const int64_t extra = ExtraKilobytes([&] {
    auto reader = OpenTrace(Path("threads.tmk"));
    ASSERT_TRUE(reader.ok()) << reader.status();
    while (true) {
      const auto event = (*reader)->Next();
      ASSERT_TRUE(event.ok()) << event.status();
      if (*event == nullptr) break;
      ASSERT_LE(time, *(*event)->t);
      time = *(*event)->t;
      ++events;
    }
  });
  EXPECT_EQ(events, kEvents);
  if (kMemoryCanBeMeasured) {
    EXPECT_LT(extra, kMaxExtraKilobytes);
  }
}

}  // namespace
}  // namespace tidemark::trace
