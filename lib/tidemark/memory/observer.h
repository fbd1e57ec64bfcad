// The interface of observers of memory events, and how they are attached.
//
// Implemented by recorders, meters and tests; called by the hooks (hooks.h).
//
// Ownership: an attached observer is borrowed; it must be detached before it is destroyed.
// Threading: callbacks run concurrently, on the threads on which the events happen. Attach and
//   Detach may be called from any thread. When Detach returns, no callback of the observer is
//   running or will start, except those on the detaching thread's own call stack.
// Re-entry: what an observer allocates or copies during a callback is not reported to any observer.
// Errors: at most kMaxObservers at a time; AttachObserver returns false when the list is full.
//
//   struct Printer : MemoryObserver {
//     void OnAlloc(const AllocInfo& info) noexcept override { printf("%ld\n", long(info.bytes)); }
//   };
//   Printer printer;
//   AttachedObserver attached(&printer);  // until the end of the block
#ifndef TIDEMARK_MEMORY_OBSERVER_H_
#define TIDEMARK_MEMORY_OBSERVER_H_

#include "tidemark/memory/event_info.h"

namespace tidemark {

class MemoryObserver {
 public:
  virtual ~MemoryObserver() = default;

  virtual void OnAlloc(const AllocInfo&) noexcept {}
  virtual void OnResize(const ResizeInfo&) noexcept {}
  virtual void OnView(const ViewInfo&) noexcept {}
  virtual void OnDrop(const DropInfo&) noexcept {}
  virtual void OnCopy(const CopyInfo&) noexcept {}
  virtual void OnFirstWrite(const AccessInfo&) noexcept {}
  virtual void OnFirstRead(const AccessInfo&) noexcept {}
  virtual void OnOp(const OpInfo&) noexcept {}
  virtual void OnFree(const FreeInfo&) noexcept {}
  virtual void OnScopeBegin(const ScopeInfo&) noexcept {}
  virtual void OnScopeEnd(const ScopeInfo&) noexcept {}
  virtual void OnMark(const MarkInfo&) noexcept {}
  virtual void OnOom(const OomInfo&) noexcept {}
};

inline constexpr int kMaxObservers = 8;

// False when kMaxObservers are attached already; an observer attached twice is called twice.
bool AttachObserver(MemoryObserver* observer) noexcept;

// Detaches `observer` once; a no-op when it is not attached.
void DetachObserver(MemoryObserver* observer) noexcept;

// Attaches an observer for a scope (RAII).
class AttachedObserver {
 public:
  explicit AttachedObserver(MemoryObserver* observer) noexcept
      : observer_(observer), attached_(AttachObserver(observer)) {}
  ~AttachedObserver() {
    if (attached_) DetachObserver(observer_);
  }
  AttachedObserver(const AttachedObserver&) = delete;
  AttachedObserver& operator=(const AttachedObserver&) = delete;

  // False when kMaxObservers were attached already.
  bool attached() const { return attached_; }

 private:
  MemoryObserver* observer_;
  bool attached_;
};

}  // namespace tidemark

#endif  // TIDEMARK_MEMORY_OBSERVER_H_
