#include "tidemark/memory/tracking_resource.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <memory_resource>
#include <string>
#include <vector>

#include "tests/support/recording_observer.h"

namespace tidemark {
namespace {

using test_support::RecordedEvent;
using test_support::RecordingObserver;
using testing::ElementsAre;

TEST(TrackingResourceTest, ReportsWhatContainersDo) {
  RecordingObserver recorded;
  TrackingResource resource("numbers");
  const uint32_t line = __LINE__ - 1;
  { std::pmr::vector<int64_t> numbers(10, &resource); }
  ASSERT_THAT(recorded.Kinds(), ElementsAre("alloc", "free"));
  const RecordedEvent& alloc = recorded.events()[0];
  EXPECT_EQ(alloc.bytes, 80);
  EXPECT_EQ(alloc.buffer_kind, BufferKind::kPmr);
  EXPECT_EQ(alloc.label, "numbers");
  EXPECT_EQ(alloc.line, line);
  EXPECT_NE(alloc.address, nullptr);
  EXPECT_EQ(recorded.events()[1].address, alloc.address);
  EXPECT_EQ(recorded.events()[1].bytes, 80);
}

TEST(TrackingResourceTest, PassesSizeAndAlignmentThrough) {
  struct Probe : std::pmr::memory_resource {
    void* do_allocate(std::size_t bytes, std::size_t alignment) override {
      seen = {bytes, alignment};
      return std::pmr::new_delete_resource()->allocate(bytes, alignment);
    }
    void do_deallocate(void* address, std::size_t bytes, std::size_t alignment) override {
      std::pmr::new_delete_resource()->deallocate(address, bytes, alignment);
    }
    bool do_is_equal(const memory_resource& other) const noexcept override {
      return this == &other;
    }
    std::pair<std::size_t, std::size_t> seen;
  };
  Probe probe;
  TrackingResource resource("probe", &probe);
  void* address = resource.allocate(100, 64);
  EXPECT_EQ(probe.seen, std::make_pair(std::size_t{100}, std::size_t{64}));
  EXPECT_EQ(reinterpret_cast<uintptr_t>(address) % 64, 0u);
  resource.deallocate(address, 100, 64);
}

TEST(TrackingResourceTest, EqualOnlyWithTheSameUpstream) {
  TrackingResource one;
  TrackingResource same("same");
  std::pmr::monotonic_buffer_resource arena;
  TrackingResource other("other", &arena);
  EXPECT_TRUE(one.is_equal(same));
  EXPECT_FALSE(one.is_equal(other));
  EXPECT_FALSE(one.is_equal(*std::pmr::new_delete_resource()));
}

TEST(TrackingResourceTest, AFailureIsAnEventAndIsPassedOn) {
  RecordingObserver recorded;
  TrackingResource resource("none", std::pmr::null_memory_resource());
  EXPECT_THROW(static_cast<void>(resource.allocate(5)), std::bad_alloc);
  ASSERT_THAT(recorded.Kinds(), ElementsAre("oom"));
  EXPECT_EQ(recorded.events()[0].bytes, 5);
}

TEST(TrackingAllocatorTest, ServesStandardContainers) {
  RecordingObserver recorded;
  {
    using Allocator = TrackingAllocator<std::pair<const int, int>>;
    std::map<int, int, std::less<>, Allocator> map{Allocator("map")};
    map[1] = 2;
    map[3] = 4;
    const auto copy = map;
    EXPECT_EQ(copy.at(3), 4);
  }
  EXPECT_EQ(recorded.Of("alloc").size(), 4u);
  EXPECT_EQ(recorded.Of("free").size(), 4u);
  EXPECT_EQ(recorded.events()[0].buffer_kind, BufferKind::kStd);
  EXPECT_EQ(recorded.events()[0].label, "map");
}

struct alignas(128) Wide {
  char bytes[128];
};

TEST(TrackingAllocatorTest, KeepsLargeAlignments) {
  std::vector<Wide, TrackingAllocator<Wide>> wide(3);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(wide.data()) % 128, 0u);
}

TEST(TrackingAllocatorTest, RefusesSizesThatOverflow) {
  TrackingAllocator<int64_t> allocator;
  EXPECT_THROW(static_cast<void>(allocator.allocate(SIZE_MAX / 4)), std::bad_alloc);
}

TEST(TrackingAllocatorTest, AnyTwoAreEqual) {
  EXPECT_TRUE(TrackingAllocator<int>("a") == TrackingAllocator<double>("b"));
}

}  // namespace
}  // namespace tidemark
