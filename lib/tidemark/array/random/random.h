// Random numbers in arrays, from a seeded generator.
//
// Made by users; random::Generator (array_random.h) is the same with element types. NumPy's
// Generator(Philox(key=seed)): random, uniform, integers, permutation and shuffle give the same
// numbers to the bit. normal is a method of its own: the polar coordinates of pairs of uniform
// numbers (Box and Muller, 1958), both of which are used, one after the other.
//
// The numbers of a seed are the same on every machine (normal: to the last digits of log, sin and
// cos), and do not depend on how many are drawn at a time. Different seeds give streams that never
// meet; for threads, one generator each, with keys of their own.
//
// Threading: one thread at a time. Events: an alloc for each array; shuffle is a write; permutation
//   of an array and choice are an op and a copy with reason gather, and keep no positions.
// Errors: ValueError for ranges without a number, infinite ranges, and a negative scale.
//
//   random::AnyGenerator rng(42);
//   AnyArray noise = rng.normal(DType::kFloat64, {3, 4});
#ifndef TIDEMARK_ARRAY_RANDOM_RANDOM_H_
#define TIDEMARK_ARRAY_RANDOM_RANDOM_H_

#include <concepts>
#include <cstdint>
#include <type_traits>

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/indexing/create.h"
#include "tidemark/array/random/philox.h"

namespace tidemark::random {

class AnyGenerator {
 public:
  // The key's lower word is the seed, all else zero.
  template <std::integral I>
  requires(!std::is_same_v<I, bool>) explicit AnyGenerator(I seed)
      : stream_(PhiloxSeed{.key = {static_cast<uint64_t>(seed), 0}, .counter = {}}) {}
  explicit AnyGenerator(const PhiloxSeed& seed) : stream_(seed) {}

  // In [0, 1), of a floating-point dtype; in [low, high).
  AnyArray random(DType dtype, const Dims& shape, SourceLocation site = SourceLocation::Current());
  AnyArray uniform(DType dtype, const Dims& shape, double low = 0.0, double high = 1.0,
                   SourceLocation site = SourceLocation::Current());
  AnyArray normal(DType dtype, const Dims& shape, double mean = 0.0, double deviation = 1.0,
                  SourceLocation site = SourceLocation::Current());

  // From low up to high, which is one of the numbers only if `endpoint` is kIncluded; of int64.
  AnyArray integers(int64_t low, int64_t high, const Dims& shape,
                    Endpoint endpoint = Endpoint::kExcluded,
                    SourceLocation site = SourceLocation::Current());

  // 0, 1, ..., n - 1 in random order; the rows of an array, copied, in random order.
  AnyArray permutation(Count n, SourceLocation site = SourceLocation::Current());
  AnyArray permutation(const AnyArray& a, SourceLocation site = SourceLocation::Current());
  // Puts the rows (of an array of one axis, the elements) in random order.
  void shuffle(const AnyArray& a, SourceLocation site = SourceLocation::Current());
  // Rows of the array, each as likely as any other every time.
  AnyArray choice(const AnyArray& a, const Dims& shape,
                  SourceLocation site = SourceLocation::Current());

  PhiloxStream& stream() { return stream_; }

 private:
  double NextNormal();

  PhiloxStream stream_;
  bool has_normal_ = false;
  double normal_ = 0;
};

}  // namespace tidemark::random

#endif  // TIDEMARK_ARRAY_RANDOM_RANDOM_H_
