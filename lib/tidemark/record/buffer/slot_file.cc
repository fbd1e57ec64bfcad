#include "tidemark/record/buffer/slot_file.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>

#include "tidemark/record/os/own_memory.h"
#include "tidemark/record/os/scoped_signal_blocker.h"

namespace tidemark::record {
namespace {

using trace::kSlotBytes;
using trace::kSlotFileHeaderBytes;
using trace::SlotHeader;
using trace::SlotState;

constexpr uint32_t kFirstSlots = 2;
constexpr uint32_t kSlotsAtATime = 16;

// Allocates the file's blocks in [begin, end). False with errno when the disk is full.
bool ReserveBlocks(int file, size_t begin, size_t end) {
  if (fallocate(file, 0, static_cast<off_t>(begin), static_cast<off_t>(end - begin)) == 0) {
    return true;
  }
  if (errno != EOPNOTSUPP && errno != ENOSYS) return false;
  // A file system without fallocate: writing has the same effect.
  static constexpr uint8_t kZeros[4096] = {};
  for (size_t at = begin; at < end; at += sizeof(kZeros)) {
    const size_t size = std::min(sizeof(kZeros), end - at);
    const ssize_t done = pwrite(file, kZeros, size, static_cast<off_t>(at));
    if (done == static_cast<ssize_t>(size)) continue;
    if (done >= 0) errno = ENOSPC;
    return false;
  }
  return true;
}

// How much address space to reserve: a small share of the process's limit.
uint32_t SlotsToReserve() {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) {
    return SlotFile::kMaxSlots;
  }
  const rlim_t share = limit.rlim_cur / 32 / kSlotBytes;
  return static_cast<uint32_t>(std::clamp<rlim_t>(share, kSlotsAtATime, SlotFile::kMaxSlots));
}

}  // namespace

bool SlotFile::OpenFile(const std::string& path) noexcept {
  // Never follow a symbolic link or reuse another's file: replace whatever is there.
  unlink(path.c_str());
  if (!file_.Open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0600)) return false;
  file_.LockForWriting();  // tidemark recover leaves it alone
  void* page = nullptr;
  if (ReserveBlocks(file_.descriptor(), 0, kSlotFileHeaderBytes)) {
    page = MapOwn(nullptr, kSlotFileHeaderBytes, PROT_READ | PROT_WRITE, MAP_SHARED,
                  file_.descriptor());
  }
  if (page == nullptr) {
    const int error = errno;
    unlink(path.c_str());
    file_.Close();
    errno = error;
    return false;
  }
  header_ = ::new (page) trace::SlotFileHeader;
  path_ = path;
  return true;
}

bool SlotFile::Open(const std::string& path, trace::SlotFileOutput output, uint64_t run_id,
                    ErrorLatch* failure) {
  failure_ = failure;
  const ScopedSignalBlocker quiet;
  for (reserved_slots_ = SlotsToReserve(); reserved_slots_ >= kSlotsAtATime; reserved_slots_ /= 4) {
    void* const space = MapOwn(nullptr, reserved_slots_ * kSlotBytes, PROT_NONE,
                               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE);
    if (space == nullptr) continue;
    slots_ = static_cast<uint8_t*>(space);
    break;
  }
  if (slots_ == nullptr) return false;
  if (!path.empty() && OpenFile(path)) {
    std::memcpy(header_->magic, trace::kSlotFileMagic, sizeof(trace::kSlotFileMagic));
    header_->version = trace::kSlotFileVersion;
    header_->header_bytes = kSlotFileHeaderBytes;
    header_->run_id = run_id;
    header_->slot_bytes = kSlotBytes;
    header_->slot_count.store(0, std::memory_order_relaxed);
    header_->output = output;
    header_->pid = static_cast<uint32_t>(getpid());
    for (trace::SlotFileProgress& progress : header_->progress) {
      progress.generation.store(0, std::memory_order_relaxed);
      progress.valid_bytes = 0;
      progress.watermark = -1;
    }
  } else if (!path.empty()) {
    failure_->Set("the ring file beside it (events of a crash would be lost)", errno);
  }
  const std::lock_guard lock(grow_mutex_);
  return Grow();
}

