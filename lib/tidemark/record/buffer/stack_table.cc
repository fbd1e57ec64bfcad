#include "tidemark/record/buffer/stack_table.h"

#include <new>

#include "tidemark/record/buffer/thread_local.h"
#include "tidemark/record/os/own_memory.h"
#include "tidemark/record/os/scoped_signal_blocker.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::record {

StackCache* StackCache::New() noexcept {
  void* const memory = MapOwn(sizeof(StackCache));
  return memory == nullptr ? nullptr : ::new (memory) StackCache;  // zeros as they are
}

void StackTable::ForgetAddresses() noexcept {
  const SuppressHeap suppress;
  const ScopedSignalBlocker quiet;
  const std::lock_guard lock(mutex_);
  seed_.fetch_add(0x10001);  // no cached hash matches any more
  frames_.Clear();
  modules_.Forget();
}

void StackTable::ForgetInterpreted() noexcept {
  const SuppressHeap suppress;
  const ScopedSignalBlocker quiet;
  const std::lock_guard lock(mutex_);
  seed_.fetch_add(0x10001);
  owned_.Clear();
}

void StackTable::Drop() noexcept {
  const std::lock_guard lock(mutex_);
  frames_.Clear();
  stacks_.Clear();
  places_.Clear();
  owned_.Clear();
  modules_.Forget();
}

uint32_t StackTable::NewFrame(ThreadBuffer* buffer, uintptr_t address) noexcept {
  // A stack may have it twice.
  if (const uint32_t known = frames_.Find(address); known != 0) return known;
  const uint32_t frame = ++frame_count_;
  // A return address is past its call, perhaps on the next line or in the next function.
  const uintptr_t call = address - 1;
  const Module* const module = modules_.Find(call);
  trace::Event event;
  trace::FrameDefinition definition;
  definition.frame = FrameId(frame);
  definition.pc = call - (module != nullptr ? module->bias : 0);
  if (module != nullptr) {
    definition.module = module->path;
    definition.build_id = module->build_id;
  }
  event.body = definition;
  const auto append = [&event](trace::RecordEncoder& encoder, int64_t t) {
    return encoder.Append(event, t);
  };
  if (!buffer->Define(append)) return 0;
  frames_.Put(address, frame);
  return frame;
}

uint32_t StackTable::NewStack(ThreadBuffer* buffer, uint32_t parent, uint32_t frame) noexcept {
  const uint32_t stack = ++stack_count_;
  trace::Event event;
  event.body = trace::StackDefinition{
      .stack = StackId(stack), .frame = FrameId(frame), .parent = StackId(parent)};
  const auto append = [&event](trace::RecordEncoder& encoder, int64_t t) {
    return encoder.Append(event, t);
  };
  return buffer->Define(append) ? stack : 0;
}

size_t StackTable::FindFrames(const CallStack& stack) noexcept {
  for (size_t i = stack.size(); i-- > 0;) {
    const uintptr_t address = stack.address(i);
    frame_ids_[i] = frames_.Find(address);
    // The innermost address is the interposer's own caller, so it is code.
    const bool is_suspect = !stack.from_tables() && frame_ids_[i] == 0 && i + 1 < stack.size();
    if (is_suspect && !IsCode(address - 1)) return i + 1;
  }
  return 0;
}

size_t StackTable::LongestKnown(size_t size, uint32_t* stack) const noexcept {
  // All of it, often: the thread's cache is small.
  *stack = stacks_.Find(prefixes_[size - 1]);
  if (*stack != 0) return size;
  size_t known = 0;
  for (size_t unknown = size; unknown - known > 1;) {
    const size_t middle = known + (unknown - known) / 2;
    if (const uint32_t found = stacks_.Find(prefixes_[middle - 1]); found != 0) {
      known = middle;
      *stack = found;
    } else {
      unknown = middle;
    }
  }
  return known;
}

