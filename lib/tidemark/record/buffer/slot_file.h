// The slots that threads record into, in a shared mapping of a file that survives SIGKILL.
//
// Threads acquire and fill slots, the flush thread writes their records to the trace and releases
// them. Readers of a killed process's trace find the unflushed records in this file, which users
// know as the ring file (trace/binary/slot_file_layout.h).
//
// The file's blocks are allocated before they are mapped, so that a full disk is an error here and
// not a SIGBUS in the program. Without a file, or when it cannot grow, slots are in anonymous
// memory: everything works, but their records are lost in a crash.
//
// Ownership: the file and the mapping, until Close().
// Threading: AcquireSlot and ReleaseSlot from any thread, lock-free unless the file must grow.
// Memory: 64 KiB per slot, at most the limit given to AcquireSlot.
// Errors: the first is set in the ErrorLatch that Open was given; recording goes on.
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

  // False when out of memory. An empty path asks for anonymous memory from the start.
  bool Open(const std::string& path, trace::SlotFileOutput output, uint64_t run_id,
            ErrorLatch* failure);

  // A slot in state kOpen, or nullptr when `limit` slots are in use or out of memory.
  trace::SlotHeader* AcquireSlot(uint32_t limit) noexcept;

  // Any slot, in any state.
  static void ReleaseSlot(trace::SlotHeader* slot) noexcept {
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

  // For JSON output: stores how much of the trace file is complete.
  void SetProgress(uint64_t valid_bytes, int64_t watermark) noexcept;

  // Whether every slot is owned by a thread and none waits for the flush thread.
  bool AllOpen() const noexcept;

  // Removes the file: the trace is complete without it.
  void Remove() noexcept;

  // As Open, with the file in `folder` and a symbolic link to it at `path`; beside the trace where
  // that fails.
  bool OpenIn(const std::string& folder, const std::string& path, trace::SlotFileOutput output,
              uint64_t run_id, ErrorLatch* failure);

  // Unmaps, and closes the descriptor. In the child of a fork this leaves the file itself alone.
  void Close() noexcept;

 private:
  bool Grow() noexcept;
  bool MapFromFile(uint32_t first, uint32_t count) noexcept;
  bool OpenFile(const std::string& path) noexcept;

  ErrorLatch* failure_ = nullptr;
  std::string path_;
  std::string link_;  // that leads to it, or ""
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
