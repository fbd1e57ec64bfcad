// The subscripts of einsum, read: which index each axis of each operand and of the result has.
//
// Made by ReadSubscripts for einsum.cc. An index is the code of its letter; those of the axes that
// "..." stands for are negative: -1 for the last of them, -2 for the one before.
//
// Errors: ValueError.
#ifndef TIDEMARK_ARRAY_LINALG_SUBSCRIPTS_INTERNAL_H_
#define TIDEMARK_ARRAY_LINALG_SUBSCRIPTS_INTERNAL_H_

#include <span>
#include <string_view>
#include <vector>

namespace tidemark::array_internal {

using Indices = std::vector<int>;

struct Subscripts {
  std::vector<Indices> operands;
  Indices result;
  Indices summed;  // in no operand's order: ascending
};

// For operands with so many axes.
Subscripts ReadSubscripts(std::string_view text, std::span<const int> ndims);

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_LINALG_SUBSCRIPTS_INTERNAL_H_
