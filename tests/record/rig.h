// A fixture with the parts of a recording but without a Recording: a slot file, its pool, and
// thread buffers, for unit tests.
//
//   Rig rig({.on_full = OnFull::kDrop});
//   ThreadBuffer* buffer = rig.NewBuffer();
//   rig.Free(buffer, 0x1000);
#ifndef TIDEMARK_TESTS_RECORD_RIG_H_
#define TIDEMARK_TESTS_RECORD_RIG_H_

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tidemark/base/asymmetric_fence.h"
#include "tidemark/base/clock.h"
#include "tidemark/record/buffer/slot_file.h"
#include "tidemark/record/buffer/slot_pool.h"
#include "tidemark/record/buffer/thread_buffer.h"
#include "tidemark/record/buffer/thread_local.h"
#include "tidemark/record/buffer/thread_registry.h"
#include "tidemark/record/sink/sink.h"
#include "tidemark/trace/binary/record_decoder.h"
#include "tidemark/trace/model/event_schema.h"

namespace tidemark::record {

struct RigOptions {
  OnFull on_full = OnFull::kBlock;
  std::string slot_file_path = {};
  trace::SlotFileOutput output = trace::SlotFileOutput::kBinary;
};

class Rig {
 public:
  explicit Rig(const RigOptions& options = {}) {
    PrepareAsymmetricFence();
    EXPECT_TRUE(slot_file.Open(options.slot_file_path, options.output, kRunId, &failure));
    pool.Begin(
        &slot_file, options.on_full,
        [](void* rig, bool must) {
          if (must) ++static_cast<Rig*>(rig)->helped;
        },
        this);
    pool.SetFlushThreadRunning(true);
  }
  ~Rig() { slot_file.Remove(); }

  static constexpr uint64_t kRunId = 77;

  ThreadBuffer* NewBuffer() {
    bool additional = false;
    ThreadBuffer* const buffer = threads.Acquire(&this_thread, &additional);
    if (additional) pool.AddThread();
    buffer->Begin(&pool, &alive, &epoch, ++last_thread, start);
    return buffer;
  }

  static bool Free(ThreadBuffer* buffer, uint64_t address) {
    return buffer->Commit([address](trace::RecordEncoder& encoder, int64_t t) {
      return encoder.HeapFree(t, address);
    });
  }

  // Acquires every slot, so that the pool is exhausted.
  std::vector<trace::SlotHeader*> TakeAll() {
    std::vector<trace::SlotHeader*> taken;
    while (trace::SlotHeader* const slot = slot_file.AcquireSlot(SlotFile::kMaxSlots)) {
      taken.push_back(slot);
    }
    return taken;
  }

  SinkContext context() {
    return {.slot_file = &slot_file, .threads = &threads, .start = start, .failure = &failure};
  }

  std::atomic<uint32_t> alive{1};
  std::atomic<uint64_t> epoch{0};
  const int64_t start = MonotonicNanos();
  ErrorLatch failure;
  SlotFile slot_file;
  SlotPool pool;
  ThreadRegistry threads;
  int64_t last_thread = 0;
  std::atomic<int> helped{0};
};

// The kinds of the records that a slot holds, as "thread stack free".
inline std::string KindsIn(trace::SlotHeader* slot) {
  trace::RecordDecoder decoder;
  decoder.Start(
      absl::MakeConstSpan(SlotFile::Payload(slot), trace::CommittedBytes(slot->committed.load())),
      slot->thread, slot->base_time);
  std::string kinds;
  while (const trace::Event* event = decoder.Next()) {
    if (!kinds.empty()) kinds += ' ';
    kinds += std::string(trace::kKindInfos[event->body.index()].name);
  }
  EXPECT_FALSE(decoder.failed());
  return kinds;
}

}  // namespace tidemark::record

#endif  // TIDEMARK_TESTS_RECORD_RIG_H_
