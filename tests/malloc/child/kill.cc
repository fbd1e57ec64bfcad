// Programs that allocate until they are killed, and tell another file what they did.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <new>
#include <thread>
#include <vector>

#include "tests/malloc/child/call_log.h"
#include "tests/malloc/child/modes.h"
#include "tests/malloc/child/witness.h"

namespace tidemark::malloc_child {
namespace {

class Noting {
 public:
  explicit Noting(CallsOfThread* calls) : calls_(calls) {}

  void Note(const void* address, size_t bytes) {
    const uint64_t at = calls_->count.load(std::memory_order_relaxed);
    calls_->calls[at % CallsOfThread::kRoom] = {reinterpret_cast<uintptr_t>(address), bytes};
    calls_->count.store(at + 1, std::memory_order_release);
  }

 private:
  CallsOfThread* calls_;
};

// Blocks of sizes that say which thread and which round they are of, some kept for a while.
void AllocateForEver(CallsOfThread* calls, uint64_t thread) {
  constexpr size_t kKept = 97;
  void* kept[kKept] = {};
  Noting noting(calls);
  for (uint64_t round = 0;; ++round) {
    void*& block = kept[(round * 31) % kKept];
    if (block != nullptr) {
      const void* const freed = block;
      free(block);
      noting.Note(freed, 0);
    }
    const size_t bytes = 16 + 8 * (round % 500) + thread;
    block = round % 3 == 0 ? operator new(bytes) : malloc(bytes);
    REQUIRE(block != nullptr);
    noting.Note(block, bytes);
  }
}

Witness* OpenWitness(const char* path) {
  const int file = open(path, O_RDWR | O_CLOEXEC);
  REQUIRE(file >= 0);
  void* const memory = mmap(nullptr, sizeof(Witness), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  REQUIRE(memory != MAP_FAILED);
  close(file);
  return static_cast<Witness*>(memory);
}

int AllocateUntilKilled(char** arguments) {
  Witness* const witness = OpenWitness(arguments[0]);
  const int threads = NumberAt(arguments, 1, 1);
  witness->threads.store(static_cast<uint64_t>(threads));
  std::vector<std::thread> others;
  for (int i = 1; i < threads; ++i) {
    others.emplace_back([=] { AllocateForEver(&witness->of[i], static_cast<uint64_t>(i)); });
  }
  AllocateForEver(&witness->of[0], 0);
  return 0;
}

constexpr Mode kModes[] = {{"until-killed", &AllocateUntilKilled}};

}  // namespace

std::span<const Mode> KillModes() { return kModes; }

}  // namespace tidemark::malloc_child
