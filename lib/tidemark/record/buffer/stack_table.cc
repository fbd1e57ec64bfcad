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

void StackTable::Drop() noexcept {
  const std::lock_guard lock(mutex_);
  frames_.Clear();
  stacks_.Clear();
  modules_.Forget();
}

uint32_t StackTable::FrameOf(ThreadBuffer* buffer, uintptr_t address) noexcept {
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

uint32_t StackTable::StackOf(ThreadBuffer* buffer, uint32_t parent, uint32_t frame) noexcept {
  const uint64_t key = (static_cast<uint64_t>(parent) << 32) | frame;
  if (const uint32_t known = stacks_.Find(key); known != 0) return known;
  const uint32_t stack = ++stack_count_;
  trace::Event event;
  event.body = trace::StackDefinition{
      .stack = StackId(stack), .frame = FrameId(frame), .parent = StackId(parent)};
  const auto append = [&event](trace::RecordEncoder& encoder, int64_t t) {
    return encoder.Append(event, t);
  };
  if (!buffer->Define(append)) return 0;
  stacks_.Put(key, stack);
  return stack;
}

StackId StackTable::Define(ThreadBuffer* buffer, const CallStack& call_stack) noexcept {
  const SuppressHeap suppress;
  // A handler that jumps away must not leave the lock held.
  const ScopedSignalBlocker quiet;
  size_t outermost = 0;
  if (!call_stack.from_tables()) {
    // Beyond a bogus frame pointer the addresses are meaningless.
    outermost = call_stack.size() - 1;
    while (outermost > 0 && IsCode(call_stack.address(outermost - 1) - 1)) --outermost;
  }
  uint32_t stack = 0;
  {
    const std::lock_guard lock(mutex_);
    for (size_t i = outermost; i < call_stack.size(); ++i) {
      const uint32_t frame = FrameOf(buffer, call_stack.address(i));
      stack = frame != 0 ? StackOf(buffer, stack, frame) : 0;
      // Records are being dropped: the event has no stack rather than an undefined one; the next
      // event with this stack tries again.
      if (stack == 0) return {};
    }
  }
  buffer->stacks->Put(call_stack.hash(), stack);
  return StackId(stack);
}

}  // namespace tidemark::record
