#include "tidemark/gate/formats/screen.h"

namespace tidemark::gate {

// A failure in detail has a headline, its limit, its places and what is left of them, and a line for
// the callers of the first place. Two lines of commands and one of the summary follow.
Screen ScreenFor(const CheckResult& result) {
  const auto failures = static_cast<size_t>(result.failures());
  if (failures == 0) return {.detailed = 0, .parts = 0, .kept = 20, .not_judged = 10, .allowed = 5};
  if (failures <= 2) return {.detailed = 2, .parts = 5, .kept = 6, .not_judged = 3, .allowed = 2};
  if (failures == 3) return {.detailed = 3, .parts = 5, .kept = 3, .not_judged = 2, .allowed = 1};
  if (failures == 4) return {.detailed = 4, .parts = 3, .kept = 1, .not_judged = 1, .allowed = 0};
  if (failures == 5) return {.detailed = 5, .parts = 2, .kept = 1, .not_judged = 1, .allowed = 0};
  return {.detailed = 2, .parts = 3, .kept = 0, .not_judged = 1, .allowed = 0};
}

}  // namespace tidemark::gate
