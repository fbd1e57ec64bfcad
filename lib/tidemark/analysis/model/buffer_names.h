// Which buffer an id or an address means at this point of the trace.
//
// Asked by both passes with the names that events carry; it answers with serial numbers: the first
// alloc of the trace is 1, the next 2, and so on. Both passes see the same events in the same order
// and so get the same serials, which is how the second finds again what the first one judged.
//
// A buffer has an id, or an address, or both; an address means the buffer only while it lives.
// An alloc at an address that a buffer without an id still holds ends that buffer: the program got
// the memory again, so its free was missed. A buffer that has an id only loses the address. An
// alloc with an id that is still live is not taken.
//
// Memory: O(live buffers), plus the intervals of IdSet, plus the last kRememberedAddresses freed
//   addresses: that far back, a double free is distinguished from an unknown free.
// Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_MODEL_BUFFER_NAMES_H_
#define TIDEMARK_ANALYSIS_MODEL_BUFFER_NAMES_H_

#include <cstdint>
#include <memory>
#include <optional>

#include "tidemark/analysis/model/id_set.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::analysis {

enum class Presence { kUnknown, kEnded, kLive };

class BufferNames {
 public:
  static constexpr size_t kRememberedAddresses = size_t{1} << 16;

  BufferNames();
  BufferNames(const BufferNames&) = delete;
  BufferNames& operator=(const BufferNames&) = delete;
  ~BufferNames();

  struct Begun {
    int64_t serial = 0;      // 0: not taken
    bool duplicate = false;  // the id or address was taken, now or (an id) before
    int64_t displaced = 0;   // serial of the buffer that has to end first
  };
  Begun Begin(const trace::BufferName& name, bool inside = false);

  struct Found {
    int64_t serial = 0;  // where live
    Presence presence = Presence::kUnknown;
  };
  Found Find(const trace::BufferName& name) const;
  Found Find(BufferId id) const { return Find(trace::BufferName{.buf = id, .addr = {}}); }

  // The buffer gets another address, perhaps that of one that it is inside of. Returns the serial of a
  // buffer displaced there, or 0.
  int64_t Move(int64_t serial, uint64_t address, bool inside = false);

  void End(int64_t serial);

 private:
  struct Tables;  // what is known of each name; their headers are costly to include

  // Takes an address from its holder. Returns the holder's serial where that ends it, else 0.
  int64_t Vacate(uint64_t address);
  // The address no longer means the buffer.
  void Leave(uint64_t address, int64_t serial);
  void ForgetFreed(uint64_t address);
  void RememberFreed(uint64_t address);

  int64_t last_serial_ = 0;
  std::unique_ptr<Tables> tables_;
  IdSet seen_ids_;
  int64_t freed_sequence_ = 0;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_BUFFER_NAMES_H_
