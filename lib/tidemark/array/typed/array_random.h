// A seeded generator of random numbers in arrays with their element types known.
//
// Made by users; the typed form of random.h, where streams, results, events and errors are stated.
//
//   random::Generator rng(42);
//   Array<double> x = rng.uniform({3, 4}, -1, 1);
//   Array<float> noise = rng.normal<float>({480, 640});
//   Array<int64_t> dice = rng.integers(1, 7, {100});
#ifndef TIDEMARK_ARRAY_TYPED_ARRAY_RANDOM_H_
#define TIDEMARK_ARRAY_TYPED_ARRAY_RANDOM_H_

#include <concepts>

#include "tidemark/array/random/random.h"
#include "tidemark/array/typed/array_functions.h"
#include "tidemark/array/typed/typed_array.h"

namespace tidemark::random {

class Generator {
 public:
  template <std::integral I>
  requires(!std::is_same_v<I, bool>) explicit Generator(I seed) : any_(seed) {}
  explicit Generator(const PhiloxSeed& seed) : any_(seed) {}

  template <std::floating_point T = double>
  Array<T> random(const Dims& shape, SourceLocation site = SourceLocation::Current()) {
    return array_internal::Typed<T>(any_.random(kDTypeOf<T>, shape, site));
  }
  template <std::floating_point T = double>
  Array<T> uniform(const Dims& shape, double low = 0.0, double high = 1.0,
                   SourceLocation site = SourceLocation::Current()) {
    return array_internal::Typed<T>(any_.uniform(kDTypeOf<T>, shape, low, high, site));
  }
  template <std::floating_point T = double>
  Array<T> normal(const Dims& shape, double mean = 0.0, double deviation = 1.0,
                  SourceLocation site = SourceLocation::Current()) {
    return array_internal::Typed<T>(any_.normal(kDTypeOf<T>, shape, mean, deviation, site));
  }
  // low and high are of any integer type, but no floating-point numbers.
  Array<int64_t> integers(Count low, Count high, const Dims& shape,
                          Endpoint endpoint = Endpoint::kExcluded,
                          SourceLocation site = SourceLocation::Current()) {
    return array_internal::Typed<int64_t>(
        any_.integers(low.value(), high.value(), shape, endpoint, site));
  }

  Array<int64_t> permutation(Count n, SourceLocation site = SourceLocation::Current()) {
    return array_internal::Typed<int64_t>(any_.permutation(n, site));
  }
  template <ArrayLike A>
  Array<ElementT<A>> permutation(A&& a, SourceLocation site = SourceLocation::Current()) {
    return array_internal::Typed<ElementT<A>>(any_.permutation(a.any(), site));
  }
  // Not of an Array<const T>.
  template <class T>
  requires(!std::is_const_v<T>) void shuffle(const Array<T>& a,
                                             SourceLocation site = SourceLocation::Current()) {
    any_.shuffle(a.any(), site);
  }
  template <ArrayLike A>
  Array<ElementT<A>> choice(A&& a, const Dims& shape,
                            SourceLocation site = SourceLocation::Current()) {
    return array_internal::Typed<ElementT<A>>(any_.choice(a.any(), shape, site));
  }

  // With the dtype at run time.
  AnyGenerator& any() { return any_; }

 private:
  AnyGenerator any_;
};

}  // namespace tidemark::random

#endif  // TIDEMARK_ARRAY_TYPED_ARRAY_RANDOM_H_
