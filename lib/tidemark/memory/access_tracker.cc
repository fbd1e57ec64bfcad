#include "tidemark/memory/access_tracker.h"

#include "tidemark/base/clock.h"

namespace tidemark {
namespace {

// An atomic maximum.
void RaiseTo(std::atomic<int64_t>& time, int64_t now) noexcept {
  int64_t seen = time.load(std::memory_order_relaxed);
  while (seen < now && !time.compare_exchange_weak(seen, now, std::memory_order_relaxed)) {
  }
}

// True for exactly one of the callers that find the bit set.
bool Disarm(std::atomic<uint8_t>& armed, uint8_t bit) noexcept {
  if ((armed.load(std::memory_order_relaxed) & bit) == 0) return false;
  const auto mask = static_cast<uint8_t>(~bit);
  return (armed.fetch_and(mask, std::memory_order_relaxed) & bit) != 0;
}

}  // namespace

void AccessTracker::ReportRead(BufferId buffer, ViewId view, SourceLocation site) noexcept {
  StampRead();
  if (Disarm(armed_, kRead)) {
    Notify(&MemoryObserver::OnFirstRead, AccessInfo{.buffer = buffer, .view = view, .site = site});
  }
}

void AccessTracker::ReportWrite(BufferId buffer, ViewId view, SourceLocation site) noexcept {
  StampWrite();
  if (Disarm(armed_, kWrite)) {
    Notify(&MemoryObserver::OnFirstWrite, AccessInfo{.buffer = buffer, .view = view, .site = site});
  }
}

void AccessTracker::ReportEscape(BufferId buffer, ViewId view, SourceLocation site,
                                 bool for_writing) noexcept {
  if (escape_reported_.exchange(true, std::memory_order_relaxed)) {
    return for_writing ? ReportWrite(buffer, view, site) : ReportRead(buffer, view, site);
  }
  for_writing ? StampWrite() : StampRead();
  Disarm(armed_, for_writing ? kWrite : kRead);
  Notify(for_writing ? &MemoryObserver::OnFirstWrite : &MemoryObserver::OnFirstRead,
         AccessInfo{.buffer = buffer, .view = view, .site = site, .escaped = true});
}

void AccessTracker::StampRead() noexcept { RaiseTo(last_read_, MonotonicNanos()); }
void AccessTracker::StampWrite() noexcept { RaiseTo(last_write_, MonotonicNanos()); }

}  // namespace tidemark
