#include "tidemark/memory/peak_meter.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "tidemark/memory/hooks.h"
#include "tidemark/memory/tracking_resource.h"

namespace tidemark {
namespace {

BufferId SendAllocOf(int64_t bytes, BufferKind kind = BufferKind::kArray) {
  const BufferId id = NewBufferId();
  Notify(&MemoryObserver::OnAlloc, AllocInfo{.buffer = id, .bytes = bytes, .kind = kind});
  return id;
}

void SendFree(BufferId id, int64_t bytes, BufferKind kind = BufferKind::kArray) {
  Notify(&MemoryObserver::OnFree, FreeInfo{.buffer = id, .bytes = bytes, .kind = kind});
}

TEST(PeakMeterTest, CountsAndKeepsTheHighest) {
  PeakMeter meter;
  const BufferId a = SendAllocOf(100);
  const BufferId b = SendAllocOf(50);
  SendFree(a, 100);
  const BufferId c = SendAllocOf(20);
  PeakMeter::Figures figures = meter.Read();
  EXPECT_EQ(figures.peak_bytes, 150);
  EXPECT_EQ(figures.live_bytes, 70);
  EXPECT_EQ(figures.live_count, 2);
  EXPECT_EQ(figures.alloc_count, 3);
  EXPECT_EQ(figures.alloc_bytes, 170);
  EXPECT_EQ(figures.free_count, 1);
  meter.ResetPeak();
  SendFree(b, 50);
  SendFree(c, 20);
  figures = meter.Read();
  EXPECT_EQ(figures.peak_bytes, 70);
  EXPECT_EQ(figures.live_bytes, 0);
}

TEST(PeakMeterTest, WhatIsOlderThanTheMeterIsNotFreedFromIt) {
  PeakMeter outer;
  const BufferId old = SendAllocOf(100);
  PeakMeter meter;
  SendFree(old, 100);
  EXPECT_EQ(meter.Read().live_bytes, 0);
  EXPECT_EQ(meter.Read().free_count, 0);
  EXPECT_EQ(outer.Read().free_count, 1);
}

TEST(PeakMeterTest, AdoptedBuffersDoNotCount) {
  PeakMeter meter;
  const BufferId adopted = SendAllocOf(1000, BufferKind::kExternal);
  SendFree(adopted, 1000, BufferKind::kExternal);
  EXPECT_EQ(meter.Read().alloc_count, 0);
  EXPECT_EQ(meter.Read().free_count, 0);
  EXPECT_EQ(meter.Read().peak_bytes, 0);
}

TEST(PeakMeterTest, CountsContainersFromSeveralThreads) {
  PeakMeter meter;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      for (int n = 0; n < 500; ++n) {
        std::vector<double, TrackingAllocator<double>> numbers(100);
        numbers.resize(200);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const PeakMeter::Figures figures = meter.Read();
  EXPECT_EQ(figures.alloc_count, 4 * 500 * 2);
  EXPECT_EQ(figures.free_count, figures.alloc_count);
  EXPECT_EQ(figures.live_bytes, 0);
  EXPECT_EQ(figures.alloc_bytes, 4 * 500 * 300 * 8);
  EXPECT_GE(figures.peak_bytes, 2400);
  EXPECT_LE(figures.peak_bytes, 4 * 2400);
}

}  // namespace
}  // namespace tidemark
