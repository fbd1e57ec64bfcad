#include "tidemark/array/kernels/lapack.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <memory>
#include <type_traits>

#include "tidemark/array/core/error.h"
#include "tidemark/array/kernels/shared_library_internal.h"

namespace tidemark::kernels {
namespace {

using Int = LapackInt;

template <class T>
inline constexpr bool kIsComplexNumber = !std::is_same_v<T, double>;

// LAPACK's functions of one element type. Compilers of Fortran append the lengths of texts.
template <class T>
struct LapackRoutines {
  using Length = size_t;
  using Gesv = void(const Int* n, const Int* right_sides, T* a, const Int* lda, Int* pivots, T* b,
                    const Int* ldb, Int* info);
  using Getrf = void(const Int* m, const Int* n, T* a, const Int* lda, Int* pivots, Int* info);
  using Potrf = void(const char* triangle, const Int* n, T* a, const Int* lda, Int* info, Length);
  using RealEvd = void(const char* job, const char* triangle, const Int* n, T* a, const Int* lda,
                       double* values, T* work, const Int* work_size, Int* integers,
                       const Int* integers_size, Int* info, Length, Length);
  using ComplexEvd = void(const char* job, const char* triangle, const Int* n, T* a, const Int* lda,
                          double* values, T* work, const Int* work_size, double* reals,
                          const Int* reals_size, Int* integers, const Int* integers_size, Int* info,
                          Length, Length);
  using RealSdd = void(const char* job, const Int* m, const Int* n, T* a, const Int* lda,
                       double* values, T* u, const Int* ldu, T* vh, const Int* ldvh, T* work,
                       const Int* work_size, Int* integers, Int* info, Length);
  using ComplexSdd = void(const char* job, const Int* m, const Int* n, T* a, const Int* lda,
                          double* values, T* u, const Int* ldu, T* vh, const Int* ldvh, T* work,
                          const Int* work_size, double* reals, Int* integers, Int* info, Length);
  using Geqrf = void(const Int* m, const Int* n, T* a, const Int* lda, T* tau, T* work,
                     const Int* work_size, Int* info);
  using Orgqr = void(const Int* m, const Int* n, const Int* k, T* a, const Int* lda, const T* tau,
                     T* work, const Int* work_size, Int* info);
  using RealLsd = void(const Int* m, const Int* n, const Int* right_sides, T* a, const Int* lda,
                       T* b, const Int* ldb, double* values, const double* rcond, Int* rank,
                       T* work, const Int* work_size, Int* integers, Int* info);
  using ComplexLsd = void(const Int* m, const Int* n, const Int* right_sides, T* a, const Int* lda,
                          T* b, const Int* ldb, double* values, const double* rcond, Int* rank,
                          T* work, const Int* work_size, double* reals, Int* integers, Int* info);

  Gesv* gesv = nullptr;
  Getrf* getrf = nullptr;
  Potrf* potrf = nullptr;
  std::conditional_t<kIsComplexNumber<T>, ComplexEvd, RealEvd>* evd = nullptr;
  std::conditional_t<kIsComplexNumber<T>, ComplexSdd, RealSdd>* sdd = nullptr;
  Geqrf* geqrf = nullptr;
  Orgqr* orgqr = nullptr;
  std::conditional_t<kIsComplexNumber<T>, ComplexLsd, RealLsd>* lsd = nullptr;

  bool is_complete() const {
    return gesv != nullptr && getrf != nullptr && potrf != nullptr && evd != nullptr &&
           sdd != nullptr && geqrf != nullptr && orgqr != nullptr && lsd != nullptr;
  }
};

template <class Function>
void FindRoutine(const SharedLibrary& library, const char* name, Function*& function) {
  function = library.Find<Function>(name);
}

struct LapackLibrary {
  LapackRoutines<double> real;
  LapackRoutines<std::complex<double>> complex;

