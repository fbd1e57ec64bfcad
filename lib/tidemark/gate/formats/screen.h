// How much of a result is said, so that a person sees all of it on one screen.
//
// Consumes a CheckResult; its consumer is the text format. Names, values and commands are never
// shortened for it: what has no room is counted.
//
// Threading: pure function.
//
//   const Screen screen = ScreenFor(result);
//   for (size_t i = 0; i < std::min(screen.parts, parts.size()); ++i) Show(parts[i]);
#ifndef TIDEMARK_GATE_FORMATS_SCREEN_H_
#define TIDEMARK_GATE_FORMATS_SCREEN_H_

#include <cstddef>

#include "tidemark/gate/judge/verdict.h"

namespace tidemark::gate {

inline constexpr size_t kLinesOfScreen = 40;

struct Screen {
  size_t detailed = 0;    // failures with their limit and places; the others are a line each
  size_t parts = 0;       // places of a failure
  size_t kept = 0;        // limits that were kept
  size_t not_judged = 0;  // what was not judged
  size_t allowed = 0;     // what suppressions cover
};

Screen ScreenFor(const CheckResult& result);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_FORMATS_SCREEN_H_
