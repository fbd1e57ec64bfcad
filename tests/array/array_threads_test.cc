// Eight threads make, view, copy, share and drop arrays; what an observer heard must make sense.
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <random>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "tidemark/array/array.h"
#include "tidemark/memory/peak_meter.h"

namespace tidemark {
namespace {

// Keeps the account that a reader of the trace would keep, and counts what cannot be.
class Auditor : public MemoryObserver {
 public:
  Auditor() : attached_(this) {}

  void OnAlloc(const AllocInfo& info) noexcept override {
    const std::lock_guard lock(mutex_);
    anomalies_ += !live_.emplace(info.buffer.value(), info.bytes).second;
    anomalies_ += !views_.insert(info.view.value()).second;
    live_bytes_ += info.bytes;
  }
  void OnView(const ViewInfo& info) noexcept override {
    const std::lock_guard lock(mutex_);
    anomalies_ += live_.count(info.buffer.value()) == 0;
    anomalies_ += !views_.insert(info.view.value()).second;
  }
  void OnDrop(const DropInfo& info) noexcept override {
    const std::lock_guard lock(mutex_);
    anomalies_ += live_.count(info.buffer.value()) == 0;
    anomalies_ += views_.erase(info.view.value()) == 0;
  }
  void OnCopy(const CopyInfo& info) noexcept override {
    const std::lock_guard lock(mutex_);
    anomalies_ += live_.count(info.src_buffer.value()) == 0;
    anomalies_ += live_.count(info.dst_buffer.value()) == 0;
  }
  void OnFree(const FreeInfo& info) noexcept override {
    const std::lock_guard lock(mutex_);
    const auto it = live_.find(info.buffer.value());
    if (it == live_.end()) {
      ++anomalies_;
      return;
    }
    live_bytes_ -= it->second;
    live_.erase(it);
  }

  int64_t anomalies() const { return anomalies_; }
  int64_t live_bytes() const { return live_bytes_; }

 private:
  std::mutex mutex_;
  std::unordered_map<int64_t, int64_t> live_;
  std::unordered_set<int64_t> views_;
  int64_t anomalies_ = 0;
  int64_t live_bytes_ = 0;
  AttachedObserver attached_;
};

// Arrays that the threads pass to each other.
class Shelf {
 public:
  Array<double> Swap(Array<double> array, size_t place) {
    const std::lock_guard lock(mutex_);
    std::swap(places_[place % places_.size()], array);
    return array;
  }
  Array<double> Look(size_t place) {
    const std::lock_guard lock(mutex_);
    return places_[place % places_.size()];
  }
  void Clear() { places_.assign(places_.size(), Array<double>()); }

 private:
  std::mutex mutex_;
  std::vector<Array<double>> places_ = std::vector<Array<double>>(5);
};

void Work(Shelf& shelf, unsigned seed) {
  std::mt19937 random(seed);
  for (int round = 0; round < 400; ++round) {
    Array<double> a = full<double>({static_cast<int64_t>(2 + random() % 50)}, 1.0);
    const Array<double> half = a[Slice(0, a.size() / 2)];
    const Array<double> sum = a + a + 1.0;
    const Array<double> copied = half.copy();
    EXPECT_EQ(sum(0), 3);
    EXPECT_EQ(copied(0), 1);
    if (random() % 2 == 0) a.reset();
    const Array<double> other = shelf.Swap(half, random());
    const Array<double> looked = shelf.Look(random());
    if (looked) {
      EXPECT_EQ(looked[Slice().by(-1)].copy()(0), 1);
    }
    if (other) {
      EXPECT_GE(other.buffer_nbytes(), 16);
    }
  }
}

TEST(ArrayThreadsTest, TheStreamOfEventsHasNoAnomaliesAndAddsUp) {
  Auditor auditor;
  PeakMeter meter;
  Shelf shelf;
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < 8; ++i) threads.emplace_back([&shelf, i] { Work(shelf, i); });
  for (std::thread& thread : threads) thread.join();
  shelf.Clear();
  EXPECT_EQ(auditor.anomalies(), 0);
  EXPECT_EQ(auditor.live_bytes(), 0);
  EXPECT_EQ(meter.Read().live_bytes, 0);
  EXPECT_GT(meter.Read().copy_count, 8 * 400);
}

}  // namespace
}  // namespace tidemark