bool SlotFile::OpenIn(const std::string& folder, const std::string& path,
                      trace::SlotFileOutput output, uint64_t run_id, ErrorLatch* failure) {
  const std::string target = folder + "/tidemark-" + std::to_string(run_id) + ".ring";
  unlink(path.c_str());
  if (access(folder.c_str(), W_OK | X_OK) != 0 || symlink(target.c_str(), path.c_str()) != 0) {
    return Open(path, output, run_id, failure);
  }
  link_ = path;
  return Open(target, output, run_id, failure);
}

bool SlotFile::MapFromFile(uint32_t first, uint32_t count) noexcept {
  const size_t begin = kSlotFileHeaderBytes + first * kSlotBytes;
  const size_t size = count * kSlotBytes;
  if (!file_.IsOpen() || !ReserveBlocks(file_.descriptor(), begin, begin + size)) {
    failure_->Set("the ring file beside it (events of a crash may be lost)", errno);
    return false;
  }
  return MapOwn(slots_ + first * kSlotBytes, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
                file_.descriptor(), static_cast<off_t>(begin)) != nullptr;
}

bool SlotFile::Grow() noexcept {
  const ScopedSignalBlocker quiet;
  const uint32_t first = slot_count_.load(std::memory_order_relaxed);
  // Doubled from few, for most processes record little.
  const uint32_t count = std::clamp(first, kFirstSlots, kSlotsAtATime);
  if (first + count > reserved_slots_) return false;
  const bool all_in_file =
      header_ != nullptr && header_->slot_count.load(std::memory_order_relaxed) == first;
  const bool in_file = all_in_file && MapFromFile(first, count);
  if (!in_file && MapOwn(slots_ + first * kSlotBytes, count * kSlotBytes, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED) == nullptr) {
    return false;
  }
  // A fresh page is all zeros, which is a free slot: no page is touched before its slot is used.
  slot_count_.store(first + count, std::memory_order_release);
  if (in_file) header_->slot_count.store(first + count, std::memory_order_release);
  return true;
}

SlotHeader* SlotFile::AcquireSlot(uint32_t limit) noexcept {
  limit = std::min(limit, kMaxSlots);
  while (true) {
    const uint32_t count = slot_count();
    // Lowest index first, so that the same few pages are reused.
    for (uint32_t i = 0; i < std::min(count, limit); ++i) {
      SlotHeader* const candidate = slot(i);
      SlotState expected = SlotState::kFree;
      if (candidate->state.load(std::memory_order_relaxed) == SlotState::kFree &&
          candidate->state.compare_exchange_strong(expected, SlotState::kOpen,
                                                   std::memory_order_acquire)) {
        return candidate;
      }
    }
    if (count >= limit) return nullptr;
    const std::lock_guard lock(grow_mutex_);
    if (slot_count() == count && !Grow()) return nullptr;
  }
}

void SlotFile::SetProgress(uint64_t valid_bytes, int64_t watermark) noexcept {
  if (header_ == nullptr) return;
  progress_generation_ += 2;
  trace::SlotFileProgress& progress = header_->progress[(progress_generation_ / 2) % 2];
  progress.generation.exchange(progress_generation_ - 1, std::memory_order_acq_rel);
  progress.valid_bytes = valid_bytes;
  progress.watermark = watermark;
  progress.generation.store(progress_generation_, std::memory_order_release);
}

void SlotFile::Remove() noexcept {
  if (path_.empty()) return;
  // After a chroot or setuid the file may not be removable; invalidate its header instead.
  const bool removed = file_.IsAt(path_.c_str()) && unlink(path_.c_str()) == 0;
  if (!removed && header_ != nullptr) std::memset(header_->magic, 0, sizeof(header_->magic));
  if (!link_.empty()) unlink(link_.c_str());
  path_.clear();
  link_.clear();
}

bool SlotFile::AllOpen() const noexcept {
  const uint32_t count = slot_count();
  for (uint32_t i = 0; i < count; ++i) {
    if (slot(i)->state.load(std::memory_order_acquire) != SlotState::kOpen) return false;
  }
  return true;
}

void SlotFile::Close() noexcept {
  if (header_ != nullptr) UnmapOwn(header_, kSlotFileHeaderBytes);
  if (slots_ != nullptr) UnmapOwn(slots_, reserved_slots_ * kSlotBytes);
  file_.Close();
  header_ = nullptr;
  slots_ = nullptr;
  slot_count_.store(0, std::memory_order_relaxed);
}

}  // namespace tidemark::record
