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
  const size_t common = std::min(pointers.size(), tables.size());
  for (size_t i = 1; i <= common; ++i) {  // from the innermost
    if (pointers.address(pointers.size() - i) != tables.address(tables.size() - i)) return false;
  }
  if (tables.size() == common) return true;  // code without tables on the way
  return tables.size() - common <= kMostOfCLibrary && IsInCLibrary(pointers.address(0) - 1);
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

bool StackWalker::Reconsider(uintptr_t frame, const StackBounds& bounds, uint64_t seed,
                             const CallStack& stack, CallStack* tables) noexcept {
  if (mode() != StackMode::kAuto) return false;
  unwinder_.Walk(frame, bounds, seed, tables);
  if (SameFrames(stack, *tables)) return false;
  mode_.store(StackMode::kDwarf, std::memory_order_relaxed);
  return true;
}

}  // namespace tidemark::record
