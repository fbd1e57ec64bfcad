// Blocks that are made ahead, on threads, and handed over in order.
//
// Used by the readers: a block is a stretch of the trace with its events.
//
// A block is made in two steps. Begin takes the next stretch of the file: in order, and on one
// thread at a time. Finish does all that a block needs nobody else for: on any number at a time.
// The thread that wants the next block makes it itself where nobody else has begun it; without
// further threads it makes all of them, when they are asked for. Threads are started when it comes
// back for the second, so that a small trace needs none.
//
// Memory: at most kMostBlocks blocks, and of more than kMostBytes only one.
// Ownership: a block is valid until the next call of Next. Blocks are used again: Begin is given one
//   as it was left.
// Threading: Next by one thread. On destruction the threads end; who is inside of Begin is waited for.
#ifndef TIDEMARK_TRACE_PIPELINE_BLOCK_PIPELINE_INTERNAL_H_
#define TIDEMARK_TRACE_PIPELINE_BLOCK_PIPELINE_INTERNAL_H_

#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

#include "tidemark/trace/pipeline/worker_threads_internal.h"

namespace tidemark::trace {

template <class Block>
class BlockStages {
 public:
  virtual ~BlockStages() = default;
  // False where there is no further block; not called again then. The size is what kMostBytes counts.
  virtual bool Begin(Block* block, size_t* bytes) = 0;
  virtual void Finish(Block* block) = 0;
};

template <class Block>
class BlockPipeline {
 public:
  static constexpr size_t kMostBlocks = 8;
  static constexpr size_t kMostBytes = size_t{8} << 20;

  // `workers`: how many threads there are besides the one that calls Next.
  BlockPipeline(BlockStages<Block>* stages, int workers)
      : stages_(*stages), most_blocks_(workers > 0 ? kMostBlocks : 1), workers_(workers) {}
  ~BlockPipeline() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      ended_ = true;
      may_begin_.notify_all();
    }
    threads_.Join();
  }
  BlockPipeline(const BlockPipeline&) = delete;
  BlockPipeline& operator=(const BlockPipeline&) = delete;

  // The next block, or null behind the last.
  Block* Next() {
    std::unique_lock<std::mutex> lock(mutex_);
    GiveBack();
    if (next_ > 0 && !ended_ && workers_ > 0) {
      threads_.Start(std::exchange(workers_, 0), [this] { Work(); });
    }
    while (true) {
      Slot& slot = slots_[next_ % most_blocks_];
      if (next_ < begun_ && slot.finished) {
        is_out_ = true;
        return slot.block.get();
      }
      // Not while others make the next block: what is read may be a pipe, which has more to read when
      // it pleases, and that block may be all that is needed.
      if (next_ == begun_ && MayBegin()) {
        Make(lock);
      } else if (next_ == begun_ && ended_ && !beginning_) {
        return nullptr;
      } else {
        is_waiting_ = true;
        has_come_.wait(lock);
        is_waiting_ = false;
      }
    }
  }

 private:
  struct Slot {
    std::unique_ptr<Block> block;
    size_t bytes = 0;
    bool finished = false;
  };

  // The block that is out is no longer used.
  void GiveBack() {
    if (!is_out_) return;
    is_out_ = false;
    bytes_ -= slots_[next_ % most_blocks_].bytes;
    ++next_;
    // Not for each block, or threads would be woken for every one.
    if (idle_ > 0 && begun_ - next_ <= most_blocks_ / 2) may_begin_.notify_one();
  }

  bool MayBegin() const {
    const uint64_t held = begun_ - next_;
    return !ended_ && !beginning_ && held < most_blocks_ && (held == 0 || bytes_ < kMostBytes);
  }

  // Makes the next block that nobody has begun.
  void Make(std::unique_lock<std::mutex>& lock) {
    Slot& slot = slots_[begun_ % most_blocks_];
    if (slot.block == nullptr) slot.block = std::make_unique<Block>();
    slot.finished = false;
    beginning_ = true;
    lock.unlock();
    size_t bytes = 0;
    const bool has_begun = stages_.Begin(slot.block.get(), &bytes);
    lock.lock();
    beginning_ = false;
    if (!has_begun) {
      ended_ = true;
      may_begin_.notify_all();
      if (is_waiting_) has_come_.notify_one();
      return;
    }
    ++begun_;
    slot.bytes = bytes;
    bytes_ += bytes;
    if (idle_ > 0 && MayBegin()) may_begin_.notify_one();
    lock.unlock();
    stages_.Finish(slot.block.get());
    lock.lock();
    slot.finished = true;
    if (is_waiting_) has_come_.notify_one();
  }

  void Work() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!ended_) {
      if (MayBegin()) {
        Make(lock);
        continue;
      }
      ++idle_;
      may_begin_.wait(lock);
      --idle_;
    }
  }

  BlockStages<Block>& stages_;
  const size_t most_blocks_;  // alone, one that stays in the processor's cache
  int workers_;               // that are still to be started
  std::mutex mutex_;
  std::condition_variable may_begin_;  // for workers
  std::condition_variable has_come_;   // for the thread that wants the next block
  // A ring: from next_, which may be out, up to begun_ they are in use.
  std::array<Slot, kMostBlocks> slots_;
  uint64_t next_ = 0;
  uint64_t begun_ = 0;
  size_t bytes_ = 0;
  int idle_ = 0;
  bool is_out_ = false;
  bool is_waiting_ = false;
  bool beginning_ = false;
  bool ended_ = false;  // Begin is not to be called any more
  WorkerThreads threads_;
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_PIPELINE_BLOCK_PIPELINE_INTERNAL_H_
