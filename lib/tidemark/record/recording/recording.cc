#include "tidemark/record/recording/recording.h"

#include <pthread.h>
#include <sys/mman.h>

#include <cerrno>
#include <new>
#include <vector>

#include "tidemark/base/asymmetric_fence.h"
#include "tidemark/base/clock.h"
#include "tidemark/record/buffer/site_cache.h"
#include "tidemark/record/buffer/slot_file_place.h"
#include "tidemark/record/os/own_memory.h"
#include "tidemark/record/os/process_info.h"
#include "tidemark/record/os/scoped_signal_blocker.h"
#include "tidemark/record/os/text_or_empty.h"
#include "tidemark/record/recording/flush_thread.h"
#include "tidemark/record/recording/recording_table.h"
#include "tidemark/record/sink/sink.h"

namespace tidemark::record {

[[gnu::tls_model("initial-exec")]] constinit thread_local ThreadLocal this_thread{};

namespace {

// A word that is 0 in the child of any fork, including a raw clone that runs no atfork handlers.
std::atomic<uint32_t>* NewAliveWord() noexcept {
  constexpr size_t kPage = 4096;
  void* const page = MapOwn(kPage);
  if (page == nullptr) return nullptr;
  madvise(page, kPage, MADV_WIPEONFORK);
  return ::new (page) std::atomic<uint32_t>(0);
}

}  // namespace

constinit std::atomic<Recording*> Recording::all_{nullptr};

Recording::Recording(const RecordingOptions& options) : options_(options) {}

Recording* Recording::Start(const RecordingOptions& options) {
  const SuppressHeap suppress;
  const ScopedSignalBlocker quiet;
  auto* recording = new Recording(options);
  // Kept reachable, so that leak checkers do not report it.
  recording->next_ = all_.load(std::memory_order_relaxed);
  while (!all_.compare_exchange_weak(recording->next_, recording, std::memory_order_release)) {
  }
  const bool open = recording->Open();
  if (!open) recording->DropState();
  recording->closed_.store(!open);
  return recording;
}

bool Recording::Open() {
  static constinit std::atomic<uint32_t> never_alive{0};
  alive_ = &never_alive;
  PrepareAsymmetricFence();
  start_ = MonotonicNanos();
  const SinkContext context{
      .slot_file = &slot_file_, .threads = &threads_, .start = start_, .failure = &failure_};
  file_path_ = AbsolutePath(options_.path);
  sink_ = NewSink(file_path_, context);
  if (sink_ == nullptr) {
    failure_.Set(
        "found an unknown extension, expected .tmk, or .json, .ndjson or .jsonl, "
        "the latter with .gz or .zst behind it if it is to be compressed",
        0);
    return false;
  }
  if (!sink_->Open()) return false;
  const auto run_id = static_cast<uint64_t>(UnixNanos()) ^ (static_cast<uint64_t>(getpid()) << 40);
  std::atomic<uint32_t>* const alive = NewAliveWord();
  if (alive == nullptr || !OpenSlotFile(run_id) ||
      !RecordingTable::Add(this, &ThreadEnds, &index_, &generation_)) {
    failure_.Set("start (out of memory, or too many sessions at a time)", 0);
    slot_file_.Remove();
    return false;
  }
  stacks_.Begin(generation_);
  WriteHead(run_id);
  slot_pool_.Begin(&slot_file_, options_.on_full, &Help, this);
  flush_thread_ = std::make_unique<FlushThread>(this);
  if (options_.preloaded) {
    own_stack_.Open();
    memory_reader_.Open();
  }
  // Who drops rather than waits must not wait for the file either.
  if (!options_.preloaded || options_.on_full == OnFull::kDrop) flush_thread_->Start();
  alive_ = alive;
  alive_->store(1, std::memory_order_release);
  return true;
}

bool Recording::OpenSlotFile(uint64_t run_id) {
  const trace::SlotFileOutput output = sink_->slot_file_output();
  if (!sink_->is_regular_file()) return slot_file_.Open("", output, run_id, &slot_file_error_);
  const std::string path = file_path_ + ".ring";
  const std::string folder = SlotFileFolder(file_path_, options_.slot_folder);
  if (folder.empty()) return slot_file_.Open(path, output, run_id, &slot_file_error_);
  return slot_file_.OpenIn(folder, path, output, run_id, &slot_file_error_);
}

void Recording::WriteHead(uint64_t run_id) {
  const ProcessInfo process = ReadProcessInfo();
  const std::vector<absl::string_view> args(process.args.begin(), process.args.end());
  std::string capture = R"({"stacks":")" + std::string(options_.stacks) + '"';
  if (options_.heap) capture += R"(,"heap":true)";
  if (options_.maps) capture += R"(,"mmap":true)";
  if (options_.sample_bytes > 0) {
    capture += R"(,"sample_bytes":)" + std::to_string(options_.sample_bytes);
  }
  if (!options_.params.empty()) capture += R"(,"params":)" + options_.params;
  if (options_.delayed) capture += R"(,"delayed":true)";
  if (!slot_file_error_.ok()) capture += R"(,"crash_safe":false)";
  capture += R"(,"clock":)" + ClockJson(start_);
  capture += '}';
  trace::TraceHead head;
  head.run = options_.run.empty() ? process.run : options_.run;
  head.pid = process.pid;
  head.ppid = process.ppid;
  head.program = process.program;
  head.args = args;
  head.host = process.host;
  head.start_unix_ns = process.start_unix_ns;
  head.tidemark = TIDEMARK_VERSION;
  head.capture_json = capture;
  sink_->Begin(trace::Event{.body = head}, run_id);
}

