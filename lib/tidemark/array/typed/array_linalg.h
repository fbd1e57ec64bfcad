// numpy.linalg with the element types known: solve, inv, det, lstsq, eigh, svd, qr, cholesky, norm.
//
// Called by users; typed forms of linear_solve.h, decompositions.h and norm.h, where results,
// events and errors are stated. det and norm of one matrix or vector are numbers; dets are those of
// a stack, as an array.
//
//   Array<double> x = linalg::solve(a, b);
//   auto [values, vectors] = linalg::eigh(covariance);
//   double length = linalg::norm(x);
#ifndef TIDEMARK_ARRAY_TYPED_ARRAY_LINALG_H_
#define TIDEMARK_ARRAY_TYPED_ARRAY_LINALG_H_

#include <initializer_list>
#include <optional>
#include <utility>

#include "tidemark/array/linalg/decompositions.h"
#include "tidemark/array/linalg/linear_solve.h"
#include "tidemark/array/linalg/norm.h"
#include "tidemark/array/typed/typed_array.h"

namespace tidemark {

namespace array_internal {

// What is computed from elements of these types: double, unless all are single.
template <class A>
using LinalgT = DivideT<ElementT<A>>;
template <class A>
using LinalgRealT = RealT<LinalgT<A>>;
template <class A, class B>
using LinalgPairT = PromoteT<LinalgT<A>, LinalgT<B>>;

// The one element of an array without axes; throws ShapeError for any other.
template <class T>
T OnlyNumber(const AnyArray& array, const char* message) {
  if (array.ndim() != 0) ThrowShapeError(message);
  return *reinterpret_cast<const T*>(array.view().data);
}

}  // namespace array_internal

namespace linalg {

template <ArrayLike A, ArrayLike B>
Array<array_internal::LinalgPairT<A, B>> solve(A&& a, B&& b,
                                               SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<array_internal::LinalgPairT<A, B>>(solve(a.any(), b.any(), site));
}

template <ArrayLike A>
Array<array_internal::LinalgT<A>> inv(A&& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<array_internal::LinalgT<A>>(inv(a.any(), site));
}

// Of one matrix; throws ShapeError for a stack.
template <ArrayLike A>
array_internal::LinalgT<A> det(A&& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::OnlyNumber<array_internal::LinalgT<A>>(
      det(a.any(), site), "det: a number is of one matrix; dets() are those of a stack");
}
template <ArrayLike A>
Array<array_internal::LinalgT<A>> dets(A&& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<array_internal::LinalgT<A>>(det(a.any(), site));
}

template <ArrayLike A, ArrayLike B>
LstsqOf<Array<array_internal::LinalgPairT<A, B>>, Array<RealT<array_internal::LinalgPairT<A, B>>>>
lstsq(A&& a, B&& b, std::optional<double> rcond = std::nullopt,
      SourceLocation site = SourceLocation::Current()) {
  using T = array_internal::LinalgPairT<A, B>;
  Lstsq found = lstsq(a.any(), b.any(), rcond, site);
  return {array_internal::Typed<T>(std::move(found.x)),
          array_internal::Typed<RealT<T>>(std::move(found.residuals)), found.rank,
          array_internal::Typed<RealT<T>>(std::move(found.singular_values))};
}

template <ArrayLike A>
EighOf<Array<array_internal::LinalgT<A>>, Array<array_internal::LinalgRealT<A>>> eigh(
    A&& a, Triangle triangle = Triangle::kLower, SourceLocation site = SourceLocation::Current()) {
  Eigh found = eigh(a.any(), triangle, site);
  return {array_internal::Typed<array_internal::LinalgRealT<A>>(std::move(found.values)),
          array_internal::Typed<array_internal::LinalgT<A>>(std::move(found.vectors))};
}
template <ArrayLike A>
Array<array_internal::LinalgRealT<A>> eigvalsh(A&& a, Triangle triangle = Triangle::kLower,
                                               SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<array_internal::LinalgRealT<A>>(eigvalsh(a.any(), triangle, site));
}

template <ArrayLike A>
SvdOf<Array<array_internal::LinalgT<A>>, Array<array_internal::LinalgRealT<A>>> svd(
    A&& a, FullMatrices full = FullMatrices::kYes,
    SourceLocation site = SourceLocation::Current()) {
  using T = array_internal::LinalgT<A>;
  Svd found = svd(a.any(), full, site);
  return {array_internal::Typed<T>(std::move(found.u)),
          array_internal::Typed<RealT<T>>(std::move(found.s)),
          array_internal::Typed<T>(std::move(found.vh))};
}
template <ArrayLike A>
Array<array_internal::LinalgRealT<A>> svdvals(A&& a,
                                              SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<array_internal::LinalgRealT<A>>(svdvals(a.any(), site));
}

template <ArrayLike A>
QrOf<Array<array_internal::LinalgT<A>>> qr(A&& a, QrMode mode = QrMode::kReduced,
                                           SourceLocation site = SourceLocation::Current()) {
  using T = array_internal::LinalgT<A>;
  Qr found = qr(a.any(), mode, site);
  return {array_internal::Typed<T>(std::move(found.q)),
          array_internal::Typed<T>(std::move(found.r))};
}

template <ArrayLike A>
Array<array_internal::LinalgT<A>> cholesky(A&& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<array_internal::LinalgT<A>>(cholesky(a.any(), site));
}

template <ArrayLike A>
array_internal::LinalgRealT<A> norm(A&& a, const NormOrder& order = {},
                                    SourceLocation site = SourceLocation::Current()) {
  return array_internal::OnlyNumber<array_internal::LinalgRealT<A>>(
      array_internal::WholeNorm(a.any(), order, site), "norm: not a number");
}
template <ArrayLike A>
Array<array_internal::LinalgRealT<A>> norm(A&& a, const NormOrder& order, const Axes& axes,
                                           KeepDims keepdims = KeepDims::kNo,
                                           SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<array_internal::LinalgRealT<A>>(
      norm(a.any(), order, axes, keepdims, site));
}
template <ArrayLike A>
void norm(const A& a, std::initializer_list<int64_t> axes) = delete;

}  // namespace linalg
}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_TYPED_ARRAY_LINALG_H_
