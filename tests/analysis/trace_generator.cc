#include "tests/analysis/trace_generator.h"

#include <cstddef>
#include <random>
#include <utility>
#include <variant>
#include <vector>

#include "tests/analysis/random_program.h"

namespace tidemark::analysis {

TraceScript RandomLegalTrace(uint64_t seed) { return RandomProgram(seed).Make(); }

TraceScript RandomIllegalTrace(uint64_t seed, int faults) {
  TraceScript script = RandomLegalTrace(seed);
  std::vector<trace::Event>& events = script.mutable_events();
  std::mt19937_64 random(seed ^ 0x5bd1e995);
  auto any = [&] {
    return static_cast<std::ptrdiff_t>(random() % static_cast<uint64_t>(events.size()));
  };
  for (int i = 0; i < faults; ++i) {
    const auto at = any();
    switch (random() % 4) {
      case 0:
        if (events.size() > 2) events.erase(events.begin() + at);
        break;
      case 1: {
        const trace::Event again = events[static_cast<size_t>(at)];
        events.insert(events.begin() + any(), again);
        break;
      }
      case 2:
        std::swap(events[static_cast<size_t>(at)], events[static_cast<size_t>(any())]);
        break;
      default:
        if (auto* free = std::get_if<trace::Free>(&events[static_cast<size_t>(at)].body)) {
          free->buffer.buf = BufferId(free->buffer.buf.value() + 1);
        }
        break;
    }
  }
  return script;
}

}  // namespace tidemark::analysis
