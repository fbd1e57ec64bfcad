// What the head of a trace says of how it was recorded: the settings that the analysis needs.
//
// Read from TraceHead::capture_json; consumed by SampleScale (weight.h), for the summary of the report, and
// by whoever puts pieces together (merge). Settings that are absent or wrong have their defaults: they come
// from a file.
//
// Threading: a pure function.
#ifndef TIDEMARK_ANALYSIS_MODEL_CAPTURE_H_
#define TIDEMARK_ANALYSIS_MODEL_CAPTURE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace tidemark::analysis {

// Of a trace that was cut.
struct TracePiece {
  int64_t number = 0;  // from 0
  int64_t first = 0;   // how many events and definitions stand in the pieces before
};

// The clock by which the trace counts its time.
struct CaptureClock {
  std::string id;     // traces of one name share it
  int64_t start = 0;  // what it showed at `t` 0
  uint64_t rate = 0;  // nanoseconds a tick, times 2^32; 0: it counts nanoseconds
};

struct Capture {
  int64_t sample_bytes = 0;              // mean bytes between samples of the heap
  std::map<std::string, double> params;  // what the run is about: {"n": 1000}; all finite
  bool mappings = false;                 // anonymous mappings are in the trace ("mmap")
  std::optional<CaptureClock> clock;     // absent: unknown
  std::optional<TracePiece> piece;       // absent: the file is a whole trace
};

Capture ReadCapture(absl::string_view capture_json);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_CAPTURE_H_
