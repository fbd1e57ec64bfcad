// The observer behind RunningMeasurement: counts memory events exactly, by site.
//
// Called by the hooks; read by RunningMeasurement (measure.h) when it is detached.
//
// Threading: callbacks may come from any thread; a mutex puts them in an order, and the peak is the
//   largest sum in that order. Read is for when the tally is detached.
// Errors: an event that could not be kept for want of memory is counted, and Read says so.
//
//   MemoryTally tally;
//   AttachObserver(&tally);
//   ...
//   DetachObserver(&tally);
//   Measurement m = tally.Read();
#ifndef TIDEMARK_TESTING_MEMORY_TALLY_H_
#define TIDEMARK_TESTING_MEMORY_TALLY_H_

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "tidemark/memory/observer.h"
#include "tidemark/testing/measurement.h"

namespace tidemark::testing {

class MemoryTally : public MemoryObserver {
 public:
  Measurement Read() const;

  void OnAlloc(const AllocInfo& info) noexcept override;
  void OnResize(const ResizeInfo& info) noexcept override;
  void OnView(const ViewInfo& info) noexcept override;
  void OnCopy(const CopyInfo& info) noexcept override;
  void OnFree(const FreeInfo& info) noexcept override;

 private:
  // Borrowed text: names and labels outlive observers, and are compared as texts by Read only.
  struct Place {
    const char* file = nullptr;
    const char* function = nullptr;
    uint32_t line = 0;
    const char* op = nullptr;
    const char* note = nullptr;

    friend bool operator==(const Place&, const Place&) = default;
    template <class H>
    friend H AbslHashValue(H state, const Place& place) {
      return H::combine(std::move(state), place.file, place.function, place.line, place.op,
                        place.note);
    }
  };
  struct Amount {
    int64_t count = 0;
    int64_t bytes = 0;
  };
  struct Row {
    Place place = {};
    Amount total = {};
    Amount live = {};
    Amount at_peak = {};  // as of the peak number `peak`
    int64_t peak = 0;
  };
  // The rows of one kind of event.
  struct Table {
    std::vector<Row> rows = {};
    absl::flat_hash_map<Place, size_t> index = {};

    size_t RowOf(const Place& place);
    void Add(const Place& place, int64_t bytes);
    std::vector<MemorySite> Sites(Amount Row::*amount) const;
  };
  // A buffer by its id, or by its address where it has none.
  using Key = std::pair<int64_t, const void*>;
  struct LiveBuffer {
    bool within = true;     // allocated since the tally began; else only its growth counts
    int64_t base = 0;       // its size without growth
    size_t row = 0;         // of its allocation; meaningless if not `within`
    int64_t growth = 0;     // attributed to the last place that grew it
    size_t growth_row = 0;  // meaningless without growth
    bool has_growth_row = false;
  };

  static Key KeyOf(BufferId buffer, const void* address) {
    return buffer ? Key{buffer.value(), nullptr} : Key{0, address};
  }
  static Place PlaceOf(const SourceLocation& site, const char* op, const char* note) {
    return {site.file, site.function, site.line, op, note};
  }
  // Runs `record` under the mutex; what it throws makes the tally incomplete.
  template <class Record>
  void Keep(Record&& record) noexcept;
  void ChangeLive(size_t row, int64_t count, int64_t bytes);
  void Forget(const LiveBuffer& buffer);
  void Resize(const ResizeInfo& info);

  std::mutex mutex_;
  absl::flat_hash_map<Key, LiveBuffer> buffers_;
  Table allocs_;
  Table resizes_;
  Table copies_;
  Table views_;
  int64_t live_bytes_ = 0;
  int64_t peak_bytes_ = 0;
  int64_t peak_ = 0;  // how many times the peak was raised
  int64_t lost_events_ = 0;
};

}  // namespace tidemark::testing

#endif  // TIDEMARK_TESTING_MEMORY_TALLY_H_
