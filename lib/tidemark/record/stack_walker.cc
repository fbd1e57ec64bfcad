#include "tidemark/record/stack_walker.h"

namespace tidemark::record {

const char* StackModeName(StackMode mode) noexcept {
  switch (mode) {
    case StackMode::kOff:
      return "off";
    case StackMode::kFramePointer:
      return "fp";
    case StackMode::kDwarf:
      return "dwarf";
    case StackMode::kAuto:
      return "auto";
  }
  return "";
}

}  // namespace tidemark::record
