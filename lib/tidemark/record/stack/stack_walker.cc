#include "tidemark/record/stack/stack_walker.h"

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>

#include "tidemark/record/os/address.h"

namespace tidemark::record {
namespace {

// Whether an address is in the C library, in which every thread starts.
bool IsInCLibrary(uintptr_t address) {
  dl_find_object here;
  dl_find_object library;
  return _dl_find_object(PointerTo<void>(address), &here) == 0 &&
         _dl_find_object(reinterpret_cast<void*>(&::getpid), &library) == 0 &&
         here.dlfo_map_start == library.dlfo_map_start;
}

// Whether the walk by frame pointers (innermost first) found the same frames as the tables. It may
// miss the outermost few, in which the C library, built without frame pointers, calls main or the
// thread's function: these frames are irrelevant.
bool SameFrames(const uintptr_t* pointers, size_t count, const CallStack& tables) {
  constexpr size_t kMostOfCLibrary = 3;
  const size_t common = std::min(count, tables.size());
  for (size_t i = 0; i < common; ++i) {
    if (pointers[i] != tables.address(tables.size() - 1 - i)) return false;
  }
  const size_t missing = tables.size() - common;  // the outermost
  if (missing == 0) return true;                  // the tables ended early: code without tables
  if (missing > kMostOfCLibrary) return false;
  size_t of_c_library = 0;
  while (of_c_library < missing && IsInCLibrary(tables.address(of_c_library) - 1)) ++of_c_library;
  return of_c_library == missing || IsInCLibrary(pointers[count - 1] - 1);
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

void StackWalker::Collect(uintptr_t frame, const StackBounds& bounds, uint64_t seed, uint64_t hash,
                          CallStack* stack) noexcept {
  if (mode_ == StackMode::kDwarf) return;  // Identify has walked
  uintptr_t* const addresses = stack->scratch();
  size_t count = 0;
  VisitFramePointers(frame, bounds, [&](uintptr_t address) { addresses[count++] = address; });
  if (mode_ == StackMode::kAuto) {
    IdentifyByTables(frame, bounds, seed, stack);
    if (!SameFrames(addresses, count, *stack)) return;
  }
  stack->Assign(addresses, count, hash);
}

}  // namespace tidemark::record
