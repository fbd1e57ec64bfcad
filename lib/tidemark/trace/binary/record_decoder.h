// Decodes the binary records of one chunk, event by event and in place.
//
// Consumes what RecordEncoder wrote (or what claims to be); its consumers are BinaryReader and the
// drain of the recorder.
//
// Memory: about 2.5 KiB and the longest list of an event; nothing is allocated for the records.
// Ownership: borrows the bytes; events borrow from them and from the decoder until the next call.
// Threading: one thread at a time.
// Errors: any bytes are safe to decode. What is no record stops the decoder: failed(), with
//   offset() at its beginning and problem() saying what was wrong.
//
//   RecordDecoder decoder;
//   decoder.Start(payload, thread, base_time);
//   while (const Event* event = decoder.Next()) Use(*event, decoder.time());
//   if (decoder.failed()) ...
#ifndef TIDEMARK_TRACE_BINARY_RECORD_DECODER_H_
#define TIDEMARK_TRACE_BINARY_RECORD_DECODER_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tidemark/trace/binary/record_format.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::trace {

class RecordDecoder {
 public:
  void Start(absl::Span<const uint8_t> bytes, int64_t thread, int64_t base_time);

  // More of the same chunk was committed: it now has `size` bytes, of which the first are the same.
  void Extend(size_t size) { end_ = begin_ + size; }

  // The next event, or nullptr at the end of the bytes or after a failure.
  const Event* Next();

  // Of the event last returned: its place among other threads. That is its t, or for a definition
  // the time that stands in the record; that of the event before where the record has none.
  int64_t time() const { return static_cast<int64_t>(time_); }

  // Where the next record begins.
  size_t offset() const { return static_cast<size_t>(position_ - begin_); }

  bool failed() const { return problem_ != nullptr; }
  const char* problem() const { return problem_; }

 private:
  class Input;

  void DecodeShort(Input& in, uint8_t tag);
  void DecodeGeneral(Input& in, uint8_t tag);
  void DecodeDefinition(Input& in, RecordKind kind);
  void DecodeBuffer(Input& in, RecordKind kind);
  void DecodeRest(Input& in, RecordKind kind);
  TraceHead DecodeTrace(Input& in);
  Alloc DecodeAlloc(Input& in);
  View DecodeView(Input& in);
  template <class Access>
  void DecodeAccess(Input& in, Access& e);
  Copy DecodeCopy(Input& in);
  Op DecodeOp(Input& in);

  const uint8_t* begin_ = nullptr;
  const uint8_t* position_ = nullptr;
  const uint8_t* end_ = nullptr;
  const char* problem_ = nullptr;

  // Of the record before; see RecordEncoder.
  uint64_t time_ = 0;
  int64_t thread_ = 0;
  int64_t site_ = 0;
  int64_t stack_ = 0;
  int64_t heap_stack_ = 0;
  uint64_t heap_address_ = 0;
  uint64_t address_ = 0;
  uint64_t buffer_ = 0;
  uint64_t view_ = 0;
  uint64_t pc_ = 0;
  absl::string_view texts_[kTextSlots];
  uint64_t addresses_[kAddressSlots] = {};

  Event event_;
  std::vector<int64_t> shape_;
  std::vector<int64_t> strides_;
  std::vector<ViewId> ids_;
  std::vector<absl::string_view> args_;
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_BINARY_RECORD_DECODER_H_
