// libtidemark_kokkos.so: what a Kokkos program does with its views, for the recorder.
//
// Named by KOKKOS_TOOLS_LIBS, under `tidemark run`. Kokkos calls the functions below (its tools
// interface, kokkosp_*); allocations have their labels and memory spaces, deep copies a source and a
// destination, profiling regions are scopes, kernels operations.
//
// Threading: any thread. Errors: what is not known (a pointer that no allocation told of) is left out.
#include <cstdint>
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "tidemark/bridge/bridge.h"

namespace {

// A name of a memory space; the interface passes it by value.
struct SpaceHandle {
  char name[64];
};

struct Allocation {
  tm_buffer buffer;
  uint64_t bytes;
};

// Never destroyed, for Kokkos may be finalized after static objects.
struct State {
  std::mutex mutex;
  std::map<uintptr_t, Allocation> live;  // by address
};
State& Shared() {
  static State* const state = new State;
  return *state;
}

thread_local std::vector<std::string> regions;

bool IsHost(const SpaceHandle& space) { return std::strncmp(space.name, "Host", 4) == 0; }

uintptr_t AddressOf(const void* pointer) { return reinterpret_cast<uintptr_t>(pointer); }

// The view of the allocation that the address is in; null: of none. With the lock held.
tm_view FindAround(const void* pointer) {
  auto after = Shared().live.upper_bound(AddressOf(pointer));
  if (after == Shared().live.begin()) return nullptr;
  --after;
  if (AddressOf(pointer) >= after->first + after->second.bytes) return nullptr;
  return tm_buffer_owner(after->second.buffer);
}

// There is no place in the program to name but the label.
tm_site SiteOf(const char* label) { return tm_site_of("Kokkos", 0, label); }

void NoteKernel(const char* name) {
  // The interface does not say how long the name stays; what the site keeps does.
  const tm_op_info info = {.name = "kernel", .site = SiteOf(name)};
  tm_op(&info);
}

}  // namespace

#define TIDEMARK_EXPORT extern "C" [[gnu::visibility("default")]]

TIDEMARK_EXPORT void kokkosp_init_library(int /*sequence*/, uint64_t /*version*/,
                                          uint32_t /*devices*/, void* /*info*/) {}
TIDEMARK_EXPORT void kokkosp_finalize_library() {}

TIDEMARK_EXPORT void kokkosp_allocate_data(SpaceHandle space, const char* label,
                                           const void* pointer, uint64_t bytes) {
  const bool is_host = IsHost(space);
  const tm_buffer_info info = {.address = pointer,
                               .bytes = static_cast<int64_t>(bytes),
                               .kind = is_host ? TM_ARRAY : TM_DEVICE,
                               .space = is_host ? nullptr : space.name,
                               .label = label,
                               .site = SiteOf(label)};
  tm_heap_pause();
  {
    const std::lock_guard<std::mutex> lock(Shared().mutex);
    Shared().live[AddressOf(pointer)] = {tm_buffer_begin(&info), bytes};
  }
  tm_heap_resume();
}

TIDEMARK_EXPORT void kokkosp_deallocate_data(SpaceHandle /*space*/, const char* /*label*/,
                                             const void* pointer, uint64_t /*bytes*/) {
  tm_heap_pause();
  {
    const std::lock_guard<std::mutex> lock(Shared().mutex);
    const auto found = Shared().live.find(AddressOf(pointer));
    if (found != Shared().live.end()) {
      tm_buffer_end(found->second.buffer);
      Shared().live.erase(found);
    }
  }
  tm_heap_resume();
}

TIDEMARK_EXPORT void kokkosp_begin_deep_copy(SpaceHandle /*to_space*/, const char* to_label,
                                             const void* to, SpaceHandle /*from_space*/,
                                             const char* from_label, const void* from,
                                             uint64_t bytes) {
  const std::lock_guard<std::mutex> lock(Shared().mutex);
  const std::string place = std::string(to_label) + " = " + from_label;
  const tm_copy_info info = {.source = FindAround(from),
                             .destination = FindAround(to),
                             .bytes = static_cast<int64_t>(bytes),
                             .reason = TM_REQUESTED,
                             .op = "deep_copy",
                             .site = SiteOf(place.c_str())};
  tm_copy(&info);
}
TIDEMARK_EXPORT void kokkosp_end_deep_copy() {}

TIDEMARK_EXPORT void kokkosp_push_profile_region(const char* name) {
  regions.emplace_back(name);
  tm_scope_begin(name, 0);
}
TIDEMARK_EXPORT void kokkosp_pop_profile_region() {
  if (regions.empty()) return;
  tm_scope_end(regions.back().c_str());
  regions.pop_back();
}
TIDEMARK_EXPORT void kokkosp_profile_event(const char* name) { tm_mark(name, 0); }

TIDEMARK_EXPORT void kokkosp_begin_parallel_for(const char* name, uint32_t /*device*/,
                                                uint64_t* /*kernel*/) {
  NoteKernel(name);
}
TIDEMARK_EXPORT void kokkosp_begin_parallel_reduce(const char* name, uint32_t /*device*/,
                                                   uint64_t* /*kernel*/) {
  NoteKernel(name);
}
TIDEMARK_EXPORT void kokkosp_begin_parallel_scan(const char* name, uint32_t /*device*/,
                                                 uint64_t* /*kernel*/) {
  NoteKernel(name);
}
TIDEMARK_EXPORT void kokkosp_end_parallel_for(uint64_t /*kernel*/) {}
TIDEMARK_EXPORT void kokkosp_end_parallel_reduce(uint64_t /*kernel*/) {}
TIDEMARK_EXPORT void kokkosp_end_parallel_scan(uint64_t /*kernel*/) {}
