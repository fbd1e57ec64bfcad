#include "tidemark/record/stack_walker.h"

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>

namespace tidemark::record {
namespace {

// Whether an address is the C library's, in which every thread begins.
bool IsInCLibrary(uintptr_t address) {
  dl_find_object here;
  dl_find_object library;
  return _dl_find_object(reinterpret_cast<void*>(address), &here) == 0 &&
         _dl_find_object(reinterpret_cast<void*>(&::getpid), &library) == 0 &&
         here.dlfo_map_start == library.dlfo_map_start;
}

// Whether frame pointers led along the same frames as the tables. They may miss the last few, in
// which the C library calls main or the thread's function: it does not keep them, and nobody needs
// these frames.
bool SameFrames(const CallStack& pointers, const CallStack& tables) {
  constexpr size_t kMostOfCLibrary = 3;
  const size_t common = std::min(pointers.count, tables.count);
  if (!std::equal(pointers.addresses, pointers.addresses + common, tables.addresses)) return false;
  if (tables.count <= pointers.count) return true;  // code without tables on the way
  return tables.count - common <= kMostOfCLibrary &&
         IsInCLibrary(pointers.addresses[common - 1] - 1);
}

}  // namespace

const char* StackModeName(StackMode mode) noexcept {
  switch (mode) {
    case StackMode::kOff:
      return "off";
    case StackMode::kFramePointer:
      return "fp";
    case StackMode::kDwarf:
      return "dwarf";
    case StackMode::kAuto:
      return "auto";
  }
  return "";
}

bool StackWalker::Reconsider(uintptr_t frame, const StackBounds& bounds,
                             CallStack* stack) noexcept {
  if (mode() != StackMode::kAuto) return false;
  CallStack other;
  other.from_tables = true;
  other.count = unwinder_.Walk(frame, bounds, other.addresses);
  if (SameFrames(*stack, other)) return false;
  mode_.store(StackMode::kDwarf, std::memory_order_relaxed);
  *stack = other;
  return true;
}

}  // namespace tidemark::record
