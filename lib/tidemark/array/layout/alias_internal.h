// How an operand overlaps the output that is about to be written, and which order of traversal
// gives the result of "read everything first".
//
// Used by assignment and by the elementwise operations, which copy an operand to a temporary only
// where no order does. Threading: pure functions.
#ifndef TIDEMARK_ARRAY_LAYOUT_ALIAS_INTERNAL_H_
#define TIDEMARK_ARRAY_LAYOUT_ALIAS_INTERNAL_H_

#include <cstdint>
#include <span>

#include "tidemark/array/core/buffer.h"
#include "tidemark/array/layout/loop_plan_internal.h"

namespace tidemark::array_internal {

enum class Alias : uint8_t {
  kDisjoint,    // no byte in common
  kSame,        // every element lies where the output's element of the same index lies
  kAscending,   // read before it is overwritten when the output is written towards higher addresses
  kDescending,  // ... towards lower addresses
  kEitherWay,   // ... in either of these orders, though perhaps in no other
  kNeedsTemporary,  // in both orders some element would be overwritten before it is read
};

// Whether kEitherWay is wanted where kAscending or kDescending is found quickly.
enum class Detail : uint8_t { kOneWay, kBothWays };

// Both seen through `shape`. A question too hard to decide counts as kNeedsTemporary.
Alias ClassifyAlias(std::span<const int64_t> shape, const Strided& output, int64_t output_item,
                    const Strided& input, int64_t input_item,
                    Detail detail = Detail::kOneWay) noexcept;

// Whether writing to `view` may change elements of `source`, so that what is read of it afterwards
// has to be copied first. A question too hard to decide counts as yes.
bool Disturbs(const View& view, const View& source) noexcept;

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_LAYOUT_ALIAS_INTERNAL_H_
