// What a piece of a program did with memory: the figures, and the places that they come from.
//
// Produced by Measure and RunningMeasurement (measure.h); consumed by the matchers and listeners.
//
// What counts: what is told to the hooks, which is arrays, TrackingResource and TrackingAllocator.
//   Plain new and malloc are not seen. Adopted (external) buffers count in none of the figures.
// Units: bytes as requested.
// Threading: plain values.
//
//   std::cout << m;  // "3 allocations of 192 B, 1 copy of 64 B, ..."
#ifndef TIDEMARK_TESTING_MEASUREMENT_H_
#define TIDEMARK_TESTING_MEASUREMENT_H_

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "tidemark/base/bytes.h"

namespace tidemark::testing {

// 64_KiB, also after `using namespace tidemark::testing`.
using byte_literals::operator""_B;
using byte_literals::operator""_KiB;
using byte_literals::operator""_MiB;
using byte_literals::operator""_GiB;

// A place in the program and its part of a figure.
struct MemorySite {
  std::string file = {};  // as the compiler was given it; empty where it is not known
  uint32_t line = 0;
  std::string function = {};
  std::string op = {};    // the function that did it: "zeros", "copy", "resize"
  std::string note = {};  // the buffer's label; of a copy, why it was made: "layout"
  int64_t count = 0;
  int64_t bytes = 0;
};

// The figures have the names of the metrics of `tidemark check`. The counts and bytes of the sites
// of a figure sum to the figure.
struct Measurement {
  int64_t alloc_count = 0;
  int64_t alloc_bytes = 0;  // and what buffers grew by
  int64_t resize_count = 0;
  int64_t copy_count = 0;
  int64_t copy_bytes = 0;
  int64_t view_count = 0;
  // The most that was live at one time of what was allocated within the measured time, and of what
  // older buffers grew by in it. What was live before does not count, nor does freeing it lower
  // this.
  int64_t peak_bytes = 0;
  // Buffers that were allocated within the measured time and were live when it ended.
  int64_t live_end_count = 0;
  int64_t live_end_bytes = 0;

  std::vector<MemorySite> alloc_sites = {};  // a site with the count 0: buffers grew there
  std::vector<MemorySite> resize_sites = {};
  std::vector<MemorySite> copy_sites = {};
  std::vector<MemorySite> view_sites = {};      // without bytes
  std::vector<MemorySite> peak_sites = {};      // what was live when the peak was reached
  std::vector<MemorySite> live_end_sites = {};  // where the buffers were allocated

  // Why the figures are not complete, in words; empty when they are.
  std::string problem = {};
};

// All figures in a line.
std::ostream& operator<<(std::ostream& out, const Measurement& measurement);

// What test frameworks say of a test at whose end buffers are live that it allocated; "" if none
// are.
std::string StillLiveMessage(const Measurement& measurement);

namespace measurement_internal {

enum class Figure {
  kAllocCount,
  kAllocBytes,
  kResizeCount,
  kCopyCount,
  kCopyBytes,
  kViewCount,
  kPeakBytes,
  kLiveEnd
};

int64_t ValueOf(const Measurement& measurement, Figure figure);

// "allocates at most 64 KiB (65536 B)": what a matcher asks for. `how` is "at most " or "".
std::string Demand(Figure figure, const std::string& how, int64_t value);
// "allocations", "copied bytes".
const char* NameOf(Figure figure);

// The figure, by how much it misses `demanded`, and the sites with the most of it.
std::string Explain(const Measurement& measurement, Figure figure, std::optional<int64_t> demanded);

}  // namespace measurement_internal

}  // namespace tidemark::testing

#endif  // TIDEMARK_TESTING_MEASUREMENT_H_
