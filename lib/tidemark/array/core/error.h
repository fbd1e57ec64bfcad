// What array operations throw when they cannot do what was asked.
//
// Thrown by the array library before anything was changed; caught by the user. Out of memory is a
// std::bad_alloc, an exceeded budget a BudgetExceeded (memory/budget.h).
//
// NumPy's counterparts: ShapeError, ReadOnlyError and ValueError are its ValueError (AxisError
// included), DTypeError its TypeError, IndexError its IndexError, TooHardError its own. LinAlgError
// is its LinAlgError (a ValueError since NumPy 1.25), but for shapes: these are a ShapeError here.
//
//   try { a + b; } catch (const ShapeError& e) { puts(e.what()); }
//   // operands could not be broadcast together with shapes (2,3) (4)
#ifndef TIDEMARK_ARRAY_CORE_ERROR_H_
#define TIDEMARK_ARRAY_CORE_ERROR_H_

#include <stdexcept>
#include <string>

namespace tidemark {

// The root of them all.
class ArrayError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Shapes that do not fit together, axes that do not exist, a reshape that cannot be a view.
class ShapeError : public ArrayError {
 public:
  using ArrayError::ArrayError;
};

// An index out of bounds, or more indices than axes.
class IndexError : public ArrayError {
 public:
  using ArrayError::ArrayError;
};

// Element types for which an operation does not exist, or a cast that is not allowed.
class DTypeError : public ArrayError {
 public:
  using ArrayError::ArrayError;
};

// A write to a read-only array.
class ReadOnlyError : public ArrayError {
 public:
  using ArrayError::ArrayError;
};

// An argument of the right type with an invalid value.
class ValueError : public ArrayError {
 public:
  using ArrayError::ArrayError;
};

// The exact overlap test gave up at the limit of work that the caller set.
class TooHardError : public ArrayError {
 public:
  using ArrayError::ArrayError;
};

// A matrix without what was asked of it: a singular one that should be inverted, one that is not
// positive definite, a decomposition that does not converge.
class LinAlgError : public ArrayError {
 public:
  using ArrayError::ArrayError;
};

// Out of line, so that what inlines checks stays small.
namespace array_internal {
[[noreturn]] void ThrowShapeError(const std::string& message);
[[noreturn]] void ThrowIndexError(const std::string& message);
[[noreturn]] void ThrowDTypeError(const std::string& message);
[[noreturn]] void ThrowReadOnlyError(const char* op);
[[noreturn]] void ThrowValueError(const std::string& message);
[[noreturn]] void ThrowLinAlgError(const std::string& message);
[[noreturn]] void ThrowEmptyHandle();
}  // namespace array_internal

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_CORE_ERROR_H_
