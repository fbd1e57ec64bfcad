// Eight threads make, view, copy, share and drop arrays; what an observer heard must make sense.
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <random>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "tests/support/temp_folder.h"
#include "tidemark/analysis/analyze.h"
#include "tidemark/array/array.h"
#include "tidemark/memory/peak_meter.h"
#include "tidemark/record/session.h"

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
    if (looked.has_value()) {
      EXPECT_EQ(looked[Slice().by(-1)].copy()(0), 1);
    }
    if (other.has_value()) {
      EXPECT_GE(other.buffer_nbytes(), 16);
    }
  }
}

// Eight threads at work on one shelf.
void WorkTogether() {
  Shelf shelf;
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < 8; ++i) threads.emplace_back([&shelf, i] { Work(shelf, i); });
  for (std::thread& thread : threads) thread.join();
  shelf.Clear();
}

TEST(ArrayThreadsTest, TheStreamOfEventsHasNoAnomaliesAndAddsUp) {
  Auditor auditor;
  const PeakMeter meter;
  WorkTogether();
  EXPECT_EQ(auditor.anomalies(), 0);
  EXPECT_EQ(auditor.live_bytes(), 0);
  EXPECT_EQ(meter.Read().live_bytes, 0);
  EXPECT_GT(meter.Read().copy_count, 8 * 400);
}

TEST(ArrayThreadsTest, TheReportOfTheTraceAddsUpToTheSame) {
  for (const char* const name : {"run.tmk", "run.json"}) {
    const test_support::TempFolder folder;
    const PeakMeter meter;
    Session session({.path = folder.File(name)});
    WorkTogether();
    ASSERT_TRUE(session.Close().ok());
    const PeakMeter::Figures counted = meter.Read();
    const auto report = analysis::Analyze(folder.File(name));
    ASSERT_TRUE(report.ok()) << report.status();
    for (const auto& [kind, anomaly] : report->trace.anomalies) EXPECT_EQ(anomaly.count, 0) << kind;
    EXPECT_FALSE(report->trace.truncated);
    EXPECT_EQ(report->trace.lost_events, 0);
    EXPECT_EQ(report->totals.alloc_count, counted.alloc_count);
    EXPECT_EQ(report->totals.alloc_bytes, counted.alloc_bytes);
    EXPECT_EQ(report->totals.free_count, counted.free_count);
    EXPECT_EQ(report->totals.view_count, counted.view_count);
    EXPECT_EQ(report->totals.copy_count, counted.copy_count);
    EXPECT_EQ(report->totals.copy_bytes, counted.copy_bytes);
    EXPECT_EQ(report->totals.op_count, counted.op_count);
    EXPECT_EQ(report->totals.live_end_bytes, counted.live_bytes);
    EXPECT_EQ(report->totals.thread_count, 9);  // the main thread clears the shelf
  }
}

}  // namespace
}  // namespace tidemark
