// Knows for one buffer whether its next read and its next write are news, and when the last were.
//
// Owned by each tracked buffer; fed by whoever reads, writes or copies it; the observers hear of
// the first read and the first write after the buffer was made or took part in a copy ("armed").
// Logging every access would cost an event an element, and whether a copy was needed only asks
// whether either side changed after it.
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

  // A raw pointer was handed out, for reading or for writing. Always reported, once a buffer.
  void NoteEscape(BufferId buffer, ViewId view, SourceLocation site, bool for_writing) noexcept {
    if (HooksActive()) ReportEscape(buffer, view, site, for_writing);
  }

  // An operation, which is an event by itself, read or wrote the buffer: only the times move.
  void TouchRead() noexcept {
    if (HooksActive()) StampRead();
  }
  void TouchWrite() noexcept {
    if (HooksActive()) StampWrite();
  }

  void Arm() noexcept { armed_.store(kRead | kWrite, std::memory_order_relaxed); }

  // MonotonicNanos; 0 when there was none while somebody listened.
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
