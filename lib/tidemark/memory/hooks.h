// Where allocating code reports its events: the call of a hook, nearly free when nobody listens.
//
// Called by the array library and the tracking allocators; calls every attached MemoryObserver.
//
// Cost: with no observer attached HooksActive() is one load of a read-mostly word and a branch that
//   predicts; build the info struct only behind it. With -DTIDEMARK_HOOKS=OFF it is constant false
//   and the code behind it is gone.
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

// Marks the calling thread as being inside the observers, so that DetachObserver can wait for it
// and events that an observer causes are not reported. False when the thread is inside already.
bool EnterDispatch() noexcept;
void LeaveDispatch() noexcept;

}  // namespace memory_internal

// Set by the build; who compiles by hand gets what the libraries are usually built with.
#ifndef TIDEMARK_HOOKS
#define TIDEMARK_HOOKS 1
#endif

// True when somebody listens.
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

// Fresh identifiers, never 0, never given twice in the life of the process.
BufferId NewBufferId() noexcept;
ViewId NewViewId() noexcept;

// For a buffer whose beginning nobody watched but that must now be named in an event. Such ids form
// a range of their own, so that an observer can tell that it never saw the buffer begin.
BufferId NewUnwatchedBufferId() noexcept;
bool IsUnwatched(BufferId id) noexcept;

}  // namespace tidemark

#endif  // TIDEMARK_MEMORY_HOOKS_H_