bool Recording::LeaveAfterJump(uintptr_t here) noexcept {
  ThreadLocal& local = this_thread;
  if (!WasLeftByJump(local, local.inside.load(std::memory_order_relaxed), here)) return false;
  local.suppressed = 0;
  if (local.moment != nullptr) local.moment->ForgetMoment();
  local.moment = nullptr;
  local.inside.store(0, std::memory_order_release);
  return true;
}

ThreadBuffer* Recording::EnterFirst(ThreadLocal& local) noexcept {
  const uintptr_t inside = local.inside.load(std::memory_order_relaxed);
  const ScopedSignalBlocker quiet;
  if (local.stack.high == 0) local.stack = FindStackBounds(inside);
  bool additional = false;
  ThreadBuffer* const buffer = threads_.Acquire(&local, &additional);
  if (buffer == nullptr) return nullptr;
  if (additional) slot_pool_.AddThread();
  if (!buffer->Begin(&slot_pool_, alive_, &threads_.epoch(),
                     thread_count_.fetch_add(1, std::memory_order_relaxed) + 1, start_)) {
    return nullptr;
  }
  local.entries[index_] = {generation_, buffer};
  // The C library allocates here and frees at thread exit, so both must be recorded.
  Leave();
  RecordingTable::CallOnThreadExit(&local);
  StoreWithLightFence(local.inside, inside);
  return buffer;
}

void Recording::ThreadEnds(Recording* recording, ThreadBuffer* buffer) noexcept {
  const bool is_main = buffer->os_thread == recording->pid_;
  recording->threads_.Ends(buffer);
  if (is_main) recording->flush_thread_->MainThreadEnds();
}

SiteId Recording::Site(ThreadBuffer* buffer, const SourceLocation& location,
                       const char* label) noexcept {
  if (location.file == nullptr && label == nullptr) return {};
  if (buffer->sites != nullptr) [[likely]] {
    if (const SiteId known = buffer->sites->Find(generation_, location, label)) return known;
  } else {
    buffer->sites = SiteCache::New();
  }
  const SuppressHeap suppress;
  SiteId site;
  {
    // Defined under the lock that publishes its id, so that the definition precedes every use.
    const std::lock_guard lock(site_mutex_);
    const SiteInterner::Result place = sites_.Find(location, label);
    site = place.id;
    if (place.first) {
      const bool defined = buffer->Define([&](trace::RecordEncoder& encoder, int64_t t) {
        trace::Event event;
        event.body = trace::SiteDefinition{.site = site,
                                           .file = TextOrEmpty(location.file),
                                           .line = location.line,
                                           .function = TextOrEmpty(location.function),
                                           .label = TextOrEmpty(label)};
        return encoder.Append(event, t);
      });
      if (!defined) {  // the next event from this site tries again
        sites_.Forget(location, label);
        return {};
      }
    }
  }
  if (buffer->sites != nullptr) buffer->sites->Put(generation_, location, label, site);
  return site;
}

void Recording::FlushOnce(bool all, bool wait) {
  const SuppressHeap suppress;
  const ScopedSignalBlocker quiet;
  std::unique_lock lock(flush_mutex_, std::defer_lock);
  if (wait) {
    lock.lock();
  } else if (!lock.try_lock()) {
    return;
  }
  if (sink_ == nullptr) return;
  own_stack_.Call([&] { sink_->Flush(all); });
  slot_pool_.Emptied();
}

void Recording::Help(void* recording, bool must) {
  auto* const self = static_cast<Recording*>(recording);
  if (must) self->threads_.SubmitSlotsOfDead();
  self->FlushOnce(false, must);
}

