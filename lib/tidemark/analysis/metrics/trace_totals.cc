#include "tidemark/analysis/metrics/trace_totals.h"

#include <algorithm>
#include <variant>

#include "tidemark/analysis/model/places.h"
#include "tidemark/analysis/model/weight.h"

namespace tidemark::analysis {

void TraceTotals::SetThread(ThreadId thread) {
  thread_ = thread;
  newest_ = &newest_of_thread_[thread.value()];
}

void TraceTotals::OnEvent(const trace::Event& event, const Moment& now) {
  NoteThread(now);
  if (const auto* copy = std::get_if<trace::Copy>(&event.body)) {
    has_arrays_ = true;
    ++totals_.copy_count;
    copy_bytes_ += copy->bytes;
    copy_sites_.Add(now.site, copy->bytes);
  } else if (std::holds_alternative<trace::Op>(event.body)) {
    ++totals_.op_count;
  }
}

void TraceTotals::OnAlloc(LiveBuffer& buffer, const Moment& now) {
  has_arrays_ = has_arrays_ || buffer.observed;
  has_heap_ = has_heap_ || buffer.kind == BlockKind::kHeap;
  if (buffer.external) {
    ++totals_.external_count;
    external_bytes_ += buffer.bytes;
    return;
  }
  const WideSum bytes = Weighted(buffer.bytes, buffer.weight());
  allocs_ += buffer.weight();
  alloc_bytes_ += bytes;
  alloc_sites_.Add(now.site, bytes, buffer.weight());
  NoteSize(buffer, now);
  ++totals_.alloc_count;
  // Between samples there may have been other allocations.
  if (!buffer.sampled) *newest_ = buffer.serial;
}

void TraceTotals::NoteSize(const LiveBuffer& buffer, const Moment& now) {
  if (totals_.alloc_count == 0 || buffer.bytes > totals_.largest_alloc_bytes) {
    largest_alloc_site_ = now.site;
  }
  totals_.largest_alloc_bytes = std::max(totals_.largest_alloc_bytes, buffer.bytes);
}

// What it grows by is allocated there, and not where the buffer was made.
void TraceTotals::OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& now) {
  if (buffer.external) return;
  ++totals_.resize_count;
  NoteSize(buffer, now);
  const WideSum growth =
      Weighted(buffer.bytes, buffer.weight()) - Weighted(bytes_before, buffer.weight());
  if (growth <= 0) return;
  alloc_bytes_ += growth;
  alloc_sites_.Add(now.site, growth, 0);
}

void TraceTotals::OnView(LiveBuffer& buffer, const LiveView& view, const LiveView* /*parent*/,
                         const Moment& now) {
  if (!view.owner) CountView(buffer, now);
}

void TraceTotals::OnRepeatedView(LiveBuffer& buffer, const Moment& now) { CountView(buffer, now); }

void TraceTotals::CountView(const LiveBuffer& buffer, const Moment& now) {
  has_arrays_ = true;
  ++totals_.view_count;
  view_sites_.Add(now.site, buffer.bytes);
}

void TraceTotals::OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& /*now*/) {
  last_free_was_temporary_ = false;
  if (buffer.external || end.free_missed) return;
  frees_ += buffer.weight();
  if (*newest_ != buffer.serial) return;
  last_free_was_temporary_ = true;
  temporaries_ += buffer.weight();
  temporary_sites_.Add(buffer.site, buffer.bytes);
}

Origins TraceTotals::FindOrigins(Places* places) const {
  Origins origins;
  origins.allocs = alloc_sites_.Report(places, kSitesWithCallers);
  origins.copies = copy_sites_.Report(places);
  origins.views = view_sites_.Report(places);
  origins.temporaries = temporary_sites_.Report(places);
  if (totals_.alloc_count > 0) {
    origins.largest_alloc.push_back({.site = places->Resolve(largest_alloc_site_),
                                     .bytes = totals_.largest_alloc_bytes,
                                     .count = 1,
                                     .callers = {}});
  }
  return origins;
}

void TraceTotals::OnTraceEnd(const TraceEnd& end) {
  Report& report = end.report;
  report.trace.heap_only = has_heap_ && !has_arrays_;
  report.totals = totals_;
  report.totals.alloc_count = NarrowCount(allocs_);
  report.totals.free_count = NarrowCount(frees_);
  report.totals.temporary_count = NarrowCount(temporaries_);
  report.totals.alloc_bytes = Narrow(alloc_bytes_);
  report.totals.copy_bytes = Narrow(copy_bytes_);
  report.totals.external_bytes = Narrow(external_bytes_);
  // Events without a thread are counted under 0, which is none.
  report.totals.thread_count =
      static_cast<int64_t>(newest_of_thread_.size()) - (newest_of_thread_.Contains(0) ? 1 : 0);
  report.copies.count = report.totals.copy_count;
  report.copies.bytes = report.totals.copy_bytes;
  report.origins = FindOrigins(&end.places);
}

}  // namespace tidemark::analysis
