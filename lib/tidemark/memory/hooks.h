// Where allocating code reports events to the attached observers; nearly free when there are none.
//
// Called by the array library and the tracking allocators; calls every attached MemoryObserver.
//
// Cost: with no observer attached HooksActive() is one load of a read-mostly word and a branch that
//   predicts; build the info struct only after it. With -DTIDEMARK_HOOKS=OFF it is constant false
//   and the guarded code is compiled out.
// Threading: any thread, any time, also during thread exit; not from signal handlers.
// Errors: none; hooks never throw and allocate nothing that is tracked.
//
//   if (HooksActive()) Notify(&MemoryObserver::OnAlloc, AllocInfo{.buffer = id, .bytes = n});
#ifndef TIDEMARK_MEMORY_HOOKS_H_
#define TIDEMARK_MEMORY_HOOKS_H_

#include <array>
#include <atomic>

#include "tidemark/memory/event_info.h"
#include "tidemark/memory/observer.h"

namespace tidemark {

namespace memory_internal {

// How many observers are attached; written under the list's mutex only.
extern std::atomic<int> observer_count;

// The observers; a null entry is free.
extern std::array<std::atomic<MemoryObserver*>, kMaxObservers> observers;

// Marks the calling thread as dispatching, so that DetachObserver waits for it and events caused by
// observers are not reported. False when the thread is dispatching already.
bool EnterDispatch() noexcept;
void LeaveDispatch() noexcept;

}  // namespace memory_internal

// Set by the build; defaults to how the libraries are usually built.
#ifndef TIDEMARK_HOOKS
#define TIDEMARK_HOOKS 1
#endif

// Whether an observer is attached.
inline bool HooksActive() noexcept {
#if TIDEMARK_HOOKS
  return __builtin_expect(memory_internal::observer_count.load(std::memory_order_relaxed) != 0,
                          0) != 0;
#else
  return false;
#endif
}

// Calls `method` of every attached observer.
template <class Info>
void Notify(void (MemoryObserver::*method)(const Info&) noexcept, const Info& info) noexcept {
  if (!memory_internal::EnterDispatch()) return;
  for (std::atomic<MemoryObserver*>& slot : memory_internal::observers) {
    MemoryObserver* observer = slot.load(std::memory_order_acquire);
    if (observer != nullptr) (observer->*method)(info);
  }
  memory_internal::LeaveDispatch();
}

// New ids, never 0 and unique in the process.
BufferId NewBufferId() noexcept;
ViewId NewViewId() noexcept;
// The first of `count` ids in a row.
BufferId NewBufferIds(int64_t count) noexcept;
ViewId NewViewIds(int64_t count) noexcept;

// For a buffer that was allocated while no observer was attached and must now be named in an event.
// Such ids form a range of their own, so that an observer knows that it has not seen the alloc.
BufferId NewUnwatchedBufferId() noexcept;
bool IsUnwatched(BufferId id) noexcept;

}  // namespace tidemark

#endif  // TIDEMARK_MEMORY_HOOKS_H_
