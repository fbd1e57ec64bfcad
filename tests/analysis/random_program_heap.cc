#include "tests/analysis/random_program.h"

#include <algorithm>

namespace tidemark::analysis {

void RandomProgram::FreeHeap(int64_t index) {
  if (heap_[static_cast<size_t>(index)].stays && Chance(80)) return;
  Tick();
  script_.Free(FreeArgs{.addr = heap_[static_cast<size_t>(index)].address});
  free_addresses_.push_back(heap_[static_cast<size_t>(index)].address);
  heap_.erase(heap_.begin() + index);
}

void RandomProgram::MakeHeap(int64_t stack, int64_t bytes, bool grows) {
  Tick();
  const bool telling = heavy_ > 0 && Chance(20);
  heap_.push_back({.address = Address(), .bytes = bytes, .grows = grows});
  script_.On({.site = 0, .thread = 1 + Below(threads_), .stack = stack});
  script_.Alloc({.addr = heap_.back().address,
                 .bytes = bytes,
                 .usable = telling ? std::optional(bytes + Below(2 * heavy_)) : std::nullopt,
                 .kind = "heap"});
}

void RandomProgram::StepOfHeap() {
  const int64_t kind = Below(100);
  if (kind < 50) {
    Grow();
  } else if (kind < 80) {
    const bool is_scope = Chance(40);
    const int64_t thread = 1 + Below(threads_);
    Tick();
    if (is_scope) {
      script_.On({.site = 0, .thread = thread}).At(t_);
      script_.Add(trace::EventBody(trace::ScopeBegin{.name = "scope"}));
    }
    if (!Chance(8)) MakeHeap(2, heavy_ * 4 + Below(heavy_));
    script_.On({.site = 0, .thread = thread}).At(t_);
    if (is_scope) {
      script_.Add(trace::EventBody(trace::ScopeEnd{.name = "scope"}));
    } else {
      script_.Add(trace::EventBody(trace::Mark{.name = Chance(90) ? "mark" : "other"}));
    }
  } else if (kind < 90) {
    MakeHeap(1 + Below(4), heavy_ / 2 + Below(heavy_ * 2));
  } else if (!heap_.empty()) {
    FreeHeap(Below(Count(heap_)));
  }
}

void RandomProgram::Grow() {
  const auto growing =
      std::find_if(heap_.begin(), heap_.end(), [](const LiveHeap& heap) { return heap.grows; });
  const int64_t stack = Chance(95) ? 1 : 4;
  if (growing == heap_.end()) return MakeHeap(stack, heavy_ + Below(heavy_), true);
  growing->grows = false;
  const uint64_t old = growing->address;
  const int64_t bytes = growing->bytes;
  if (bytes > heavy_ * 64) return FreeHeap(growing - heap_.begin());
  MakeHeap(stack, bytes + (Chance(90) ? bytes / 5 + 1 + Below(bytes) : Below(bytes / 5)), true);
  if (Chance(10)) MakeHeap(Chance(50) ? 1 : 2, heavy_ + Below(heavy_));
  const auto given_up = std::find_if(heap_.begin(), heap_.end(),
                                     [&](const LiveHeap& heap) { return heap.address == old; });
  if (!Chance(5)) FreeHeap(given_up - heap_.begin());
}

void RandomProgram::MakeTemporaries() {
  Tick();
  script_.On({.site = 0, .thread = 1, .stack = 2});
  const int64_t kept = Chance(50) ? 0 : 1 + Below(250);
  const int64_t count = 900 + Below(200);
  const uint64_t address = Address();
  for (int64_t i = 0; i < count; ++i) {
    script_.At(t_).Alloc({.addr = address, .bytes = 32, .kind = "heap"});
    script_.At(t_).Free(FreeArgs{.addr = address});
  }
  for (int64_t i = 0; i < kept; ++i) MakeHeap(2, 32);
}

uint64_t RandomProgram::Address() {
  if (!free_addresses_.empty() && Chance(70)) {
    const uint64_t address = free_addresses_.back();
    free_addresses_.pop_back();
    return address;
  }
  return last_address_ += 64;
}

void RandomProgram::HeapOrOther(int64_t kind) {
  Tick();
  if (kind < 96 && Chance(30)) {
    MakeHeap(1 + Below(4), Below(200));
  } else if (kind < 96) {
    heap_.push_back({.address = Address(), .bytes = Below(200)});
    script_.Alloc({.addr = heap_.back().address, .bytes = heap_.back().bytes, .kind = "heap"});
  } else if (kind < 98 && !heap_.empty()) {
    if (Chance(50)) {
      FreeHeap(Below(Count(heap_)));
      return;
    }
    LiveHeap& heap = Any(heap_);
    trace::Resize resize;
    resize.buffer.addr = heap.address;
    heap.bytes = resize.bytes = Below(300);
    if (Chance(50)) {
      heap.address = Address();
      resize.new_addr = heap.address;
    }
    script_.Add(trace::EventBody(resize));
  } else if (kind == 98) {
    script_.Add(trace::EventBody(trace::Mark{.name = "mark"}));
  } else if (Chance(20)) {
    script_.Add(trace::EventBody(trace::Lost{.count = 1}));
  }
}

}  // namespace tidemark::analysis
