// An observer that only counts allocations, views, copies and frees, and the peak.
//
// Used by tests and programs that need figures without a trace.
//
// Units: bytes as requested; adopted (external) buffers count in none of the figures.
// Threading: counts from all threads are exact. With several threads the peak is the largest value
//   that the running sum takes, in the order in which the events reach the meter.
// A buffer with an id that is older than the meter is counted neither as live nor as freed; one
//   that is known by its address only lowers the live figure when it is freed.
//
//   PeakMeter meter;
//   { Array<double> a = zeros<double>({1000}); }
//   meter.Read().peak_bytes;  // 8000
#ifndef TIDEMARK_MEMORY_PEAK_METER_H_
#define TIDEMARK_MEMORY_PEAK_METER_H_

#include <atomic>
#include <cstdint>

#include "tidemark/memory/observer.h"

namespace tidemark {

class PeakMeter : public MemoryObserver {
 public:
  struct Figures {
    int64_t live_bytes = 0;
    int64_t peak_bytes = 0;
    int64_t live_count = 0;
    int64_t alloc_count = 0;
    int64_t alloc_bytes = 0;
    int64_t free_count = 0;
    int64_t view_count = 0;
    int64_t copy_count = 0;
    int64_t copy_bytes = 0;
    int64_t op_count = 0;
  };

  // Attaches itself for its lifetime. With kMaxObservers attached already it stays at zero.
  PeakMeter();
  ~PeakMeter() override;
  PeakMeter(const PeakMeter&) = delete;
  PeakMeter& operator=(const PeakMeter&) = delete;

  bool attached() const { return attached_; }

  Figures Read() const;

  // Resets the peak to the bytes live now; the counts go on.
  void ResetPeak();

  void OnAlloc(const AllocInfo& info) noexcept override;
  void OnResize(const ResizeInfo& info) noexcept override;
  void OnView(const ViewInfo& info) noexcept override;
  void OnCopy(const CopyInfo& info) noexcept override;
  void OnOp(const OpInfo& info) noexcept override;
  void OnFree(const FreeInfo& info) noexcept override;

 private:
  void AddLive(int64_t bytes) noexcept;
  bool Watched(BufferId buffer) const noexcept;

  BufferId first_;  // buffers with smaller ids are older than this meter
  bool attached_;
  std::atomic<int64_t> live_bytes_{0};
  std::atomic<int64_t> peak_bytes_{0};
  std::atomic<int64_t> alloc_count_{0};
  std::atomic<int64_t> alloc_bytes_{0};
  std::atomic<int64_t> free_count_{0};
  std::atomic<int64_t> view_count_{0};
  std::atomic<int64_t> copy_count_{0};
  std::atomic<int64_t> copy_bytes_{0};
  std::atomic<int64_t> op_count_{0};
};

}  // namespace tidemark

#endif  // TIDEMARK_MEMORY_PEAK_METER_H_
