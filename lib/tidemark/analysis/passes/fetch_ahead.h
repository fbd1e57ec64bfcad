// Brings what the next events need of the books into the processor's caches, while those before them
// are consumed.
//
// Used by FirstPass for the events of a run. An event that names a view leads from the id to the view,
// to its buffer, to what is known of that: each of them is anywhere in memory, and known only when
// the one before it has come. So each step is taken for an event some events further ahead.
// Guesses: an event in between may change what is found, which costs time and nothing else.
//
// Threading: one thread at a time.
//
//   FetchAhead ahead(&live, run);
//   for (size_t i = 0; i < run.size(); ++i) {
//     ahead.Before(i);
//     Consume(run[i]);
//   }
#ifndef TIDEMARK_ANALYSIS_PASSES_FETCH_AHEAD_H_
#define TIDEMARK_ANALYSIS_PASSES_FETCH_AHEAD_H_

#include <array>
#include <cstddef>

#include "tidemark/analysis/model/live_state.h"
#include "tidemark/trace/model/event_run.h"

namespace tidemark::analysis {

class FetchAhead {
 public:
  FetchAhead(const LiveState* live, trace::EventRun run);

  // The event `i` of the run is to be consumed next.
  void Before(size_t i) {
    if (i + kPlaces < run_.size()) FetchPlace(run_[i + kPlaces]);
    if (i + kBlocks < run_.size()) FetchBlock(run_[i + kBlocks]);
    if (has_names_) FetchNamed(i);
  }

 private:
  // How many events ahead.
  static constexpr size_t kPlaces = 16;
  static constexpr size_t kBlocks = 8;
  static constexpr size_t kEntries = 40;
  static constexpr size_t kRecords = 30;
  static constexpr size_t kBuffers = 20;
  static constexpr size_t kStates = 12;
  static constexpr size_t kSlots = 5;
  // With fewer live buffers the caches hold all of them.
  static constexpr size_t kMany = 8192;

  // What some name of an event has led to so far.
  struct Step {
    SlabHandle view = 0;
    SlabHandle buffer = 0;
    const ArrayState* state = nullptr;
  };
  static constexpr size_t kMostNames = 4;
  struct Steps {
    size_t size = 0;
    std::array<Step, kMostNames> of;
  };

  // Of blocks of the heap: where their address is looked up, and what a free finds there.
  void FetchPlace(const trace::EventRecord& record) const {
    if (record.event == nullptr) __builtin_prefetch(live_.PlaceNear(record.address));
  }
  void FetchBlock(const trace::EventRecord& record) const {
    if (record.event == nullptr && !record.is_alloc) {
      __builtin_prefetch(live_.BufferNear(record.address));
    }
  }
  // Of events that name buffers and views.
  void FetchNamed(size_t i);
  Steps& StepsOf(size_t event) { return steps_[event % steps_.size()]; }

  const LiveState& live_;
  const trace::EventRun run_;
  bool has_names_ = false;  // some event is no heap event, and the caches do not hold all buffers
  std::array<Steps, 32> steps_;  // of the events from the next one to kRecords ahead
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_PASSES_FETCH_AHEAD_H_