  LapackLibrary() {
    const SharedLibrary library = SharedLibrary::FirstWith(
        "zgelsd_", {"liblapack.so.3", "libopenblas.so.0"}, "TIDEMARK_LAPACK");
    FindRoutine(library, "dgesv_", real.gesv);
    FindRoutine(library, "dgetrf_", real.getrf);
    FindRoutine(library, "dpotrf_", real.potrf);
    FindRoutine(library, "dsyevd_", real.evd);
    FindRoutine(library, "dgesdd_", real.sdd);
    FindRoutine(library, "dgeqrf_", real.geqrf);
    FindRoutine(library, "dorgqr_", real.orgqr);
    FindRoutine(library, "dgelsd_", real.lsd);
    FindRoutine(library, "zgesv_", complex.gesv);
    FindRoutine(library, "zgetrf_", complex.getrf);
    FindRoutine(library, "zpotrf_", complex.potrf);
    FindRoutine(library, "zheevd_", complex.evd);
    FindRoutine(library, "zgesdd_", complex.sdd);
    FindRoutine(library, "zgeqrf_", complex.geqrf);
    FindRoutine(library, "zungqr_", complex.orgqr);
    FindRoutine(library, "zgelsd_", complex.lsd);
  }
};

const LapackLibrary& Lapack() {
  static const LapackLibrary library;
  if (!library.real.is_complete() || !library.complex.is_complete()) {
    array_internal::ThrowValueError(
        "linear algebra needs LAPACK, and none was found: install one (apt install liblapack3, or "
        "libopenblas0), or name its shared library in the environment variable TIDEMARK_LAPACK");
  }
  return library;
}

template <class T>
const LapackRoutines<T>& Routines() {
  if constexpr (kIsComplexNumber<T>) {
    return Lapack().complex;
  } else {
    return Lapack().real;
  }
}

// A work array, of at least one element.
template <class T>
std::unique_ptr<T[]> WorkArray(int64_t size) {
  return std::make_unique_for_overwrite<T[]>(static_cast<size_t>(std::max<int64_t>(size, 1)));
}

// What LAPACK answered when it was asked for the size of a work array.
template <class T>
Int WorkSize(T answer) {
  const double size = std::real(answer);
  if (!(size < static_cast<double>(std::numeric_limits<Int>::max()))) {
    array_internal::ThrowValueError("linear algebra: the matrix is too large for LAPACK");
  }
  return std::max<Int>(static_cast<Int>(size), 1);
}

constexpr Int kAsk = -1;

}  // namespace

void RequireLapack() { Lapack(); }

template <class T>
Int SolveInPlace(Int n, Int right_sides, T* a, Int* pivots, T* b) {
  const Int lead = std::max<Int>(n, 1);
  Int info = 0;
  Routines<T>().gesv(&n, &right_sides, a, &lead, pivots, b, &lead, &info);
  return info;
}

template <class T>
Int FactorLu(Int n, T* a, Int* pivots) {
  const Int lead = std::max<Int>(n, 1);
  Int info = 0;
  Routines<T>().getrf(&n, &n, a, &lead, pivots, &info);
  return info;
}

template <class T>
Int FactorCholesky(Int n, T* a) {
  const Int lead = std::max<Int>(n, 1);
  Int info = 0;
  Routines<T>().potrf("L", &n, a, &lead, &info, 1);
  return info;
}

template <class T>
Int DecomposeHermitian(Triangle triangle, Vectors vectors, Int n, T* a, double* values) {
  const char* const job = vectors == Vectors::kYes ? "V" : "N";
  const char* const part = triangle == Triangle::kLower ? "L" : "U";
  const Int lead = std::max<Int>(n, 1);
  Int info = 0;
  const auto run = [&](T* work, Int work_size, double* reals, Int reals_size, Int* integers,
                       Int integers_size) {
    if constexpr (kIsComplexNumber<T>) {
      Routines<T>().evd(job, part, &n, a, &lead, values, work, &work_size, reals, &reals_size,
                        integers, &integers_size, &info, 1, 1);
    } else {
      Routines<T>().evd(job, part, &n, a, &lead, values, work, &work_size, integers, &integers_size,
                        &info, 1, 1);
    }
  };
  T work_size{};
  double reals_size = 1;
  Int integers_size = 1;
  run(&work_size, kAsk, &reals_size, kAsk, &integers_size, kAsk);
  if (info != 0) return info;
  const auto work = WorkArray<T>(WorkSize(work_size));
  const auto reals = WorkArray<double>(WorkSize(reals_size));
  const auto integers = WorkArray<Int>(integers_size);
  run(work.get(), WorkSize(work_size), reals.get(), WorkSize(reals_size), integers.get(),
      std::max<Int>(integers_size, 1));
  return info;
}

template <class T>
Int DecomposeSingular(SvdParts parts, Int m, Int n, T* a, double* values, T* u, T* vh) {
  const char job = static_cast<char>(parts);
  const int64_t least = std::min(m, n);
  const int64_t most = std::max(m, n);
  const Int lead = std::max<Int>(m, 1);
  const Int vh_lead = std::max<Int>(parts == SvdParts::kThin ? std::min(m, n) : n, 1);
  // As LAPACK demands them, by the versions before 3.7 in the first case.
  const int64_t reals_size = parts == SvdParts::kValues
                                 ? 7 * least
                                 : least * std::max(5 * least + 7, 2 * most + 2 * least + 1);
  const auto reals = WorkArray<double>(kIsComplexNumber<T> ? reals_size : 1);
  const auto integers = WorkArray<Int>(8 * least);
  Int info = 0;
  const auto run = [&](T* work, Int work_size) {
    if constexpr (kIsComplexNumber<T>) {
      Routines<T>().sdd(&job, &m, &n, a, &lead, values, u, &lead, vh, &vh_lead, work, &work_size,
                        reals.get(), integers.get(), &info, 1);
    } else {
      Routines<T>().sdd(&job, &m, &n, a, &lead, values, u, &lead, vh, &vh_lead, work, &work_size,
                        integers.get(), &info, 1);
    }
  };
  T work_size{};
  run(&work_size, kAsk);
  if (info != 0) return info;
  const auto work = WorkArray<T>(WorkSize(work_size));
  run(work.get(), WorkSize(work_size));
  return info;
}

template <class T>
Int FactorQr(Int m, Int n, T* a, T* tau) {
  const Int lead = std::max<Int>(m, 1);
  Int info = 0;
  T answer{};
  Routines<T>().geqrf(&m, &n, a, &lead, tau, &answer, &kAsk, &info);
  if (info != 0) return info;
  const Int work_size = std::max(WorkSize(answer), n);
  const auto work = WorkArray<T>(work_size);
  Routines<T>().geqrf(&m, &n, a, &lead, tau, work.get(), &work_size, &info);
  return info;
}

template <class T>
Int GenerateQ(Int m, Int columns, Int reflectors, T* q, const T* tau) {
  const Int lead = std::max<Int>(m, 1);
  Int info = 0;
  T answer{};
  Routines<T>().orgqr(&m, &columns, &reflectors, q, &lead, tau, &answer, &kAsk, &info);
  if (info != 0) return info;
  const Int work_size = std::max(WorkSize(answer), columns);
  const auto work = WorkArray<T>(work_size);
  Routines<T>().orgqr(&m, &columns, &reflectors, q, &lead, tau, work.get(), &work_size, &info);
  return info;
}

template <class T>
Int LeastSquares(Int m, Int n, Int right_sides, T* a, T* b, double* values, double rcond,
                 Int* rank) {
  const Int lead = std::max<Int>(m, 1);
  const Int b_lead = std::max({m, n, Int{1}});
  Int info = 0;
  const auto run = [&](T* work, Int work_size, double* reals, Int* integers) {
    if constexpr (kIsComplexNumber<T>) {
      Routines<T>().lsd(&m, &n, &right_sides, a, &lead, b, &b_lead, values, &rcond, rank, work,
                        &work_size, reals, integers, &info);
    } else {
      Routines<T>().lsd(&m, &n, &right_sides, a, &lead, b, &b_lead, values, &rcond, rank, work,
                        &work_size, integers, &info);
    }
  };
  T work_size{};
  double reals_size = 1;
  Int integers_size = 1;
  run(&work_size, kAsk, &reals_size, &integers_size);
  if (info != 0) return info;
  const auto work = WorkArray<T>(WorkSize(work_size));
  const auto reals = WorkArray<double>(WorkSize(reals_size));
  const auto integers = WorkArray<Int>(integers_size);
  run(work.get(), WorkSize(work_size), reals.get(), integers.get());
  return info;
}

// NOLINTBEGIN(bugprone-macro-parentheses): T is a type
#define TIDEMARK_LAPACK_OF(T)                                                 \
  template Int SolveInPlace<T>(Int, Int, T*, Int*, T*);                       \
  template Int FactorLu<T>(Int, T*, Int*);                                    \
  template Int FactorCholesky<T>(Int, T*);                                    \
  template Int DecomposeHermitian<T>(Triangle, Vectors, Int, T*, double*);    \
  template Int DecomposeSingular<T>(SvdParts, Int, Int, T*, double*, T*, T*); \
  template Int FactorQr<T>(Int, Int, T*, T*);                                 \
  template Int GenerateQ<T>(Int, Int, Int, T*, const T*);                     \
  template Int LeastSquares<T>(Int, Int, Int, T*, T*, double*, double, Int*);
// NOLINTEND(bugprone-macro-parentheses)
TIDEMARK_LAPACK_OF(double)
TIDEMARK_LAPACK_OF(std::complex<double>)
#undef TIDEMARK_LAPACK_OF

}  // namespace tidemark::kernels
