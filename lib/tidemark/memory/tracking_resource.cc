#include "tidemark/memory/tracking_resource.h"

#include <new>

#include "tidemark/memory/budget.h"
#include "tidemark/memory/hooks.h"

namespace tidemark {
namespace {

// Obtains memory by `obtain` under the thread's budgets and reports it. The charge is never
// released: these allocations have no header in which to keep their account, so a budget over
// containers bounds their total allocations, not their live bytes.
template <class Obtain>
void* AllocateTracked(std::size_t bytes, std::size_t alignment, BufferKind kind, const char* label,
                      SourceLocation site, Obtain obtain) {
  const auto size = static_cast<int64_t>(bytes);
  BudgetCharge charge = BudgetCharge::Take(size, site);
  void* address = nullptr;
  try {
    address = obtain();
  } catch (const std::bad_alloc&) {
    charge.Release(size);
    if (HooksActive()) Notify(&MemoryObserver::OnOom, OomInfo{.bytes = size, .site = site});
    throw;
  }
  charge.Forget();
  if (HooksActive()) {
    Notify(&MemoryObserver::OnAlloc, AllocInfo{.address = address,
                                               .bytes = size,
                                               .alignment = static_cast<int64_t>(alignment),
                                               .kind = kind,
                                               .label = label,
                                               .site = site});
  }
  return address;
}

void ReportFree(const void* address, std::size_t bytes, BufferKind kind) noexcept {
  if (!HooksActive()) return;
  Notify(&MemoryObserver::OnFree,
         FreeInfo{.address = address, .bytes = static_cast<int64_t>(bytes), .kind = kind});
}

bool NeedsAlignedNew(std::size_t alignment) { return alignment > __STDCPP_DEFAULT_NEW_ALIGNMENT__; }

}  // namespace

void* TrackingResource::do_allocate(std::size_t bytes, std::size_t alignment) {
  return AllocateTracked(bytes, alignment, BufferKind::kPmr, label_, site_,
                         [&] { return upstream_->allocate(bytes, alignment); });
}

void TrackingResource::do_deallocate(void* address, std::size_t bytes, std::size_t alignment) {
  ReportFree(address, bytes, BufferKind::kPmr);
  upstream_->deallocate(address, bytes, alignment);
}

bool TrackingResource::do_is_equal(const std::pmr::memory_resource& other) const noexcept {
  if (this == &other) return true;
  const auto* tracking = dynamic_cast<const TrackingResource*>(&other);
  return tracking != nullptr && *upstream_ == *tracking->upstream_;
}

namespace memory_internal {

void* TrackedNew(std::size_t bytes, std::size_t alignment, const char* label, SourceLocation site) {
  return AllocateTracked(bytes, alignment, BufferKind::kStd, label, site, [&] {
    return NeedsAlignedNew(alignment) ? ::operator new(bytes, std::align_val_t(alignment))
                                      : ::operator new(bytes);
  });
}

// Not the sized forms, which clang 14 does not declare by default.
void TrackedDelete(void* address, std::size_t bytes, std::size_t alignment) noexcept {
  ReportFree(address, bytes, BufferKind::kStd);
  if (NeedsAlignedNew(alignment)) {
    ::operator delete(address, std::align_val_t(alignment));
  } else {
    ::operator delete(address);
  }
}

void ThrowArrayTooLarge() { throw std::bad_array_new_length(); }

}  // namespace memory_internal
}  // namespace tidemark
