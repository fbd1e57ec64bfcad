// The slots in which threads record, in a file that the kernel keeps when the process is killed.
//
// Threads take slots and fill them, the drain empties and returns them; whoever reads the trace of
// a killed process finds what was not yet drained in the file (trace/ring_layout.h).
//
// The file's blocks are reserved before they are mapped, so that a full disk is an error here and
// not a SIGBUS in the program. Where there is no file, or no room for it to grow, slots are in
// memory of the process: everything works but what is in them does not outlive it.
//
// Ownership: the file and the mapping, until Close().
// Threading: TakeSlot and GiveBack from any thread, without a lock unless the ring must grow.
// Memory: 64 KiB a slot, at most the limit given to TakeSlot.
// Errors: the first goes to the ErrorLatch that Open was given, and nothing else happens.
#ifndef TIDEMARK_RECORD_BUFFER_SLOT_FILE_H_
#define TIDEMARK_RECORD_BUFFER_SLOT_FILE_H_

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

#include "tidemark/record/os/error_latch.h"
#include "tidemark/record/os/guarded_fd.h"
#include "tidemark/trace/binary/slot_file_layout.h"

namespace tidemark::record {

class SlotFile {
 public:
  static constexpr uint32_t kMaxSlots = 4096;

  SlotFile() = default;
  ~SlotFile() { Close(); }
  SlotFile(const SlotFile&) = delete;
  SlotFile& operator=(const SlotFile&) = delete;

  // False when there is not even memory. An empty path asks for memory from the start.
  bool Open(const std::string& path, trace::SlotFileOutput output, uint64_t run_id,
            ErrorLatch* failure);

  // A slot in state kOpen, or nullptr when `limit` slots are in use or memory ran out.
  trace::SlotHeader* TakeSlot(uint32_t limit) noexcept;

  // Any slot, in any state.
  static void GiveBack(trace::SlotHeader* slot) noexcept {
    slot->committed.store(0, std::memory_order_relaxed);
    slot->state.store(trace::SlotState::kFree, std::memory_order_release);
  }

  uint32_t slot_count() const noexcept { return slot_count_.load(std::memory_order_acquire); }
  trace::SlotHeader* slot(uint32_t index) const noexcept {
    return reinterpret_cast<trace::SlotHeader*>(slots_ + index * trace::kSlotBytes);
  }
  uint32_t IndexOf(const trace::SlotHeader* slot) const noexcept {
    return static_cast<uint32_t>(
        static_cast<size_t>(reinterpret_cast<const uint8_t*>(slot) - slots_) / trace::kSlotBytes);
  }
  static uint8_t* Payload(trace::SlotHeader* slot) noexcept {
    return reinterpret_cast<uint8_t*>(slot + 1);
  }

  // For JSON output: what is in the trace file now.
  void SetProgress(uint64_t valid_bytes, int64_t watermark) noexcept;

  // Whether each slot is some thread's, and none the drain's.
  bool AllOpen() const noexcept;

  // Removes the file: the trace is whole without it.
  void Remove() noexcept;

  // Gives up the mapping and the descriptor. In the child of a fork this leaves the file alone.
  void Close() noexcept;

 private:
  bool Grow() noexcept;
  bool MapFromFile(uint32_t first, uint32_t count) noexcept;
  bool OpenFile(const std::string& path) noexcept;

  ErrorLatch* failure_ = nullptr;
  std::string path_;
  GuardedFd file_;
  trace::SlotFileHeader* header_ = nullptr;
  uint8_t* slots_ = nullptr;
  uint32_t reserved_slots_ = 0;
  uint64_t progress_generation_ = 0;
  std::atomic<uint32_t> slot_count_{0};
  std::mutex grow_mutex_;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_BUFFER_SLOT_FILE_H_
