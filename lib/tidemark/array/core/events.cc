#include <array>

#include "tidemark/array/core/events_internal.h"

namespace tidemark::array_internal {

void NoteCopy(const View& src, const View& dst, int64_t bytes, CopyReason reason, const char* op,
              const SourceLocation& site) noexcept {
  src.buffer->access.TouchRead();
  dst.buffer->access.TouchWrite();
  src.buffer->access.Arm();
  dst.buffer->access.Arm();
  if (!HooksActive()) return;
  Notify(&MemoryObserver::OnCopy, CopyInfo{.src_buffer = src.buffer->EnsureId(),
                                           .dst_buffer = dst.buffer->EnsureId(),
                                           .src = src.id,
                                           .dst = dst.id,
                                           .bytes = bytes,
                                           .reason = reason,
                                           .op = op,
                                           .src_buffer_bytes = src.buffer->bytes,
                                           .dst_buffer_bytes = dst.buffer->bytes,
                                           .site = site});
}

void SendOp(const OpNote& note) noexcept {
  // More operands than this are only had by concatenation, whose copies are events as well.
  constexpr size_t kMaxInputs = 64;
  std::array<OpOperand, kMaxInputs> inputs;
  size_t count = 0;
  for (const View* input : note.inputs) {
    if (input == nullptr || count == kMaxInputs) continue;
    input->buffer->access.TouchRead();
    inputs[count++] = {.view = input->id, .buffer = input->buffer->EnsureId()};
  }
  OpOperand output;
  if (note.output != nullptr) {
    note.output->buffer->access.TouchWrite();
    output = {.view = note.output->id, .buffer = note.output->buffer->EnsureId()};
  }
  Notify(&MemoryObserver::OnOp, OpInfo{.name = note.name,
                                       .inputs = {inputs.data(), count},
                                       .output = output,
                                       .reused = note.reused,
                                       .index = note.index,
                                       .site = note.site});
}

}  // namespace tidemark::array_internal
