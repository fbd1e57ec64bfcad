#include "tidemark/memory/peak_meter.h"

#include "tidemark/memory/hooks.h"

namespace tidemark {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;

}  // namespace

PeakMeter::PeakMeter() : first_(NewBufferId()), attached_(AttachObserver(this)) {}

PeakMeter::~PeakMeter() {
  if (attached_) DetachObserver(this);
}

bool PeakMeter::Watched(BufferId buffer) const noexcept {
  return !buffer || (!IsUnwatched(buffer) && buffer > first_);
}

void PeakMeter::AddLive(int64_t bytes) noexcept {
  const int64_t live = live_bytes_.fetch_add(bytes, kRelaxed) + bytes;
  int64_t peak = peak_bytes_.load(kRelaxed);
  while (peak < live && !peak_bytes_.compare_exchange_weak(peak, live, kRelaxed)) {
  }
}

void PeakMeter::OnAlloc(const AllocInfo& info) noexcept {
  if (info.kind == BufferKind::kExternal) return;
  alloc_count_.fetch_add(1, kRelaxed);
  alloc_bytes_.fetch_add(info.bytes, kRelaxed);
  AddLive(info.bytes);
}

void PeakMeter::OnResize(const ResizeInfo& info) noexcept {
  if (Watched(info.buffer)) AddLive(info.bytes - info.old_bytes);
}

void PeakMeter::OnView(const ViewInfo&) noexcept { view_count_.fetch_add(1, kRelaxed); }

void PeakMeter::OnCopy(const CopyInfo& info) noexcept {
  copy_count_.fetch_add(1, kRelaxed);
  copy_bytes_.fetch_add(info.bytes, kRelaxed);
}

void PeakMeter::OnOp(const OpInfo&) noexcept { op_count_.fetch_add(1, kRelaxed); }

void PeakMeter::OnFree(const FreeInfo& info) noexcept {
  if (info.kind == BufferKind::kExternal || !Watched(info.buffer)) return;
  free_count_.fetch_add(1, kRelaxed);
  live_bytes_.fetch_sub(info.bytes, kRelaxed);
}

PeakMeter::Figures PeakMeter::Read() const {
  Figures figures;
  figures.live_bytes = live_bytes_.load(kRelaxed);
  figures.peak_bytes = peak_bytes_.load(kRelaxed);
  figures.alloc_count = alloc_count_.load(kRelaxed);
  figures.alloc_bytes = alloc_bytes_.load(kRelaxed);
  figures.free_count = free_count_.load(kRelaxed);
  figures.live_count = figures.alloc_count - figures.free_count;
  figures.view_count = view_count_.load(kRelaxed);
  figures.copy_count = copy_count_.load(kRelaxed);
  figures.copy_bytes = copy_bytes_.load(kRelaxed);
  figures.op_count = op_count_.load(kRelaxed);
  return figures;
}

void PeakMeter::ResetPeak() { peak_bytes_.store(live_bytes_.load(kRelaxed), kRelaxed); }

}  // namespace tidemark
