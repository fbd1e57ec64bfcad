// Padding: an array with a margin around it, whose elements are given, repeated or computed.
//
// Called by users; NumPy's function of the same name, in all of its modes.
//
// Result: in Fortran order where the array is in that order only, else in C order.
// Events: an alloc, a copy of the array's elements, one op.
// Errors: ShapeError unless there is one pair of widths for each axis; ValueError for negative
//   widths, for a margin along an axis without elements that has nothing to repeat, and for a
//   result that is too big.
//
//   Array<double> framed = pad(image, {{1, 1}, {1, 1}}, 0.5);
//   Array<double> mirrored = pad(image, {{8, 8}, {8, 8}}, PadMode::kReflect);
#ifndef TIDEMARK_ARRAY_ARRANGE_PAD_H_
#define TIDEMARK_ARRAY_ARRANGE_PAD_H_

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/indexing/scalar.h"

namespace tidemark {

// How many elements come before and after each axis.
using PadWidths = std::vector<std::pair<int64_t, int64_t>>;

enum class PadMode : uint8_t {
  kConstant,    // PadOptions::value
  kEdge,        // the outermost element
  kLinearRamp,  // from PadOptions::end_value at the rim to the outermost element
  kMaximum,     // of the PadOptions::stat_length elements at this end, or of all; so
  kMean,        //   for these four; of integers, rounded to the nearest, ties to even
  kMedian,
  kMinimum,
  kReflect,    // mirrored at the outermost element
  kSymmetric,  // mirrored at the rim, the outermost element included
  kWrap,   // going on at the other end. A margin wider than the array is filled in turns, each of
           // which repeats all that is there: NumPy 1.24's order, which is not periodic
  kEmpty,  // left as it is
};

// kOdd: the mirrored elements are turned over around the outermost one, 2 * edge - element.
enum class ReflectType : uint8_t { kEven, kOdd };

struct PadOptions {
  ReflectType reflect_type = ReflectType::kEven;
  std::optional<Count> stat_length = std::nullopt;
  Scalar end_value = 0;
  Scalar value = 0;
};

AnyArray pad(const AnyArray& a, const PadWidths& widths, const Scalar& value = 0,
             SourceLocation site = SourceLocation::Current());
AnyArray pad(const AnyArray& a, const PadWidths& widths, PadMode mode,
             const PadOptions& options = {}, SourceLocation site = SourceLocation::Current());

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_ARRANGE_PAD_H_