uint32_t StackTable::DefineFrames(ThreadBuffer* buffer, const uint32_t* frames,
                                  size_t size) noexcept {
  // Where records are being dropped the event has no stack rather than an undefined one; the next
  // event with this stack tries again.
  uint64_t hash = 0;
  for (size_t i = 0; i < size; ++i) {
    if (frames[i] == 0) return 0;
    hash = MixIn(frames[i], hash);
    prefixes_[i] = hash | 1;  // no key is 0
  }
  uint32_t stack = 0;
  for (size_t i = LongestKnown(size, &stack); i < size; ++i) {
    stack = NewStack(buffer, stack, frames[i]);
    if (stack == 0) return 0;
    stacks_.Put(prefixes_[i], stack);
  }
  return stack;
}

uint32_t StackTable::NewInterpretedFrame(ThreadBuffer* buffer, const tm_stack_source& source,
                                         const tm_frame& frame, tm_owner* owner) noexcept {
  if (const uint32_t known = owned_.Find(frame.instruction); known != 0) {
    *owner = static_cast<tm_owner>(known % kOwners);
    return known / kOwners;
  }
  tm_place place = {.file = file_,
                    .function = function_,
                    .room = sizeof(function_),
                    .line = 0,
                    .owner = TM_OTHERS};
  source.describe(&frame, &place);
  *owner = place.owner;
  uint64_t hash = MixIn(place.line, 0);
  for (const char* text : {file_, function_}) {
    for (; *text != '\0'; ++text) hash = MixIn(static_cast<unsigned char>(*text), hash);
    hash = MixIn(hash, hash);
  }
  hash |= 1;
  uint32_t id = places_.Find(hash);
  if (id == 0) {
    trace::Event event;
    event.body = trace::FrameDefinition{.frame = FrameId(frame_count_ + 1),
                                        .function = function_,
                                        .file = file_,
                                        .line = place.line,
                                        .module = source.language};
    const auto append = [&event](trace::RecordEncoder& encoder, int64_t t) {
      return encoder.Append(event, t);
    };
    if (!buffer->Define(append)) return 0;
    id = ++frame_count_;
    places_.Put(hash, id);
  }
  owned_.Put(frame.instruction, id * kOwners + static_cast<uint32_t>(place.owner));
  return id;
}

StackId StackTable::DefineInterpreted(ThreadBuffer* buffer, const tm_stack_source& source,
                                      size_t count, uint64_t call_hash) noexcept {
  const SuppressHeap suppress;
  const ScopedSignalMask quiet;
  const tm_frame* const interpreted = buffer->stacks->interpreted;
  uint32_t stack = 0;
  {
    const std::lock_guard lock(mutex_);
    tm_owner highest = TM_RUNTIME;
    size_t innermost = 0;  // what lies further in is the doing of this frame
    for (size_t i = 0; i < count; ++i) {
      tm_owner owner = TM_RUNTIME;
      frame_ids_[count - 1 - i] = NewInterpretedFrame(buffer, source, interpreted[i], &owner);
      if (owner <= highest) continue;
      highest = owner;
      innermost = i;
    }
    size_t size = count - innermost;
    const CallStack& native = buffer->stacks->last;
    for (size_t i = 0; i < native.size(); ++i) {
      const uint32_t known = frames_.Find(native.address(i));
      frame_ids_[size++] = known != 0 ? known : NewFrame(buffer, native.address(i));
    }
    stack = DefineFrames(buffer, frame_ids_, size);
    if (stack == 0) return {};
  }
  buffer->stacks->Put(call_hash, stack);
  return StackId(stack);
}

StackId StackTable::Define(ThreadBuffer* buffer, const CallStack& call_stack) noexcept {
  const SuppressHeap suppress;
  // A handler that jumps away must not leave the lock held.
  const ScopedSignalMask quiet;
  uint32_t stack = 0;
  {
    const std::lock_guard lock(mutex_);
    const size_t outermost = FindFrames(call_stack);
    const size_t size = call_stack.size() - outermost;
    uint32_t* const frames = frame_ids_ + outermost;
    for (size_t i = 0; i < size; ++i) {
      if (frames[i] == 0) frames[i] = NewFrame(buffer, call_stack.address(outermost + i));
    }
    stack = DefineFrames(buffer, frames, size);
    if (stack == 0) return {};
  }
  buffer->stacks->Put(call_stack.hash(), stack);
  return StackId(stack);
}

}  // namespace tidemark::record
