// Memory mappings, given back whole and in parts, moved, and mapped over.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

#include "tests/malloc/child/call_log.h"
#include "tests/malloc/child/modes.h"

namespace tidemark::malloc_child {
namespace {

constexpr size_t kPage = 4096;

uint8_t* Map(size_t bytes, void* where = nullptr, int flags = 0) {
  void* const memory =
      mmap(where, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
  REQUIRE(memory != MAP_FAILED);
  *static_cast<uint8_t*>(memory) = 1;
  return static_cast<uint8_t*>(memory);
}

void Unmap(void* memory, size_t bytes) { REQUIRE(munmap(memory, bytes) == 0); }

// Each line says what the trace must hold next of the kind.
int Mappings(char** /*arguments*/) {
  uint8_t* const whole = Map(10 * kPage);
  Log("alloc", whole, 10 * kPage);
  Unmap(whole, 10 * kPage);
  Log("free", whole, 0);

  uint8_t* const parts = Map(9 * kPage + 1);  // the tenth page counts whole
  Log("alloc", parts, 10 * kPage);
  Unmap(parts, kPage);
  Log("resize", parts, 9 * kPage);  // and begins one page later
  Unmap(parts + 9 * kPage, kPage);
  Log("resize", parts + kPage, 8 * kPage);
  Unmap(parts + 4 * kPage, kPage);
  Log("resize", parts + kPage, 3 * kPage);
  Log("alloc", parts + 5 * kPage, 4 * kPage);
  Map(2 * kPage, parts + kPage, MAP_FIXED);
  Log("resize", parts + kPage, kPage);
  Log("alloc", parts + kPage, 2 * kPage);
  Unmap(parts, 10 * kPage);  // all that there is, and gaps
  Log("free", parts + kPage, 0);
  Log("free", parts + 3 * kPage, 0);
  Log("free", parts + 5 * kPage, 0);

  uint8_t* const old = Map(4 * kPage);
  Log("alloc", old, 4 * kPage);
  Map(kPage, old + kPage, MAP_FIXED);  // so that it cannot grow where it is
  Log("resize", old, kPage);
  Log("alloc", old + 2 * kPage, 2 * kPage);
  Log("alloc", old + kPage, kPage);
  void* const moved = mremap(old, kPage, 8 * kPage, MREMAP_MAYMOVE);
  REQUIRE(moved != MAP_FAILED && moved != old);
  Log("free", old, 0);
  Log("alloc", moved, 8 * kPage);
  REQUIRE(mremap(old + kPage, kPage, 2 * kPage, 0) == MAP_FAILED);  // no room, and may not move
  Log("free", old + kPage, 0);
  Log("alloc", old + kPage, kPage);
  return 0;
}

// None of these is an anonymous mapping of the program's own.
int OtherMappings(char** /*arguments*/) {
  const int file = open("/proc/self/exe", O_RDONLY);
  void* const memory = mmap(nullptr, kPage, PROT_READ, MAP_PRIVATE, file, 0);
  REQUIRE(memory != MAP_FAILED);
  Unmap(memory, kPage);
  close(file);
  void* const unaligned = reinterpret_cast<void*>(uintptr_t{1});  // NOLINT: no pointer at all
  REQUIRE(munmap(unaligned, 1) == -1);
  return 0;
}

}  // namespace

std::span<const Mode> MappingModes() {
  static constexpr Mode kModes[] = {{"mappings", Mappings}, {"other-mappings", OtherMappings}};
  return kModes;
}

}  // namespace tidemark::malloc_child
