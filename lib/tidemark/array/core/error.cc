#include "tidemark/array/core/error.h"

namespace tidemark::array_internal {

void ThrowShapeError(const std::string& message) { throw ShapeError(message); }
void ThrowIndexError(const std::string& message) { throw IndexError(message); }
void ThrowDTypeError(const std::string& message) { throw DTypeError(message); }
void ThrowReadOnlyError(const char* op) {
  throw ReadOnlyError(std::string(op) + ": the destination array is read-only");
}
void ThrowValueError(const std::string& message) { throw ValueError(message); }
void ThrowLinAlgError(const std::string& message) { throw LinAlgError(message); }
void ThrowEmptyHandle() {
  throw ValueError("an array handle that holds no array was used (default-made or moved from)");
}

}  // namespace tidemark::array_internal
