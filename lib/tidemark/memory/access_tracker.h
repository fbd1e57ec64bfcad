// Reports a buffer's first read and first write since arming, and keeps the times of the last ones.
//
// Owned by each tracked buffer and called by whoever reads, writes or copies it. A buffer is armed
// when it is created and whenever it takes part in a copy; observers get the first read and the
// first write after that. Reporting every access would cost an event per element, and whether a
// copy was needed only depends on whether either side changed after it.
//
// Cost: without an observer one predictable branch.
// Threading: any thread; concurrent first accesses are reported once.
//
//   tracker.NoteWrite(buffer_id, view_id, site);  // before the bytes change
//   tracker.Arm();                                // when the buffer was copied from or to
#ifndef TIDEMARK_MEMORY_ACCESS_TRACKER_H_
#define TIDEMARK_MEMORY_ACCESS_TRACKER_H_

#include <atomic>
#include <cstdint>

#include "tidemark/memory/event_info.h"
#include "tidemark/memory/hooks.h"

namespace tidemark {

class AccessTracker {
 public:
  void NoteRead(BufferId buffer, ViewId view, SourceLocation site) noexcept {
    if (HooksActive()) ReportRead(buffer, view, site);
  }
  void NoteWrite(BufferId buffer, ViewId view, SourceLocation site) noexcept {
    if (HooksActive()) ReportWrite(buffer, view, site);
  }

  // A raw pointer escaped, for reading or for writing. Always reported, once per buffer.
  void NoteEscape(BufferId buffer, ViewId view, SourceLocation site, bool for_writing) noexcept {
    if (HooksActive()) ReportEscape(buffer, view, site, for_writing);
  }

  // An operation, which is an event by itself, accessed the buffer: updates only the times.
  void TouchRead() noexcept {
    if (HooksActive()) StampRead();
  }
  void TouchWrite() noexcept {
    if (HooksActive()) StampWrite();
  }

  void Arm() noexcept { armed_.store(kRead | kWrite, std::memory_order_relaxed); }

  // MonotonicNanos; 0 when there was none while an observer was attached.
  int64_t last_read() const noexcept { return last_read_.load(std::memory_order_relaxed); }
  int64_t last_write() const noexcept { return last_write_.load(std::memory_order_relaxed); }

 private:
  static constexpr uint8_t kRead = 1;
  static constexpr uint8_t kWrite = 2;

  void ReportRead(BufferId buffer, ViewId view, SourceLocation site) noexcept;
  void ReportWrite(BufferId buffer, ViewId view, SourceLocation site) noexcept;
  void ReportEscape(BufferId buffer, ViewId view, SourceLocation site, bool for_writing) noexcept;
  void StampRead() noexcept;
  void StampWrite() noexcept;

  std::atomic<int64_t> last_read_{0};
  std::atomic<int64_t> last_write_{0};
  std::atomic<uint8_t> armed_{kRead | kWrite};
  std::atomic<bool> escape_reported_{false};
};

}  // namespace tidemark

#endif  // TIDEMARK_MEMORY_ACCESS_TRACKER_H_
