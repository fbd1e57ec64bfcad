// Solvers and decompositions of single matrices by the machine's LAPACK, which is loaded when it is
// first needed.
//
// Called by linalg/linear_solve.cc and linalg/decompositions.cc, which spread them over stacks of
// matrices and convert. T is double or std::complex<double>, in which NumPy computes whatever it is
// given.
//
// Matrices lie in Fortran order, one column right after the other. Results are LAPACK's `info`: 0
// when done, positive where the matrix has no such decomposition, negative for refused arguments.
// Ownership: borrowed; work arrays are allocated for the call. Threading: pure functions; how many
// threads LAPACK uses for itself is its own affair.
// Errors: ValueError without a LAPACK, saying what to install, and for work arrays that LAPACK
// cannot count in its integers; std::bad_alloc.
#ifndef TIDEMARK_ARRAY_KERNELS_LAPACK_H_
#define TIDEMARK_ARRAY_KERNELS_LAPACK_H_

#include <complex>
#include <cstdint>

namespace tidemark::kernels {

// Fortran's INTEGER, as all libraries have it that do not say ILP64.
using LapackInt = int32_t;

// Throws without a LAPACK. The environment variable TIDEMARK_LAPACK, read at the first call, names
// the library to take, or is `none`.
void RequireLapack();

// b (n x right_sides) becomes the solution of a x = b; a and pivots (n) its factors.
template <class T>
LapackInt SolveInPlace(LapackInt n, LapackInt right_sides, T* a, LapackInt* pivots, T* b);

// a becomes its factors L and U; pivots[i] is the row, from 1 on, that row i was exchanged with.
template <class T>
LapackInt FactorLu(LapackInt n, T* a, LapackInt* pivots);

// The lower triangle of a becomes L with L L^H = a; the upper one is left as it is.
template <class T>
LapackInt FactorCholesky(LapackInt n, T* a);

enum class Triangle : uint8_t { kLower, kUpper };
enum class Vectors : bool { kNo, kYes };

// Eigenvalues in ascending order of the Hermitian matrix of which `a` holds one triangle; a becomes
// its eigenvectors, or anything.
template <class T>
LapackInt DecomposeHermitian(Triangle triangle, Vectors vectors, LapackInt n, T* a, double* values);

// Singular values in descending order; a (m x n) becomes anything.
enum class SvdParts : char { kAll = 'A', kThin = 'S', kValues = 'N' };
// kAll: u is m x m, vh n x n. kThin: m x k and k x n, with k = min(m, n). kValues: both are null.
template <class T>
LapackInt DecomposeSingular(SvdParts parts, LapackInt m, LapackInt n, T* a, double* values, T* u,
                            T* vh);

// a (m x n) becomes R above and on the diagonal, reflectors below; tau has min(m, n) elements.
template <class T>
LapackInt FactorQr(LapackInt m, LapackInt n, T* a, T* tau);
// The first `columns` columns of Q from `reflectors` reflectors, in place.
template <class T>
LapackInt GenerateQ(LapackInt m, LapackInt columns, LapackInt reflectors, T* q, const T* tau);

// Least squares: b has max(m, n) rows, the first m of them the right sides; the first n become
// the solutions of least norm, the rest what is left over where the rank is n. Singular values of
// at most rcond times the largest count as 0.
template <class T>
LapackInt LeastSquares(LapackInt m, LapackInt n, LapackInt right_sides, T* a, T* b, double* values,
                       double rcond, LapackInt* rank);

}  // namespace tidemark::kernels

#endif  // TIDEMARK_ARRAY_KERNELS_LAPACK_H_
