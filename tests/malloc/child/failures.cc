// Allocations that fail, in every way of failing.
#include <sys/resource.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <new>

#include <malloc.h>

#include "tests/malloc/child/call_log.h"
#include "tests/malloc/child/modes.h"

namespace tidemark::malloc_child {
namespace {

// Volatile, so that the compiler neither warns of it nor knows that it fails.
volatile size_t huge = size_t{1} << 60;

int OutOfMemory(char** /*arguments*/) {
  const auto fails = [](const void* address) {
    REQUIRE(address == nullptr);
    REQUIRE(errno == ENOMEM);
    Log("oom", nullptr, huge);
    errno = 0;
  };
  fails(malloc(huge));
  fails(calloc(huge / 8, 8));
  fails(realloc(nullptr, huge));
  fails(aligned_alloc(64, huge));
  fails(memalign(64, huge));
  fails(valloc(huge));
  fails(reallocarray(nullptr, huge / 8, 8));
  fails(operator new(huge, std::nothrow));
  fails(operator new[](huge, std::align_val_t{64}, std::nothrow));
  void* block = nullptr;
  REQUIRE(posix_memalign(&block, 64, huge) == ENOMEM);
  Log("oom", nullptr, huge);
  bool thrown = false;
  try {
    operator delete(operator new(huge));
  } catch (const std::bad_alloc&) {
    thrown = true;
    Log("oom", nullptr, huge);
  }
  REQUIRE(thrown);

  // A block that could not grow is still there, whole.
  auto* const text = static_cast<char*>(malloc(100));
  Log("alloc", text, 100);
  text[99] = 'z';
  Log("oom", nullptr, huge);
  REQUIRE(realloc(text, huge) == nullptr && errno == ENOMEM);
  REQUIRE(text[99] == 'z');
  Log("free", text, 0);
  free(text);
  return 0;
}

// Products over 2^64, and a size that no signed number holds.
int Overflow(char** /*arguments*/) {
  const size_t half = huge * 8;
  REQUIRE(calloc(half, 4) == nullptr && errno == ENOMEM);
  errno = 0;
  REQUIRE(reallocarray(nullptr, half, 4) == nullptr && errno == ENOMEM);
  void* const block = malloc(10);
  errno = 0;
  REQUIRE(reallocarray(block, half, 4) == nullptr && errno == ENOMEM);
  REQUIRE(malloc_usable_size(block) >= 10);
  free(block);
  errno = 0;
  REQUIRE(malloc(huge * 15) == nullptr && errno == ENOMEM);
  return 0;
}

int handler_calls = 0;
void* reserve = nullptr;

void GiveUpReserve() {
  ++handler_calls;
  if (reserve == nullptr) {
    std::set_new_handler(nullptr);
    return;
  }
  free(reserve);
  reserve = nullptr;
}

// The new-handler is called until it gives up, by the forms that throw and by those that do not.
int NewHandler(char** /*arguments*/) {
  reserve = malloc(100);
  std::set_new_handler(&GiveUpReserve);
  bool thrown = false;
  try {
    operator delete[](operator new[](huge));
  } catch (const std::bad_alloc&) {
    thrown = true;
  }
  REQUIRE(thrown && handler_calls == 2);
  std::set_new_handler(&GiveUpReserve);
  REQUIRE(operator new(huge, std::nothrow) == nullptr);
  REQUIRE(handler_calls == 3);
  std::set_new_handler(&GiveUpReserve);
  REQUIRE(operator new (huge, std::align_val_t{64}, std::nothrow) == nullptr);
  REQUIRE(handler_calls == 4);
  std::puts("handled");
  return 0;
}

// Goes on until the limit of address space is reached, then gives everything back.
int UpToTheLimit(char** /*arguments*/) {
  rlimit limit{};
  REQUIRE(getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY);
  struct Block {
    Block* next;
  };
  Block* blocks = nullptr;
  size_t count = 0;
  while (auto* const block = static_cast<Block*>(malloc(1 << 20))) {
    block->next = blocks;
    blocks = block;
    ++count;
  }
  while (blocks != nullptr) {
    Block* const block = blocks;
    blocks = block->next;
    free(block);
  }
  std::printf("%zu MiB of %zu\n", count, static_cast<size_t>(limit.rlim_cur >> 20));
  return 0;
}

constexpr Mode kModes[] = {{"oom", &OutOfMemory},
                           {"overflow", &Overflow},
                           {"new-handler", &NewHandler},
                           {"up-to-limit", &UpToTheLimit}};

}  // namespace

std::span<const Mode> FailureModes() { return kModes; }

}  // namespace tidemark::malloc_child
