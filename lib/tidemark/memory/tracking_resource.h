// Tracking for programs that do not use Array: a std::pmr resource and a std allocator.
//
// Used with containers; every allocation and free is reported to the observers. Buffers are named
// by address (no per-allocation state is kept).
//
// Ownership: the upstream resource is borrowed and must outlive the TrackingResource.
// Threading: as thread-safe as upstream; the reporting itself is safe from any thread.
// Errors: upstream's std::bad_alloc, reported as an oom event and rethrown; BudgetExceeded
//   (budget.h).
// Site: where the resource or allocator was constructed, because the pmr interface has no call
//   site. An allocator that a container default-constructs has a line of the standard library; pass
//   one for yours: std::vector<int, TrackingAllocator<int>> v(TrackingAllocator<int>("samples")).
//
//   TrackingResource resource("parse tree");
//   std::pmr::vector<int> v(&resource);
//   std::vector<int, TrackingAllocator<int>> w;
#ifndef TIDEMARK_MEMORY_TRACKING_RESOURCE_H_
#define TIDEMARK_MEMORY_TRACKING_RESOURCE_H_

#include <cstddef>
#include <memory_resource>
#include <type_traits>

#include "tidemark/base/source_location.h"
#include "tidemark/memory/event_info.h"

namespace tidemark {

class TrackingResource : public std::pmr::memory_resource {
 public:
  // `label` is null or a literal.
  explicit TrackingResource(const char* label = nullptr,
                            std::pmr::memory_resource* upstream = std::pmr::get_default_resource(),
                            SourceLocation site = SourceLocation::Current())
      : upstream_(upstream), label_(label), site_(site) {}

  std::pmr::memory_resource* upstream() const { return upstream_; }

 private:
  void* do_allocate(std::size_t bytes, std::size_t alignment) override;
  void do_deallocate(void* address, std::size_t bytes, std::size_t alignment) override;
  // Equal only to itself or to one with the same upstream: memory may be freed through either.
  bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override;

  std::pmr::memory_resource* upstream_;
  const char* label_;
  SourceLocation site_;
};

namespace memory_internal {

// Tracked operator new and delete; alignments up to __STDCPP_DEFAULT_NEW_ALIGNMENT__ use the
// unaligned forms.
void* TrackedNew(std::size_t bytes, std::size_t alignment, const char* label, SourceLocation site);
void TrackedDelete(void* address, std::size_t bytes, std::size_t alignment) noexcept;
[[noreturn]] void ThrowArrayTooLarge();

}  // namespace memory_internal

// All instances compare equal: any two can free each other's memory.
template <class T>
class TrackingAllocator {
 public:
  using value_type = T;
  using is_always_equal = std::true_type;
  using propagate_on_container_move_assignment = std::true_type;

  explicit TrackingAllocator(const char* label = nullptr,
                             SourceLocation site = SourceLocation::Current()) noexcept
      : label_(label), site_(site) {}
  template <class U>
  TrackingAllocator(const TrackingAllocator<U>& other) noexcept
      : label_(other.label()), site_(other.site()) {}

  T* allocate(std::size_t n) {
    if (n > static_cast<std::size_t>(PTRDIFF_MAX) / sizeof(T)) {
      memory_internal::ThrowArrayTooLarge();
    }
    return static_cast<T*>(memory_internal::TrackedNew(n * sizeof(T), alignof(T), label_, site_));
  }
  void deallocate(T* address, std::size_t n) noexcept {
    memory_internal::TrackedDelete(address, n * sizeof(T), alignof(T));
  }

  const char* label() const noexcept { return label_; }
  SourceLocation site() const noexcept { return site_; }

  template <class U>
  friend bool operator==(const TrackingAllocator&, const TrackingAllocator<U>&) noexcept {
    return true;
  }

 private:
  const char* label_;
  SourceLocation site_;
};

}  // namespace tidemark

#endif  // TIDEMARK_MEMORY_TRACKING_RESOURCE_H_
