// Compiled with -fomit-frame-pointer, see CMakeLists.txt.
#include "tests/record/stack/unwind/unwind_shapes.h"

#include <alloca.h>

#include <cstdlib>
#include <cstring>
#include <functional>
#include <stdexcept>

namespace tidemark::test_support {
namespace {

// Keeps what stands before it from becoming a tail call, which has no frame.
void Barrier() { asm volatile("" ::: "memory"); }

void Use(void* memory) { asm volatile("" : : "r"(memory) : "memory"); }

struct Call {
  Leaf leaf;
  void* context;
};
thread_local Call in_comparison;
thread_local bool compared = false;

int Compare(const void* a, const void* b) {
  if (!compared) {
    compared = true;
    in_comparison.leaf(in_comparison.context);
  }
  return *static_cast<const int*>(a) - *static_cast<const int*>(b);
}

}  // namespace

[[gnu::noinline]] void ThroughPlainFrames(int depth, Leaf leaf, void* context) {
  if (depth == 0) {
    leaf(context);
  } else {
    ThroughPlainFrames(depth - 1, leaf, context);
  }
  Barrier();
}

[[gnu::noinline]] void ThroughVariableFrames(int depth, size_t bytes, Leaf leaf, void* context) {
  void* const memory = alloca(bytes);
  std::memset(memory, 0x5a, bytes);
  Use(memory);
  if (depth == 0) {
    leaf(context);
  } else {
    ThroughVariableFrames(depth - 1, bytes + 24, leaf, context);
  }
  Use(memory);
}

[[gnu::noinline]] void ThroughLargeFrame(Leaf leaf, void* context) {
  char memory[100000];
  std::memset(memory, 0x5a, sizeof(memory));
  Use(memory);
  leaf(context);
  Use(memory);
}

[[gnu::noinline]] void ThroughRealignedFrame(size_t bytes, Leaf leaf, void* context) {
  alignas(64) char aligned[256];
  void* const memory = alloca(bytes);
  Use(aligned);
  Use(memory);
  leaf(context);
  Use(aligned);
  Use(memory);
}

void ThroughQsort(Leaf leaf, void* context) {
  int numbers[] = {3, 1, 2};
  compared = false;
  in_comparison = {leaf, context};
  std::qsort(numbers, 3, sizeof(int), Compare);
  Use(numbers);
}

void ThroughStdFunction(Leaf leaf, void* context) {
  const std::function<void()> call = [leaf, context] {
    leaf(context);
    Barrier();
  };
  ThroughPlainFrames(
      1, [](void* function) { (*static_cast<const std::function<void()>*>(function))(); },
      const_cast<std::function<void()>*>(&call));
}

void ThroughException(Leaf leaf, void* context) {
  struct CallsInDestructor {
    ~CallsInDestructor() { leaf(context); }
    Leaf leaf;
    void* context;
  };
  try {
    // NOLINTNEXTLINE(clang-analyzer-deadcode.DeadStores): its destructor is what it is for
    const CallsInDestructor calls{leaf, context};
    throw std::runtime_error("on its way");
  } catch (const std::runtime_error&) {
    Barrier();
  }
}

}  // namespace tidemark::test_support
