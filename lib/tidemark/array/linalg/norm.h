// Norms of vectors and matrices: NumPy's numpy.linalg.norm.
//
// Called by users as linalg::norm(a); the forms with static element types are in array_linalg.h.
//
// Result: of float32 for float32 and complex64, else of double; in order 'K' along axes.
// Events: an alloc and an op for each step, among them an array of magnitudes as large as `a` where
//   there are axes, as in NumPy; none but the op for the norm of all elements as one vector.
// Errors: ValueError for an order that vectors or matrices do not have, and for other than one or
//   two axes; where singular values are needed, those of svdvals.
//
//   double length = linalg::norm(v);
//   AnyArray lengths = linalg::norm(m, 2, 1);  // of each row
#ifndef TIDEMARK_ARRAY_LINALG_NORM_H_
#define TIDEMARK_ARRAY_LINALG_NORM_H_

#include <limits>
#include <type_traits>

#include "tidemark/array/core/any_array.h"

namespace tidemark::linalg {

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

// kDefault: the root of the sum of squares, of vectors and matrices alike. The other two are of
// matrices: the same, and the sum of the singular values.
enum class NormKind : uint8_t { kDefault, kFrobenius, kNuclear };

// Which norm: a kind or a number. Of vectors, p for the p-norm, 0 for the count of what is not 0,
// kInfinity and -kInfinity for the largest and smallest magnitude; of matrices 1 and -1, 2 and -2,
// kInfinity and -kInfinity. A parameter type.
class NormOrder {
 public:
  NormOrder() = default;
  NormOrder(NormKind kind) : kind_(kind) {}
  template <class N>
  requires(std::is_arithmetic_v<N> && !std::is_same_v<N, bool>) NormOrder(N power)
      : power_(static_cast<double>(power)), is_power_(true) {}

  bool is(NormKind kind) const { return !is_power_ && kind_ == kind; }
  bool is(double power) const { return is_power_ && power_ == power; }
  bool is_power() const { return is_power_; }
  double power() const { return power_; }

 private:
  NormKind kind_ = NormKind::kDefault;
  double power_ = 0;
  bool is_power_ = false;
};

// Of the whole array: of any shape as one vector by default, else of its one or two axes.
double norm(const AnyArray& a, const NormOrder& order = {},
            SourceLocation site = SourceLocation::Current());
// Along one axis, or over matrices in two: rows, columns.
AnyArray norm(const AnyArray& a, const NormOrder& order, const Axes& axes,
              KeepDims keepdims = KeepDims::kNo, SourceLocation site = SourceLocation::Current());
// norm(a, {0}) would be of order 0.
double norm(const AnyArray& a, std::initializer_list<int64_t> axes) = delete;

}  // namespace tidemark::linalg

namespace tidemark::array_internal {

// norm of the whole array, as an array of no axes of NumPy's dtype.
AnyArray WholeNorm(const AnyArray& a, const linalg::NormOrder& order, SourceLocation site);

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_LINALG_NORM_H_
