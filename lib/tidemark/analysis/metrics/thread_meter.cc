#include "tidemark/analysis/metrics/thread_meter.h"

#include "tidemark/analysis/model/weight.h"

namespace tidemark::analysis {

void ThreadMeter::ChangeLive(const LiveBuffer& buffer, WideSum bytes, WideSum weight) {
  threads_[makers_[buffer.serial]].live.Change(bytes, weight, peaks_);
}

void ThreadMeter::OnAlloc(LiveBuffer& buffer, const Moment& now) {
  if (buffer.external) return;
  if (!buffer.sampled) newest_.NoteAlloc(now.thread, buffer.serial);
  makers_[buffer.serial] = now.thread;
  const WideSum bytes = Weighted(buffer.bytes, buffer.weight());
  Thread& thread = threads_[now.thread];
  thread.allocs += buffer.weight();
  thread.alloc_bytes += bytes;
  ChangeLive(buffer, bytes, buffer.weight());
}

void ThreadMeter::OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& now) {
  if (buffer.external) return;
  const WideSum change =
      Weighted(buffer.bytes, buffer.weight()) - Weighted(bytes_before, buffer.weight());
  if (change > 0) threads_[now.thread].alloc_bytes += change;
  ChangeLive(buffer, change, 0);
}

void ThreadMeter::OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& now) {
  const auto maker = makers_.find(buffer.serial);
  if (maker == makers_.end()) return;
  if (!end.free_missed) {
    Thread& thread = threads_[now.thread];
    thread.frees += buffer.weight();
    if (maker->second != now.thread) thread.foreign_frees += buffer.weight();
    if (newest_.IsTemporary(now.thread, buffer.serial)) thread.temporaries += buffer.weight();
  }
  ChangeLive(buffer, -Weighted(buffer.bytes, buffer.weight()), -WideSum(buffer.weight()));
  makers_.erase(buffer.serial);
}

void ThreadMeter::OnCopy(const CopyMade& copy, const Moment& now) {
  Thread& thread = threads_[now.thread];
  ++thread.copies;
  thread.copy_bytes += copy.event.bytes;
}

void ThreadMeter::OnTraceEnd(const TraceEnd& end) {
  for (const auto& [id, thread] : threads_) {
    end.report.details.threads.push_back({.thread = id.value(),
                                          .alloc_count = NarrowCount(thread.allocs),
                                          .alloc_bytes = Narrow(thread.alloc_bytes),
                                          .free_count = NarrowCount(thread.frees),
                                          .foreign_free_count = NarrowCount(thread.foreign_frees),
                                          .temporary_count = NarrowCount(thread.temporaries),
                                          .copy_count = thread.copies,
                                          .copy_bytes = Narrow(thread.copy_bytes),
                                          .peak_bytes = Narrow(thread.live.AtPeak(peaks_).bytes),
                                          .live_end_bytes = Narrow(thread.live.now().bytes)});
  }
}

}  // namespace tidemark::analysis
