// How an operand lies to the output that is about to be written, and what has to be done so that
// the result is that of "read everything first".
//
// Asked by assignment and by the elementwise operations, which save an operand only where they
// must. Threading: pure functions.
#ifndef TIDEMARK_ARRAY_ALIAS_INTERNAL_H_
#define TIDEMARK_ARRAY_ALIAS_INTERNAL_H_

#include <cstdint>
#include <span>

#include "tidemark/array/loop_plan_internal.h"

namespace tidemark::array_internal {

enum class Alias : uint8_t {
  kDisjoint,    // no byte in common
  kSame,        // every element lies where the output's element of the same index lies
  kAscending,   // shifted upwards: safe when written towards higher addresses, read before written
  kDescending,  // shifted downwards: safe the other way round
  kTangled,     // has to be saved first
};

// Both seen through `shape`. A question too hard to settle counts as tangled.
Alias ClassifyAlias(std::span<const int64_t> shape, const Strided& output, int64_t output_item,
                    const Strided& input, int64_t input_item) noexcept;

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_ALIAS_INTERNAL_H_
