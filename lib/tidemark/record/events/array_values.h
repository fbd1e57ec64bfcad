// The live arrays of a recording whose values are looked at, and the looking.
//
// Kept by ArrayEvents where the recorder was asked for values: an array is looked at before it is
// freed, and all that are live at every mark.
//
// Only memory that the array library allocated is looked at: what others made may be anything.
// Ownership: holds addresses; an array leaves the book before its memory is released, and its memory
//   stays for as long as it is looked at. Memory: some 64 bytes for each live array.
// Threading: any thread; arrays are looked at under one lock. Marks should be set where no thread
//   writes to arrays: what is written meanwhile is seen old or new.
// Errors: an array for which there is no memory to remember it is not looked at.
#ifndef TIDEMARK_RECORD_EVENTS_ARRAY_VALUES_H_
#define TIDEMARK_RECORD_EVENTS_ARRAY_VALUES_H_

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>

#include "tidemark/memory/event_info.h"
#include "tidemark/record/events/value_scan.h"

namespace tidemark::record {

class ArrayValues {
 public:
  void Add(const AllocInfo& info) noexcept;

  // What the array holds that is about to be freed; forgets it.
  std::optional<ValueScan> Take(BufferId buffer) noexcept;

  // Calls `use(buffer, scan)` for each live array, oldest first.
  template <class Use>
  void ForEach(Use use) noexcept {
    const std::lock_guard lock(mutex_);
    for (const auto& [buffer, array] : arrays_) {
      const std::optional<ValueScan> scan = Scan(array);
      if (scan.has_value()) use(buffer, *scan);
    }
  }

 private:
  struct Watched {
    const void* address = nullptr;
    int64_t bytes = 0;
    const char* dtype = nullptr;
  };
  static std::optional<ValueScan> Scan(const Watched& array) noexcept;

  std::mutex mutex_;
  std::map<BufferId, Watched> arrays_;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_EVENTS_ARRAY_VALUES_H_
