// How an operand lies to the output that is about to be written, and what has to be done so that
// the result is that of "read everything first".
//
// Asked by assignment and by the elementwise operations, which save an operand only where they
// must. Threading: pure functions.
#ifndef TIDEMARK_ARRAY_LAYOUT_ALIAS_INTERNAL_H_
#define TIDEMARK_ARRAY_LAYOUT_ALIAS_INTERNAL_H_

#include <cstdint>
#include <span>

#include "tidemark/array/layout/loop_plan_internal.h"

namespace tidemark::array_internal {

enum class Alias : uint8_t {
  kDisjoint,    // no byte in common
  kSame,        // every element lies where the output's element of the same index lies
  kAscending,   // read before it is overwritten when the output is written towards higher addresses
  kDescending,  // ... towards lower addresses
  kEitherWay,   // ... in either of these orders, though perhaps in no other
  kNeedsTemporary,  // has to be saved first: some element would be read too late in both orders
};

// Whether kEitherWay is wanted where kAscending or kDescending is found quickly.
enum class Detail : uint8_t { kOneWay, kBothWays };

// Both seen through `shape`. A question too hard to settle counts as tangled.
Alias ClassifyAlias(std::span<const int64_t> shape, const Strided& output, int64_t output_item,
                    const Strided& input, int64_t input_item,
                    Detail detail = Detail::kOneWay) noexcept;

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_LAYOUT_ALIAS_INTERNAL_H_
