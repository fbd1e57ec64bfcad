// The methods of Array<T> that are functions as well: what typed_array.h declares of them.
//
// Called by users, as a.round(2) for round(a, 2).
#ifndef TIDEMARK_ARRAY_TYPED_ARRAY_METHODS_H_
#define TIDEMARK_ARRAY_TYPED_ARRAY_METHODS_H_

#include <initializer_list>
#include <optional>
#include <utility>

#include "tidemark/array/typed/array_functions.h"
#include "tidemark/array/typed/array_math.h"
#include "tidemark/array/typed/array_rounding.h"
#include "tidemark/array/typed/array_shape.h"
#include "tidemark/array/typed/typed_array.h"

namespace tidemark {

template <Element T>
template <class Low, class High>
auto Array<T>::clip(Low&& low, High&& high, Site site) const {
  return tidemark::clip(*this, std::forward<Low>(low), std::forward<High>(high), site);
}
template <Element T>
auto Array<T>::round(int decimals, Site site) const {
  return tidemark::round(*this, Decimals(decimals), site);
}
template <Element T>
template <class Positions>
auto Array<T>::take(Positions&& positions, std::optional<int64_t> axis, Site site) const {
  return tidemark::take(*this, std::forward<Positions>(positions), axis, site);
}
template <Element T>
auto Array<T>::take(std::initializer_list<int64_t> positions, std::optional<int64_t> axis,
                    Site site) const {
  return tidemark::take(*this, positions, axis, site);
}
template <Element T>
auto Array<T>::repeat(int64_t times, std::optional<int64_t> axis, Site site) const {
  return tidemark::repeat(*this, times, axis, site);
}
template <Element T>
template <class Other>
auto Array<T>::dot(Other&& other, Site site) const {
  return tidemark::dot(*this, std::forward<Other>(other), site);
}
template <Element T>
auto Array<T>::trace(int64_t offset, Site site) const {
  return tidemark::trace(*this, offset, site);
}
template <Element T>
auto Array<T>::argsort(std::optional<int64_t> axis, Site site) const {
  return tidemark::argsort(*this, axis, site);
}
template <Element T>
auto Array<T>::nonzero(Site site) const {
  return tidemark::nonzero(*this, site);
}
template <Element T>
auto Array<T>::conj(Site site) const {
  return tidemark::conjugate(*this, site);
}
template <Element T>
auto Array<T>::real(Site site) const {
  return tidemark::real(*this, site);
}
template <Element T>
auto Array<T>::imag(Site site) const {
  return tidemark::imag(*this, site);
}

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_TYPED_ARRAY_METHODS_H_
