// A function at work at a code address, and where in its source.
//
// Produced by Symbolizer, several for an address where functions were inlined; consumed by the
// passes that turn stacks into places.
#ifndef TIDEMARK_ANALYSIS_SYMBOLS_SOURCE_FRAME_H_
#define TIDEMARK_ANALYSIS_SYMBOLS_SOURCE_FRAME_H_

#include <cstdint>
#include <string>
#include <vector>

namespace tidemark::analysis {

struct SourceFrame {
  std::string function;  // as FunctionName() has it
  std::string file;      // empty without debug info
  int64_t line = 0;      // 0: unknown

  friend bool operator==(const SourceFrame&, const SourceFrame&) = default;
};

// The innermost first. Empty: nothing is known.
using SourceFrames = std::vector<SourceFrame>;

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_SYMBOLS_SOURCE_FRAME_H_
