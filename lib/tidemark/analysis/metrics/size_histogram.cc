#include "tidemark/analysis/metrics/size_histogram.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "tidemark/analysis/model/weight.h"

namespace tidemark::analysis {
namespace {

// 0: of no bytes; n + 1: of more than 2^(n - 1) and at most 2^n.
size_t ClassOf(int64_t bytes) {
  if (bytes <= 0) return 0;
  return 1 + static_cast<size_t>(std::bit_width(static_cast<uint64_t>(bytes - 1)));
}

int64_t MostOf(size_t number) {
  if (number == 0) return 0;
  return number < 64 ? int64_t{1} << (number - 1) : std::numeric_limits<int64_t>::max();
}

}  // namespace

void SizeHistogram::OnAlloc(LiveBuffer& buffer, const Moment& now) {
  if (buffer.external) return;
  if (!buffer.sampled) newest_.NoteAlloc(now.thread, buffer.serial);
  Class& of = classes_[ClassOf(buffer.bytes)];
  of.weight += buffer.weight();
  of.bytes += Weighted(buffer.bytes, buffer.weight());
}

void SizeHistogram::OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& now) {
  if (buffer.external || end.free_missed || !newest_.IsTemporary(now.thread, buffer.serial)) return;
  classes_[ClassOf(buffer.bytes)].temporaries += buffer.weight();
}

void SizeHistogram::OnTraceEnd(const TraceEnd& end) {
  std::array<WideSum, 65> live = {};
  for (const LiveBuffer* const buffer : end.buffers) {
    if (!buffer->external) live[ClassOf(buffer->bytes)] += buffer->weight();
  }
  for (size_t i = 0; i < classes_.size(); ++i) {
    const Class& of = classes_[i];
    if (of.weight == 0 && live[i] == 0) continue;
    end.report.details.sizes.push_back({.least = i < 2 ? MostOf(i) : MostOf(i - 1) + 1,
                                        .most = MostOf(i),
                                        .count = NarrowCount(of.weight),
                                        .bytes = Narrow(of.bytes),
                                        .temporary_count = NarrowCount(of.temporaries),
                                        .live_end_count = NarrowCount(live[i])});
  }
}

}  // namespace tidemark::analysis
