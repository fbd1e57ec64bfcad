#include "tidemark/record/events/heap_events.h"

#include <algorithm>

namespace tidemark::record {

StackId HeapEvents::Stack(ThreadBuffer* buffer, uintptr_t frame) noexcept {
  if (walker_.mode() == StackMode::kOff) return {};
  if (buffer->stacks == nullptr) [[unlikely]] {
    const SuppressHeap suppress;
    buffer->stacks = StackCache::New();
    if (buffer->stacks == nullptr) return {};
  }
  if (const tm_stack_source* const source = stack_source_.load(std::memory_order_acquire)) {
    if (const StackId stack = InterpreterStack(buffer, *source, frame)) return stack;
  }
  const StackBounds& bounds = this_thread.stack;
  StackCache& cache = *buffer->stacks;
  StackTable& table = recording_->stacks();
  const uint64_t hash = walker_.Identify(frame, bounds, table.seed(), &cache.last);
  uint32_t known = cache.Find(hash);
  if (known == StackCache::kByTables) {
    known = cache.Find(walker_.IdentifyByTables(frame, bounds, table.seed(), &cache.last));
  } else if (known == 0) [[unlikely]] {
    walker_.Collect(frame, bounds, table.seed(), hash, &cache.last);
    if (cache.last.hash() != hash) {
      cache.Put(hash, StackCache::kByTables);
      known = cache.Find(cache.last.hash());
    }
  }
  if (known != 0) [[likely]] {
    return StackId(known);
  }
  return table.Define(buffer, cache.last);
}

StackId HeapEvents::InterpreterStack(ThreadBuffer* buffer, const tm_stack_source& source,
                                     uintptr_t frame) noexcept {
  StackCache& cache = *buffer->stacks;
  StackTable& table = recording_->stacks();
  const int32_t count = source.walk(cache.interpreted, StackCache::kMostInterpreted);
  if (count <= 0) return {};
  // The native frames end where Python begins: of another seed, for no whole stack may be continued by
  // them.
  uint64_t hash =
      walker_.IdentifyTo(evaluator_, frame, this_thread.stack, table.seed() ^ 1, &cache.last);
  for (int32_t i = 0; i < count; ++i) hash = MixIn(cache.interpreted[i].instruction, hash);
  if (const uint32_t known = cache.Find(hash); known != 0) [[likely]] {
    return StackId(known);
  }
  return table.DefineInterpreted(buffer, source, static_cast<size_t>(count), hash);
}

void HeapEvents::SetStackSource(const tm_stack_source* source) noexcept {
  if (walker_.mode() != StackMode::kAuto || source == nullptr) return;
  const auto begin = reinterpret_cast<uintptr_t>(source->evaluator);
  evaluator_ = {.begin = begin, .end = begin + source->evaluator_bytes};
  stack_source_.store(source, std::memory_order_release);
}

void HeapEvents::RecordAllocation(uintptr_t address, size_t bytes, uintptr_t frame) noexcept {
  if (!is_on()) return;
  ThreadBuffer* const buffer = recording_->Enter();
  if (buffer == nullptr) return;
  if (older_blocks_ != OlderBlocks::kUnknown) allocated_.Add(address);
  if (expects_claims_.load(std::memory_order_relaxed)) claimable_.Add(address);
  if (sample_bytes_ != 0) {
    if (!buffer->sample_gap.Takes(
            bytes, sample_bytes_,
            reinterpret_cast<uintptr_t>(buffer) ^ static_cast<uint64_t>(buffer->thread()))) {
      return recording_->Leave();
    }
    sampled_.Add(address);
  }
  const int64_t stack = Stack(buffer, frame).value();
  if (buffer->Commit([=](trace::RecordEncoder& encoder, int64_t t) {
        return encoder.HeapAlloc(t, address, bytes, stack);
      })) {
    buffer->events.Add(1);
  }
  FinishEvent(buffer);
}

void HeapEvents::RecordFree(uintptr_t address, const char* type) noexcept {
  ThreadBuffer* const buffer = recording_->Enter();
  if (buffer == nullptr) return;
  if (expects_claims_.load(std::memory_order_relaxed)) claimable_.Remove(address);
  if (!WasClaimed(address) && IsOurs(buffer, address, /*ends=*/true) &&
      (sample_bytes_ == 0 || sampled_.Remove(address))) {
    if (buffer->Commit([=](trace::RecordEncoder& encoder, int64_t t) {
          if (type == nullptr) [[likely]] {
            return encoder.HeapFree(t, address);
          }
          return encoder.AppendBody(t, 0, trace::Free{.buffer = {.addr = address}, .type = type});
        })) {
      buffer->events.Add(1);
    }
  }
  FinishEvent(buffer);
}

void HeapEvents::Holds(const void* address, const char* type) noexcept {
  ThreadBuffer* const buffer = recording_->Enter();
  if (buffer == nullptr) return;
  const auto at = reinterpret_cast<uintptr_t>(address);
  const bool is_sampled = sample_bytes_ == 0 || sampled_.Remove(at);
  if (sample_bytes_ != 0 && is_sampled) sampled_.Add(at);
  if (is_sampled && (older_blocks_ == OlderBlocks::kUnknown || allocated_.Has(at))) {
    trace::Event event;
    event.thread = ThreadId(buffer->thread());
    event.body = trace::Object{.buffer = {.addr = at}, .type = type};
    if (buffer->Commit([&event](trace::RecordEncoder& encoder, int64_t t) {
          event.t = t;
          return encoder.Append(event);
        })) {
      buffer->events.Add(1);
    }
  }
  recording_->Leave();
}

bool HeapEvents::IsOurs(ThreadBuffer* buffer, uintptr_t address, bool ends) noexcept {
  if (older_blocks_ == OlderBlocks::kUnknown) [[likely]]
    return true;
  if (allocated_.Remove(address)) {
    if (!ends) allocated_.Add(address);
    return true;
  }
  if (older_blocks_ == OlderBlocks::kIgnored || sample_bytes_ != 0) return false;
  trace::Event event;
  event.thread = ThreadId(buffer->thread());
  event.body =
      trace::Inherit{.buffer = {.addr = address},
                     .bytes = static_cast<int64_t>(usable_size_(reinterpret_cast<void*>(address))),
                     .kind = "heap"};
  if (!buffer->Commit([&event](trace::RecordEncoder& encoder, int64_t t) {
        event.t = t;
        return encoder.Append(event);
      })) {
    return false;
  }
  buffer->events.Add(1);
  if (!ends) allocated_.Add(address);
  return true;
}

void HeapEvents::FinishEvent(ThreadBuffer* buffer) noexcept {
  recording_->SampleMemory(buffer);
  recording_->Leave();
}

void HeapEvents::Resized(const void* address, size_t bytes, uintptr_t frame) noexcept {
  if (this_thread.suppressed != 0) return;
  if (WasClaimed(reinterpret_cast<uintptr_t>(address))) {
    claimed_.Add(reinterpret_cast<uintptr_t>(address));
    return;
  }
  if (sample_bytes_ != 0) {
    // Sampling depends on the size, so this is recorded as a free and a new allocation.
    RecordFree(reinterpret_cast<uintptr_t>(address));
    return RecordAllocation(reinterpret_cast<uintptr_t>(address), bytes, frame);
  }
  if (older_blocks_ != OlderBlocks::kUnknown) {
    ThreadBuffer* const buffer = recording_->Enter();
    if (buffer == nullptr) return;
    const bool is_ours = IsOurs(buffer, reinterpret_cast<uintptr_t>(address), /*ends=*/false);
    recording_->Leave();
    if (!is_ours) return;
  }
  trace::Resize resize;
  resize.buffer.addr = reinterpret_cast<uintptr_t>(address);
  resize.bytes = static_cast<int64_t>(bytes);
  Record(resize, frame);
}

void HeapEvents::Failed(size_t bytes, uintptr_t frame) noexcept {
  if (this_thread.suppressed != 0) return;
  Record(trace::OutOfMemory{.bytes = static_cast<int64_t>(std::min<size_t>(bytes, INT64_MAX))},
         frame);
}

void HeapEvents::Record(const trace::EventBody& body, uintptr_t frame) noexcept {
  ThreadBuffer* const buffer = recording_->Enter();
  if (buffer == nullptr) return;
  trace::Event event;
  event.thread = ThreadId(buffer->thread());
  event.stack = Stack(buffer, frame);
  event.body = body;
  if (buffer->Commit([&event](trace::RecordEncoder& encoder, int64_t t) {
        event.t = t;
        return encoder.Append(event);
      })) {
    buffer->events.Add(1);
  }
  recording_->Leave();
}

void HeapEvents::ExpectClaims() noexcept {
  if (expects_claims_.load(std::memory_order_relaxed)) return;
  claimable_.Open();
  claimed_.Open();
  expects_claims_.store(true, std::memory_order_release);
}

void HeapEvents::Claim(uintptr_t address) noexcept {
  if (!expects_claims_.load(std::memory_order_acquire) || !claimable_.Remove(address)) return;
  RecordFree(address);
  claimed_.Add(address);
}

void HeapEvents::ForgetAddresses() noexcept {
  // Inside the recorder, so that a signal handler cannot deadlock on a lock of this very thread.
  if (recording_->Enter() == nullptr) return;
  recording_->stacks().ForgetAddresses();
  walker_.ForgetAddresses();
  recording_->Leave();
}

void HeapEvents::ForgetInterpreterStacks() noexcept {
  // As above.
  if (recording_->Enter() == nullptr) return;
  recording_->stacks().ForgetInterpreted();
  recording_->Leave();
}

}  // namespace tidemark::record
