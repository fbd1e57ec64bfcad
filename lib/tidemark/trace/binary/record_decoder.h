// Decodes the binary records of one chunk, event by event and in place.
//
// Consumes what RecordEncoder wrote (or what claims to be); its consumers are BinaryReader and the
// sinks of the recorder.
//
// Memory: about 2.5 KiB and the longest list of an event; nothing is allocated for the records.
// Ownership: borrows the bytes; events borrow from them and from the decoder until the next call.
// Threading: one thread at a time.
// Errors: any bytes are safe to decode. What is no record stops the decoder: failed(), with
//   offset() at its beginning and problem() saying what was wrong. Extended kinds and extra keys that
//   are unknown are skipped and counted.
//
//   RecordDecoder decoder;
//   decoder.Start(payload, thread, base_time);
//   while (const Event* event = decoder.Next()) Use(*event, decoder.time());
//   if (decoder.failed()) ...
#ifndef TIDEMARK_TRACE_BINARY_RECORD_DECODER_H_
#define TIDEMARK_TRACE_BINARY_RECORD_DECODER_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tidemark/trace/binary/record_format.h"
#include "tidemark/trace/model/event.h"
#include "tidemark/trace/model/event_run.h"

namespace tidemark::trace {

enum class FieldType : uint8_t;  // of event_schema.h

class RecordDecoder {
 public:
  void Start(absl::Span<const uint8_t> bytes, int64_t thread, int64_t base_time);

  // More of the same chunk was committed: it now has `size` bytes, of which the first are the same.
  void Extend(size_t size) { end_ = begin_ + size; }

  // The next event, or nullptr at the end of the bytes or after a failure.
  const Event* Next();

  // The same as a record, with no Event where it is a heap event. False at the end, or after a failure.
  bool NextRecord(EventRecord* record);

  // Of the event last returned: its place among other threads. That is its t, or for a definition
  // the time that stands in the record; that of the event before where the record has none.
  int64_t time() const { return static_cast<int64_t>(time_); }

  // Where the next record begins.
  size_t offset() const { return static_cast<size_t>(position_ - begin_); }

  bool failed() const { return problem_ != nullptr; }
  const char* problem() const { return problem_; }

  // What a later version wrote and this one does not know, since the decoder was made.
  int64_t unknown_events() const { return unknown_events_; }
  // How many of each kind, by its number.
  const std::map<uint64_t, int64_t>& unknown_kinds() const { return unknown_kinds_; }
  int64_t unknown_keys() const { return unknown_keys_; }

 private:
  class Input;
  struct KindDecoder;

  void DecodeShort(Input& in, uint8_t tag, EventRecord* record);
  bool DecodeGeneral(Input& in, uint8_t tag);
  bool DecodeHead(Input& in, uint8_t tag, uint8_t options, bool is_definition);
  bool DecodeExtended(Input& in, uint8_t tag, uint8_t options);

  // ---- The fields of the kind. ----
  template <class Body>
  void DecodeFields(Input& in, uint8_t options);
  template <class Body>
  void DecodeExtendedFields(Input& in, uint8_t options);
  template <class Body>
  void DecodeExtraKeys(Input& in, Body* e);
  template <class Body>
  bool TakeExtraKey(Input& in, uint64_t number, Body* e);
  template <FieldType kType, class T>
  void Take(Input& in, T* value);
  template <FieldType kType, class T>
  void TakePlain(Input& in, T* value);

  const uint8_t* begin_ = nullptr;
  const uint8_t* position_ = nullptr;
  const uint8_t* end_ = nullptr;
  const char* problem_ = nullptr;
  int64_t unknown_events_ = 0;
  std::map<uint64_t, int64_t> unknown_kinds_;
  int64_t unknown_keys_ = 0;

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