void Recording::WriteMemorySample(ThreadBuffer* buffer) noexcept {
  constexpr int64_t kInterval = 100'000'000;
  // One thread takes it upon itself.
  int64_t due = next_memory_sample_.load(std::memory_order_relaxed);
  const int64_t now = buffer->last_time();
  if (now < due || !next_memory_sample_.compare_exchange_strong(due, now + kInterval)) return;
  ProcessMemory memory;
  {
    const ScopedSignalBlocker quiet;
    if (reading_memory_.exchange(true, std::memory_order_acquire)) return;
    const bool read = memory_reader_.Read(&memory);
    reading_memory_.store(false, std::memory_order_release);
    if (!read) return;
  }
  trace::Event event;
  event.thread = ThreadId(buffer->thread());
  event.body =
      trace::MemorySample{.resident = memory.resident, .file = memory.file, .swap = memory.swap};
  if (buffer->Commit([&event](trace::RecordEncoder& encoder, int64_t t) {
        event.t = t;
        return encoder.Append(event);
      })) {
    buffer->events.Add(1);
  }
}

// At the end of a recording, however short it was.
void Recording::WriteLastMemorySample() noexcept {
  if (!options_.preloaded) return;
  ThreadBuffer* const buffer = Enter();
  if (buffer == nullptr) return;
  next_memory_sample_.store(0, std::memory_order_relaxed);
  WriteMemorySample(buffer);
  Leave();
}

void Recording::ReportInterrupted() noexcept {
  const int64_t count = interrupted_.exchange(0, std::memory_order_relaxed);
  if (count == 0) return;
  ThreadBuffer* const buffer = Enter();
  if (buffer == nullptr) {
    interrupted_.fetch_add(count, std::memory_order_relaxed);
    return;
  }
  buffer->lost.Add(count);
  buffer->ReportLost();
  Leave();
}

std::string Recording::Close() {
  // A child that ran no atfork handlers: the recording is its parent's.
  if (!IsOfThisProcess() || IsInside()) return "";
  const SuppressHeap suppress;
  // A signal handler must not end the process halfway through.
  const ScopedSignalBlocker quiet;
  if (closed_.exchange(true)) return failure_.Message(options_.path);
  ReportInterrupted();
  WriteLastMemorySample();
  alive_->store(0, std::memory_order_seq_cst);
  slot_pool_.Stop();
  threads_.WaitForBusy();
  const int64_t end_time = MonotonicNanos() - start_;
  RecordingTable::Remove(this, index_);
  flush_thread_->Stop();
  threads_.SubmitAllSlots();
  do {
    FlushOnce(true);
  } while (threads_.ReportLostAtEnd(end_time));

  const ThreadRegistry::Sums sums = threads_.Sum();
  trace::End end;
  end.events = sums.events;
  // The sizes of freed heap blocks are unknown. A negative balance means that buffers without ids
  // were older than the trace, so it is left out.
  if (!options_.heap && sums.live_buffers >= 0 && sums.live_bytes >= 0) {
    end.live_buffers = sums.live_buffers;
    end.live_bytes = sums.live_bytes;
  }
  trace::Event event;
  event.t = end_time;
  event.body = end;
  sink_->Finish(event);
  slot_file_.Remove();
  if (!options_.preloaded) slot_file_.Close();
  threads_.Clear();
  DropState();
  return failure_.Message(options_.path);
}

void Recording::DropState() {
  flush_thread_.reset();
  {
    const std::lock_guard lock(flush_mutex_);
    sink_.reset();
  }
  {
    const std::lock_guard lock(site_mutex_);
    sites_ = SiteInterner();
  }
  stacks_.Drop();
}

void Recording::StartFlushThread() noexcept {
  if (is_alive() && !flush_paused_.load(std::memory_order_acquire)) flush_thread_->Start();
}

// Not for long: a fork must not wait for a slow file.
void Recording::PauseFlushing() noexcept {
  constexpr int64_t kPatience = 50'000'000;
  flush_paused_.store(true, std::memory_order_release);
  if (flush_thread_ == nullptr) return;
  flushed_before_pause_ = flush_thread_->is_running();
  flush_thread_->StopWithin(kPatience);
}

// A program whose other threads have ended stays without any, as it would be unrecorded.
void Recording::ResumeFlushing() noexcept {
  flush_paused_.store(false, std::memory_order_release);
  if (!flushed_before_pause_) return;
  if (!options_.preloaded || FlushThread::CountOtherThreads() > 0) StartFlushThread();
}

void Recording::Abandon() noexcept {
  closed_.store(true);
  alive_->store(0, std::memory_order_relaxed);
  if (flush_thread_ != nullptr) flush_thread_->Forget();
  // The sink's buffered output belongs to the parent: its destructor must not write it here.
  parents_sink_ = sink_.release();
}

}  // namespace tidemark::record
