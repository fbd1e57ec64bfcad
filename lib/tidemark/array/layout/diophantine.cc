#include <algorithm>
#include <numeric>

#include "tidemark/array/layout/diophantine_internal.h"

namespace tidemark::array_internal {
namespace {

using Wide = BoundedEquation::Wide;

// The inverse of a modulo m; both at least 1 and without a common divisor.
int64_t Inverse(int64_t a, int64_t m) {
  Wide previous = 0;
  Wide current = 1;
  int64_t r0 = m;
  int64_t r1 = a % m;
  while (r1 > 1) {
    const int64_t q = r0 / r1;
    const int64_t r2 = r0 % r1;
    const Wide next = previous - q * current;
    r0 = r1;
    r1 = r2;
    previous = current;
    current = next;
  }
  const Wide inverse = m == 1 ? 0 : current % m;
  return static_cast<int64_t>(inverse < 0 ? inverse + m : inverse);
}

Wide CeilDiv(Wide a, int64_t b) { return a > 0 ? (a + b - 1) / b : -(-a / b); }

}  // namespace

void BoundedEquation::AddTerm(int64_t a, int64_t bound) {
  if (bound == 0) return;
  for (int i = 0; i < count_; ++i) {
    if (terms_[static_cast<size_t>(i)].a == a) {
      terms_[static_cast<size_t>(i)].bound += bound;
      return;
    }
  }
  terms_[static_cast<size_t>(count_++)] = {a, bound};
}

void BoundedEquation::Prepare() {
  std::sort(terms_.begin(), terms_.begin() + count_,
            [](const Term& x, const Term& y) { return x.a > y.a; });
  const auto count = static_cast<size_t>(count_);
  reach_[count] = 0;
  divisor_[count] = 0;
  gapless_[count] = true;
  for (size_t i = count; i-- > 0;) {
    const Term& term = terms_[i];
    reach_[i] = reach_[i + 1] + term.a * term.bound;
    divisor_[i] = std::gcd(term.a, divisor_[i + 1]);
    // Adding steps of a to a gapless set leaves no gap as long as they are no longer than the set.
    gapless_[i] = i + 1 == count || (gapless_[i + 1] && divisor_[i] == divisor_[i + 1] &&
                                     term.a <= reach_[i + 1] + divisor_[i + 1]);
  }
}

BoundedEquation::Answer BoundedEquation::Solve(Wide b, int64_t max_work) {
  Prepare();
  limited_ = max_work >= 0;
  work_left_ = max_work;
  return Search(0, b);
}

BoundedEquation::Answer BoundedEquation::Search(int first, Wide b) {
  const auto i = static_cast<size_t>(first);
  if (b < 0 || b > reach_[i]) return Answer::kUnsolvable;
  if (b == 0) return Answer::kSolvable;
  if (b % divisor_[i] != 0) return Answer::kUnsolvable;
  if (gapless_[i]) return Answer::kSolvable;
  // Here at least one term follows: the last one alone is gapless.
  const Term& term = terms_[i];
  const int64_t rest = divisor_[i + 1];
  const int64_t common = std::gcd(term.a, rest);
  // NOLINTNEXTLINE(clang-analyzer-core.DivideZero): coefficients are positive, so their gcd is too
  const int64_t step = rest / common;
  // a * x == b modulo rest, so x == (b / common) * (a / common)^-1 modulo step.
  const Wide residue = (b / common) % step * Inverse(term.a / common, step) % step;
  const Wide low = std::max<Wide>(CeilDiv(b - reach_[i + 1], term.a), 0);
  const Wide high = std::min<Wide>(b / term.a, term.bound);
  for (Wide x = residue + CeilDiv(low - residue, step) * step; x <= high; x += step) {
    if (limited_ && work_left_-- <= 0) return Answer::kGaveUp;
    const Answer answer = Search(first + 1, b - term.a * x);
    if (answer != Answer::kUnsolvable) return answer;
  }
  return Answer::kUnsolvable;
}

}  // namespace tidemark::array_internal
