#include "tidemark/record/recording/recording_table.h"

#include <pthread.h>

#include <atomic>
#include <mutex>

#include "tidemark/record/buffer/thread_local.h"
#include "tidemark/record/buffer/thread_registry.h"
#include "tidemark/record/recording/recording.h"

namespace tidemark::record {
namespace {

struct Place {
  Recording* recording = nullptr;
  uint64_t generation = 0;
  RecordingTable::ThreadEnds ends = nullptr;
};

constinit std::mutex table_mutex;
constinit Place places[kMaxRecordings];
constinit uint64_t last_generation = 0;
constinit pthread_key_t end_key = 0;
constinit std::atomic<bool> have_key{false};
constinit std::atomic<void (*)()> fork_child_hook{nullptr};

void ThreadEnds(void* state) {
  auto* const local = static_cast<ThreadLocal*>(state);
  const SuppressHeap suppress;
  const std::lock_guard lock(table_mutex);
  local->inside.store(kInsideForGood,
                      std::memory_order_relaxed);  // no handler records into a buffer given up
  for (uint32_t i = 0; i < kMaxRecordings; ++i) {
    const ThreadLocal::Entry entry = local->entries[i];
    if (entry.generation != 0 && entry.generation == places[i].generation) {
      places[i].ends(places[i].recording, entry.buffer);
    }
  }
  local->inside.store(0, std::memory_order_release);
}

// A signal handler that forks may have interrupted the recorder on this thread, which may hold
// these locks already. The child abandons the recordings in any case.
void BeforeFork() {
  ThreadLocal& local = this_thread;
  if (Recording::IsInside()) return;
  table_mutex.lock();
  // Programs count their threads after a fork, and some warn of more than one.
  for (const Place& place : places) {
    if (place.recording != nullptr) place.recording->PauseFlushing();
  }
  ThreadRegistry::LockForFork();
  local.inside.store(kInsideForGood,
                     std::memory_order_relaxed);  // with these locks held nothing is recorded
  local.forking = true;
}

void UnlockAfterFork() {
  this_thread.forking = false;
  this_thread.inside.store(0, std::memory_order_relaxed);
  ThreadRegistry::UnlockAfterFork();
  table_mutex.unlock();
}

void AfterForkInParent() {
  if (!this_thread.forking) return;
  UnlockAfterFork();
  const std::lock_guard lock(table_mutex);
  for (const Place& place : places) {
    if (place.recording != nullptr) place.recording->ResumeFlushing();
  }
}

void AfterForkInChild() {
  for (Place& place : places) {
    if (place.recording != nullptr) place.recording->Abandon();
    place = {};
  }
  if (this_thread.forking) UnlockAfterFork();
  if (void (*const hook)() = fork_child_hook.load(std::memory_order_acquire)) hook();
}

void PrepareOnce() {
  if (have_key.load(std::memory_order_relaxed)) return;
  pthread_atfork(&BeforeFork, &AfterForkInParent, &AfterForkInChild);
  have_key.store(pthread_key_create(&end_key, &ThreadEnds) == 0, std::memory_order_release);
}

}  // namespace

bool RecordingTable::Add(Recording* recording, ThreadEnds ends, uint32_t* index,
                         uint64_t* generation) {
  const std::lock_guard lock(table_mutex);
  PrepareOnce();
  for (uint32_t i = 0; i < kMaxRecordings; ++i) {
    if (places[i].recording != nullptr) continue;
    places[i] = {recording, ++last_generation, ends};
    *index = i;
    *generation = last_generation;
    return true;
  }
  return false;
}

void RecordingTable::Remove(Recording* recording, uint32_t index) {
  const std::lock_guard lock(table_mutex);
  if (places[index].recording == recording) places[index] = {};
}

void RecordingTable::CallOnThreadExit(ThreadLocal* local) noexcept {
  if (have_key.load(std::memory_order_acquire)) pthread_setspecific(end_key, local);
}

void RecordingTable::SetForkChildHook(void (*hook)()) noexcept {
  fork_child_hook.store(hook, std::memory_order_release);
}

}  // namespace tidemark::record
