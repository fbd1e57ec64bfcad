// Calls the callbacks of the Kokkos Tools interface as Kokkos does. The library is its argument.
#include <dlfcn.h>

#include <cstdint>
#include <cstdio>
#include <cstring>

namespace {

struct SpaceHandle {
  char name[64];
};

SpaceHandle Space(const char* name) {
  SpaceHandle space{};
  std::strncpy(space.name, name, sizeof(space.name) - 1);
  return space;
}

template <class Function>
Function* Find(void* library, const char* name) {
  void* const found = dlsym(library, name);
  if (found == nullptr) std::printf("no %s\n", name);
  Function* function = nullptr;
  std::memcpy(&function, &found, sizeof(found));
  return function;
}

}  // namespace

int main(int /*count*/, char** arguments) {
  void* const library = dlopen(arguments[1], RTLD_NOW);
  if (library == nullptr) return 1;
  using Data = void(SpaceHandle, const char*, const void*, uint64_t);
  using Copy =
      void(SpaceHandle, const char*, const void*, SpaceHandle, const char*, const void*, uint64_t);
  auto* const allocate = Find<Data>(library, "kokkosp_allocate_data");
  auto* const deallocate = Find<Data>(library, "kokkosp_deallocate_data");
  Find<void(int, uint64_t, uint32_t, void*)>(library, "kokkosp_init_library")(0, 20211015, 0,
                                                                              nullptr);
  static char host[1000];
  const auto* const device = reinterpret_cast<const char*>(uintptr_t{0x10000});
  allocate(Space("Host"), "positions", host, 1000);
  allocate(Space("Cuda"), "field", device, 1000);
  Find<void(const char*)>(library, "kokkosp_push_profile_region")("step");
  Find<Copy>(library, "kokkosp_begin_deep_copy")(Space("Cuda"), "field", device + 100,
                                                 Space("Host"), "positions", host, 500);
  Find<void()>(library, "kokkosp_end_deep_copy")();
  uint64_t kernel = 0;
  Find<void(const char*, uint32_t, uint64_t*)>(library, "kokkosp_begin_parallel_for")("push", 0,
                                                                                      &kernel);
  Find<void(uint64_t)>(library, "kokkosp_end_parallel_for")(kernel);
  Find<void()>(library, "kokkosp_pop_profile_region")();
  Find<void(const char*)>(library, "kokkosp_profile_event")("done");
  deallocate(Space("Cuda"), "field", device, 1000);
  deallocate(Space("Host"), "positions", host, 1000);
  deallocate(Space("Host"), "unknown", host + 1, 10);
  Find<void()>(library, "kokkosp_finalize_library")();
  return 0;
}
