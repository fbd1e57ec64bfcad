// Square roots, rounding, and the questions whether a value is finite.
#include <cstdint>

#include "tidemark/array/kernels/loops.h"

namespace tidemark::kernels::TIDEMARK_KERNEL_ISA {
namespace {

inline float FloorOf(float a) { return __builtin_floorf(a); }
inline double FloorOf(double a) { return __builtin_floor(a); }
inline float CeilOf(float a) { return __builtin_ceilf(a); }
inline double CeilOf(double a) { return __builtin_ceil(a); }
inline float TruncOf(float a) { return __builtin_truncf(a); }
inline double TruncOf(double a) { return __builtin_trunc(a); }
inline float RintOf(float a) { return __builtin_rintf(a); }
inline double RintOf(double a) { return __builtin_rint(a); }
inline float SqrtOf(float a) { return __builtin_sqrtf(a); }
inline double SqrtOf(double a) { return __builtin_sqrt(a); }

template <class T>
struct Sqrt {
  using Input = T;
  using Output = T;
  static T Do(T a) { return SqrtOf(a); }
};

template <class T>
struct Floor {
  using Input = T;
  using Output = T;
  static T Do(T a) { return FloorOf(a); }
};

template <class T>
struct Ceil {
  using Input = T;
  using Output = T;
  static T Do(T a) { return CeilOf(a); }
};

template <class T>
struct Trunc {
  using Input = T;
  using Output = T;
  static T Do(T a) { return TruncOf(a); }
};

template <class T>
struct Round {
  using Input = T;
  using Output = T;
  static T Do(T a) {
    if constexpr (kIsComplex<T>) {
      return {RintOf(a.re), RintOf(a.im)};
    } else {
      return RintOf(a);
    }
  }
};

template <class T>
struct IsNan {
  using Input = T;
  using Output = bool;
  static uint8_t Do(Stored<T> a) { return IsNanValue<T>(a); }
};

template <class T>
struct IsInf {
  using Input = T;
  using Output = bool;
  static uint8_t Do(Stored<T> a) {
    if constexpr (kIsComplex<T>) {
      return static_cast<uint8_t>(IsInf<RealOf<T>>::Do(a.re) | IsInf<RealOf<T>>::Do(a.im));
    } else if constexpr (kIsFloat<T>) {
      return MagnitudeOf(a) == static_cast<T>(__builtin_inf());
    } else {
      return 0;
    }
  }
};

template <class T>
struct IsFinite {
  using Input = T;
  using Output = bool;
  static uint8_t Do(Stored<T> a) {
    if constexpr (kIsComplex<T>) {
      return static_cast<uint8_t>(IsFinite<RealOf<T>>::Do(a.re) & IsFinite<RealOf<T>>::Do(a.im));
    } else if constexpr (kIsFloat<T>) {
      return MagnitudeOf(a) < static_cast<T>(__builtin_inf());
    } else {
      return 1;
    }
  }
};

}  // namespace

void SetRounding(LoopTables& tables) {
  SetUnary<UnaryOp::kSqrt, Sqrt>(tables, Floats{});
  SetUnary<UnaryOp::kFloor, Floor>(tables, Floats{});
  SetUnary<UnaryOp::kCeil, Ceil>(tables, Floats{});
  SetUnary<UnaryOp::kTrunc, Trunc>(tables, Floats{});
  SetUnary<UnaryOp::kRint, Round>(tables, Inexact{});
  SetUnary<UnaryOp::kIsNan, Shared<IsNan, ToUnsigned>::Of>(tables, AllTypes{});
  SetUnary<UnaryOp::kIsInf, Shared<IsInf, ToUnsigned>::Of>(tables, AllTypes{});
  SetUnary<UnaryOp::kIsFinite, Shared<IsFinite, ToUnsigned>::Of>(tables, AllTypes{});
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA
