// Turns the text of one JSON object into an event, or says what is wrong with it and where.
//
// Produced for JsonReader, which finds the objects in the file and knows their lines.
//
// Three parsers share the work. Objects as recorders write them are taken by a scan of our own
// (plain_event_internal.h), which leaves any other alone. Those simdjson (on demand) walks once and
// takes the values of the keys that mean something. Where it, or the schema, finds fault, the strict
// checker of json_check_internal.h goes over the text for the position and the words; it also
// validates the values that are ignored. Faults of the JSON come before faults of the event.
//
// Memory: buffers are kept from object to object and grow with the largest.
// Ownership: events go to the caller's batch, and borrow from the text.
// Threading: one thread at a time.
#ifndef TIDEMARK_TRACE_JSON_EVENT_DECODER_INTERNAL_H_
#define TIDEMARK_TRACE_JSON_EVENT_DECODER_INTERNAL_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "tidemark/trace/model/event_batch_internal.h"

namespace tidemark::trace {

// How many bytes behind the text must be readable, whatever they are.
inline constexpr size_t kDecoderPadding = 64;

class EventDecoder {
 public:
  enum class Outcome {
    kEvent,        // the batch's last
    kUnknownKind,  // valid, but of no known kind
    kBad,          // problem() says why
    kCut,          // not JSON, but the beginning of JSON: problem() says where it ends
    kUnsupported,  // the head of a trace of another version: problem() names both
  };

  // Found at `offset` in the text; `message` reads "found X, expected Y".
  struct Problem {
    size_t offset = 0;
    std::string message;
  };

  // Without the scan, what is decoded is the same, in more time.
  enum class PlainObjects { kScanned, kWalked };

  explicit EventDecoder(PlainObjects plain = PlainObjects::kScanned);
  ~EventDecoder();
  EventDecoder(const EventDecoder&) = delete;
  EventDecoder& operator=(const EventDecoder&) = delete;

  Outcome Decode(absl::string_view text, EventBatch* batch);

  // How many keys of the event mean nothing in its kind, and were ignored.
  int64_t unknown_keys() const;
  // After kUnknownKind: its name.
  const std::string& unknown_kind() const;
  const Problem& problem() const;

 private:
  class Walker;
  std::unique_ptr<Walker> walker_;
};

// "found version 7, expected version 1, ...": for both places that carry a version.
std::string UnsupportedVersionMessage(int64_t version);

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_JSON_EVENT_DECODER_INTERNAL_H_
