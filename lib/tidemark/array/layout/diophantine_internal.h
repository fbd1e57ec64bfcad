// Bounded linear Diophantine equations: is there an x with sum of a[i] * x[i] == b, 0 <= x[i] <=
// u[i], for positive a?
//
// Used only by the exact overlap test (overlap.h).
//
// Method: depth first over the terms, largest coefficient first. A candidate for one unknown must
// leave a rest that the remaining terms can reach: between 0 and their greatest sum, and divisible
// by their greatest common divisor, which fixes the unknown in a residue class. Where the remaining
// terms reach every such multiple without gaps (always so for the last ones here, whose coefficient
// is 1) the search is over. Threading: a plain object.
#ifndef TIDEMARK_ARRAY_LAYOUT_DIOPHANTINE_INTERNAL_H_
#define TIDEMARK_ARRAY_LAYOUT_DIOPHANTINE_INTERNAL_H_

#include <array>
#include <cstdint>

namespace tidemark::array_internal {

class BoundedEquation {
 public:
  // Wide enough for any sum of strides times extents.
  using Wide = __int128;
  enum class Answer : uint8_t { kUnsolvable, kSolvable, kGaveUp };

  // Adds a term with coefficient `a` > 0 and 0 <= x <= `bound`.
  void AddTerm(int64_t a, int64_t bound);

  // At most `max_work` candidates are tried; negative: any number.
  Answer Solve(Wide b, int64_t max_work);

 private:
  static constexpr int kMaxTerms = 72;  // two arrays of 32 axes and their items
  struct Term {
    int64_t a;
    Wide bound;
  };

  void Prepare();
  Answer Search(int first, Wide b);

  std::array<Term, kMaxTerms> terms_;
  // Of the terms from i on: greatest sum, greatest common divisor, no multiple of it left out.
  std::array<Wide, kMaxTerms + 1> reach_;
  std::array<int64_t, kMaxTerms + 1> divisor_;
  int64_t work_left_ = 0;
  int count_ = 0;
  std::array<bool, kMaxTerms + 1> gapless_;
  bool limited_ = false;
};

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_LAYOUT_DIOPHANTINE_INTERNAL_H_
