// Arrays as sets of values: which there are, how often, and which are in another array.
//
// Called by users through Array<T>, and by programs that only know AnyArray; NumPy's functions of
// the same names, and np.unique(return_index=..., return_inverse=..., return_counts=...).
//
// Result: values sorted, one axis, NaN once and last; positions and counts in int64. Of two arrays
//   the values are compared, and in union1d and intersect1d returned, in their common dtype. NaN is
//   in no array: not in intersect1d, never found by isin.
// Memory: besides the results as much as the arrays hold, in which they are sorted (isin: only what
//   is searched). Events: an alloc and a free for that, unless it is short; an alloc for each
//   result; one op. No copy: what is sorted inside is nobody's array.
//
//   AnyArray names = unique(labels);
//   AnyArray rare = isin(labels, names_to_drop, Invert::kYes);
#ifndef TIDEMARK_ARRAY_SORTING_SETS_H_
#define TIDEMARK_ARRAY_SORTING_SETS_H_

#include "tidemark/array/core/any_array.h"

namespace tidemark {

// The different elements, sorted. Every NaN counts as one value.
AnyArray unique(const AnyArray& a, SourceLocation site = SourceLocation::Current());

// The different elements, and of each the position of the first one and their number; and for each
// element the position of its value among the different ones. Positions in C order.
struct UniqueAll {
  AnyArray values;
  AnyArray indices;
  AnyArray inverse;
  AnyArray counts;
};
UniqueAll unique_all(const AnyArray& a, SourceLocation site = SourceLocation::Current());
// Parts of it, at less expense.
struct UniqueCounts {
  AnyArray values;
  AnyArray counts;
};
UniqueCounts unique_counts(const AnyArray& a, SourceLocation site = SourceLocation::Current());
struct UniqueInverse {
  AnyArray values;
  AnyArray inverse;
};
UniqueInverse unique_inverse(const AnyArray& a, SourceLocation site = SourceLocation::Current());

// Whether it is asked for what is not there.
enum class Invert : bool { kNo, kYes };

// For each element of `a` whether `values` has it, in a's shape and C order.
AnyArray isin(const AnyArray& a, const AnyArray& values, Invert invert = Invert::kNo,
              SourceLocation site = SourceLocation::Current());

// What is in either, in both, in the first but not in the second (in the first one's dtype).
AnyArray union1d(const AnyArray& a, const AnyArray& b,
                 SourceLocation site = SourceLocation::Current());
AnyArray intersect1d(const AnyArray& a, const AnyArray& b,
                     SourceLocation site = SourceLocation::Current());
AnyArray setdiff1d(const AnyArray& a, const AnyArray& b,
                   SourceLocation site = SourceLocation::Current());

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_SORTING_SETS_H_
