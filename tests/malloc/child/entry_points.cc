// Every function that hands out, changes or takes back heap memory, with the content and the
// alignment of the memory looked at, and errno.
#include <malloc.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

#include "tests/malloc/child/call_log.h"
#include "tests/malloc/child/modes.h"

namespace tidemark::malloc_child {
namespace {

constexpr int kErrno = 77;  // what errno is before a call, and must be after one that succeeds

bool IsAligned(const void* address, size_t alignment) {
  return reinterpret_cast<uintptr_t>(address) % alignment == 0;
}

void Fill(void* address, size_t bytes, int seed) {
  auto* const at = static_cast<unsigned char*>(address);
  for (size_t i = 0; i < bytes; ++i) at[i] = static_cast<unsigned char>(i * 7 + seed);
}

bool Holds(const void* address, size_t bytes, int seed) {
  const auto* const at = static_cast<const unsigned char*>(address);
  for (size_t i = 0; i < bytes; ++i) {
    if (at[i] != static_cast<unsigned char>(i * 7 + seed)) return false;
  }
  return true;
}

// A block that a call gave: usable, aligned, and errno as it was.
void* Good(void* address, size_t bytes, size_t alignment) {
  REQUIRE(errno == kErrno);
  REQUIRE(address != nullptr);
  REQUIRE(IsAligned(address, alignment));
  REQUIRE(malloc_usable_size(address) >= bytes);
  Fill(address, bytes, 1);
  Log("alloc", address, bytes);
  errno = kErrno;
  return address;
}

void Free(void* address) {
  Log("free", address, 0);
  errno = kErrno;
  free(address);
  REQUIRE(errno == kErrno);
}

void Malloc() {
  for (const size_t bytes : {size_t{0}, size_t{1}, size_t{100}, size_t{5000}, size_t{1} << 20}) {
    errno = kErrno;
    Free(Good(malloc(bytes), bytes, 16));
  }
  free(nullptr);
  REQUIRE(errno == kErrno);
}

void Calloc() {
  for (const size_t count : {size_t{0}, size_t{3}, size_t{40000}}) {
    errno = kErrno;
    void* const block = calloc(count, 8);
    REQUIRE(block != nullptr);
    for (size_t i = 0; i < count * 8; ++i) REQUIRE(static_cast<char*>(block)[i] == 0);
    Free(Good(block, count * 8, 16));
  }
}

void* Realloc(void* block, size_t old_bytes, size_t bytes) {
  Log("realloc", block, bytes);
  errno = kErrno;
  void* const result = realloc(block, bytes);
  REQUIRE(result != nullptr);
  REQUIRE(Holds(result, old_bytes < bytes ? old_bytes : bytes, 1));
  REQUIRE(errno == kErrno);
  REQUIRE(malloc_usable_size(result) >= bytes);
  Fill(result, bytes, 1);
  Log(result == block ? "same" : "moved", result, bytes);
  return result;
}

void ReallocInAllWays() {
  errno = kErrno;
  void* block = Good(realloc(nullptr, 100), 100, 16);  // as malloc
  block = Realloc(block, 100, 104);                    // in place
  block = Realloc(block, 104, 50);                     // shorter
  void* const barrier = Good(malloc(100), 100, 16);    // so that it cannot grow where it is
  block = Realloc(block, 50, 4000);
  block = Realloc(block, 4000, 3'000'000);
  block = Realloc(block, 3'000'000, 9'000'000);
  block = Realloc(block, 9'000'000, 10);
  Free(barrier);
  Log("free", block, 0);  // realloc to nothing is a free
  errno = kErrno;
  REQUIRE(realloc(block, 0) == nullptr);
  REQUIRE(errno == kErrno);

  block = Good(reallocarray(nullptr, 10, 30), 300, 16);
  Log("realloc", block, 2000);
  void* const result = reallocarray(block, 20, 100);
  REQUIRE(result != nullptr && Holds(result, 300, 1));
  Log(result == block ? "same" : "moved", result, 2000);
  Free(result);
}

void Aligned() {
  for (const size_t alignment : {size_t{8}, size_t{64}, size_t{4096}, size_t{1} << 16}) {
    errno = kErrno;
    void* block = nullptr;
    REQUIRE(posix_memalign(&block, alignment, 200) == 0);
    Free(Good(block, 200, alignment));
    Free(Good(aligned_alloc(alignment, alignment * 3), alignment * 3, alignment));
    Free(Good(memalign(alignment, 333), 333, alignment));
  }
  Free(Good(valloc(100), 100, 4096));
  Free(Good(pvalloc(100), 100, 4096));
  // Not a power of two: refused, and nothing is begun.
  void* untouched = &untouched;
  REQUIRE(posix_memalign(&untouched, 24, 100) == EINVAL && untouched == &untouched);
  REQUIRE(errno == kErrno);
}

// Those of the C library that allocate for the caller.
void ThroughTheLibrary() {
  char* const copy = strdup("seven b");
  REQUIRE(std::strcmp(copy, "seven b") == 0);
  Log("alloc", copy, 8);
  Free(copy);

  char* text = nullptr;
  REQUIRE(asprintf(&text, "%d and %s", 42, "more") == 11);
  errno = kErrno;
  REQUIRE(std::strcmp(text, "42 and more") == 0);
  Log("any", text, 0);
  Free(text);

  FILE* const file = tmpfile();
  REQUIRE(file != nullptr);
  std::fputs("a line\n", file);
  std::rewind(file);
  char* line = nullptr;
  size_t room = 0;
  REQUIRE(getline(&line, &room, file) == 7);
  REQUIRE(std::strcmp(line, "a line\n") == 0);
  Log("any", line, 0);
  Free(line);
  std::fclose(file);
}

// Every function that the standard lets a program call or replace, as itself.
void Operators() {
  using std::align_val_t;
  using std::nothrow;
  static constexpr align_val_t kAlign{256};
  errno = kErrno;
  const auto deletes = [](void* block, auto&& call) {
    Log("free", block, 0);
    call(block);
    REQUIRE(errno == kErrno);
  };
  deletes(Good(operator new(10), 10, 16), [](void* p) { operator delete(p); });
  deletes(Good(operator new(11), 11, 16), [](void* p) { operator delete (p, size_t{11}); });
  deletes(Good(operator new[](12), 12, 16), [](void* p) { operator delete[](p); });
  deletes(Good(operator new[](13), 13, 16), [](void* p) { operator delete[](p, size_t{13}); });
  deletes(Good(operator new(14, nothrow), 14, 16), [](void* p) { operator delete(p, nothrow); });
  deletes(Good(operator new[](15, nothrow), 15, 16),
          [](void* p) { operator delete[](p, nothrow); });
  deletes(Good(operator new(16, kAlign), 16, 256), [](void* p) { operator delete(p, kAlign); });
  deletes(Good(operator new(17, kAlign), 17, 256),
          [](void* p) { operator delete (p, size_t{17}, kAlign); });
  deletes(Good(operator new[](18, kAlign), 18, 256), [](void* p) { operator delete[](p, kAlign); });
  deletes(Good(operator new[](19, kAlign), 19, 256),
          [](void* p) { operator delete[](p, size_t{19}, kAlign); });
  deletes(Good(operator new(20, kAlign, nothrow), 20, 256),
          [](void* p) { operator delete(p, kAlign, nothrow); });
  deletes(Good(operator new[](21, kAlign, nothrow), 21, 256),
          [](void* p) { operator delete[](p, kAlign, nothrow); });
  deletes(Good(operator new(0), 0, 16), [](void* p) { operator delete(p); });
  operator delete(static_cast<void*>(nullptr));
  operator delete[](static_cast<void*>(nullptr));
}

int Every(char** /*arguments*/) {
  Malloc();
  Calloc();
  ReallocInAllWays();
  Aligned();
  ThroughTheLibrary();
  Operators();
  return 0;
}

// So many blocks of 64 bytes, each freed at once.
int Churn(char** arguments) {
  for (int i = 0; i < NumberAt(arguments, 0, 1000); ++i) free(malloc(64));
  std::puts("churned");
  return 0;
}

// Blocks of 1000 + i bytes; every third is kept.
int Leak(char** arguments) {
  for (int i = 0; i < NumberAt(arguments, 0, 10); ++i) {
    void* const block = malloc(1000 + static_cast<size_t>(i));
    if (i % 3 != 0) free(block);
  }
  return 0;
}

constexpr Mode kModes[] = {{"every", &Every}, {"churn", &Churn}, {"leak", &Leak}};

}  // namespace

std::span<const Mode> EntryPointModes() { return kModes; }

}  // namespace tidemark::malloc_child
