#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <type_traits>
#include <vector>

#include "tidemark/array/arrange/pad_internal.h"
#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/element_type.h"
#include "tidemark/array/core/with_element_type_internal.h"
#include "tidemark/array/kernels/kernels.h"

namespace tidemark::array_internal {
namespace {

// 2 * edge - value; integers wrap, and a complex edge is multiplied by 2 + 0j, as NumPy does both.
template <class T>
T Opposite(T edge, T value) {
  if constexpr (std::is_same_v<T, bool>) {
    return 2 * static_cast<int>(edge) != static_cast<int>(value);
  } else if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(2 * static_cast<uint64_t>(edge) - static_cast<uint64_t>(value));
  } else if constexpr (kIsComplexElement<T>) {
    using R = typename T::value_type;
    return T(R(2) * edge.real() - R(0) * edge.imag() - value.real(),
             R(2) * edge.imag() + R(0) * edge.real() - value.imag());
  } else {
    return T(2) * edge - value;
  }
}

// Calls visit(address) for the element at `position` of every lane along the axis.
template <class Visit>
void ForEachLane(const PadAxis& axis, int64_t position, Visit visit) {
  const LoopPlan plan(axis.Part(1), {{axis.At(position), axis.strides.data()}});
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    for (int64_t i = 0; i < n; ++i) visit(data[0] + i * strides[0]);
  });
}

// x / n, with a complex x divided by n + 0j.
template <class C>
C DividedBy(C x, int64_t n) {
  if constexpr (kIsComplexElement<C>) {
    using R = typename C::value_type;
    const R count = static_cast<R>(n);
    return C((x.real() + x.imag() * R(0)) / count, (x.imag() - x.real() * R(0)) / count);
  } else {
    return x / static_cast<C>(n);
  }
}

template <class C>
C FromPosition(int64_t position) {
  if constexpr (kIsComplexElement<C>) {
    return C(static_cast<typename C::value_type>(position));
  } else {
    return static_cast<C>(position);
  }
}

// Elements on their way from and to the array, as a C in between.
template <class C>
struct Converter {
  DType dtype;
  kernels::UnaryLoop read = kernels::FindCast(dtype, kDTypeOf<C>);
  kernels::UnaryLoop write = kernels::FindCast(kDTypeOf<C>, dtype);

  void Read(const std::byte* from, int64_t step, C* to, int64_t count) const {
    read(from, step, reinterpret_cast<std::byte*>(to), sizeof(C), count);
  }
  void Write(C value, std::byte* to) const {
    write(reinterpret_cast<const std::byte*>(&value), sizeof(C), to, 1, 1);
  }
  bool ToInteger() const { return IsIntegerType(dtype); }
};

// The margin of `width` positions whose outermost is at `rim` and that goes on in `direction` up to
// the elements at `edge`.
template <class C>
void Ramp(const PadAxis& axis, C start, int64_t rim, int64_t width, int direction, int64_t edge) {
  if (width == 0) return;
  const Converter<C> convert{axis.dtype};
  const auto step_of = [&](const std::byte* lane, C* delta) {
    C stop;
    convert.Read(lane, 0, &stop, 1);
    *delta = stop - start;
    return DividedBy(*delta, width);
  };
  bool any_flat = false;
  ForEachLane(axis, edge, [&](const std::byte* lane) {
    C delta;
    any_flat = any_flat || step_of(lane, &delta) == C(0);
  });
  ForEachLane(axis, edge, [&](std::byte* lane) {
    C delta;
    const C step = step_of(lane, &delta);
    std::byte* to = lane + (rim - edge) * axis.step();
    for (int64_t k = 0; k < width; ++k, to += direction * axis.step()) {
      const C at = FromPosition<C>(k);
      // Where one lane is flat NumPy divides first in all of them.
      C value = start + (any_flat ? DividedBy(at, width) * delta : at * step);
      if constexpr (!kIsComplexElement<C>) {
        if (convert.ToInteger()) value = std::floor(value);
      }
      convert.Write(value, to);
    }
  });
}

template <class C>
void Ramps(const PadAxis& axis, const Scalar& end_value) {
  alignas(16) std::byte bytes[kMaxItemSize];
  end_value.CastTo(kDTypeOf<C>, bytes);
  const C start = LoadElement<C>(bytes);
  Ramp<C>(axis, start, 0, axis.before, 1, axis.first());
  Ramp<C>(axis, start, axis.extent() - 1, axis.after, -1, axis.last());
}

bool Before(double a, double b) { return a < b || (std::isnan(b) && !std::isnan(a)); }
template <class R>
bool Before(std::complex<R> a, std::complex<R> b) {
  if (a.real() != b.real()) return Before(a.real(), b.real());
  return Before(a.imag(), b.imag());
}

template <class C>
C Median(std::vector<C>& lane) {
  const auto nan = std::find_if(lane.begin(), lane.end(), IsNanElement<C>);
  if (nan != lane.end()) return *nan;
  const auto count = std::ssize(lane);
  if (count == 0) {
    constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
    if constexpr (kIsComplexElement<C>) {
      return C(kNan, kNan);
    } else {
      return C(kNan);
    }
  }
  const auto middle = lane.begin() + count / 2;
  std::nth_element(lane.begin(), middle, lane.end(), [](C a, C b) { return Before(a, b); });
  // NumPy's mean of the middle ones starts from +0, so that the result is never -0.
  if (count % 2 == 1) return DividedBy(C(0) + *middle, 1);
  const C below = *std::max_element(lane.begin(), middle, [](C a, C b) { return Before(a, b); });
  return DividedBy(C(0) + below + *middle, 2);
}

template <class C>
C Mean(const std::vector<C>& lane) {
  using Wide = std::conditional_t<kIsComplexElement<C>, std::complex<double>, double>;
  Wide sum = 0;
  for (const C value : lane) sum += static_cast<Wide>(value);
  return static_cast<C>(DividedBy(sum, std::ssize(lane)));
}

// Mean or median of `length` positions from `start` on, to `width` positions from `to` on.
template <class C>
void Average(const PadAxis& axis, PadMode mode, int64_t start, int64_t length, int64_t to,
             int64_t width) {
  if (width == 0) return;
  const Converter<C> convert{axis.dtype};
  std::vector<C> lane(static_cast<size_t>(length));
  ForEachLane(axis, to, [&](std::byte* address) {
    convert.Read(address + (start - to) * axis.step(), axis.step(), lane.data(), length);
    C value = mode == PadMode::kMean ? Mean(lane) : Median(lane);
    if constexpr (!kIsComplexElement<C>) {
      if (convert.ToInteger()) value = std::rint(value);
    }
    convert.Write(value, address);
  });
  axis.Copy(to + 1, to, width - 1, 0);
}

void Extreme(const PadAxis& axis, PadMode mode, int64_t start, int64_t length, int64_t to,
             int64_t width) {
  if (width == 0) return;
  const kernels::BinaryOp op =
      mode == PadMode::kMaximum ? kernels::BinaryOp::kMaximum : kernels::BinaryOp::kMinimum;
  const kernels::BinaryLoop loop = kernels::FindBinary(op, axis.dtype);
  axis.Copy(to, start, 1, 1);
  for (int64_t i = 1; i < length; ++i) {
    const LoopPlan plan(axis.Part(1), {{axis.At(to), axis.strides.data()},
                                       {axis.At(start + i), axis.strides.data()}});
    plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
      loop(data[0], strides[0], data[1], strides[1], data[0], strides[0], n);
    });
  }
  axis.Copy(to + 1, to, width - 1, 0);
}

// Calls function.template operator()<C>() with the type C in which elements of `dtype` are computed.
template <class Function>
void WithComputingType(DType dtype, Function function) {
  WithElementType(dtype, [&]<class T>() {
    if constexpr (std::is_integral_v<T>) {
      function.template operator()<double>();
    } else {
      function.template operator()<T>();
    }
  });
}

}  // namespace

void TurnOver(const PadAxis& axis, int64_t start, int64_t count, int64_t edge) {
  Dims still = axis.strides;
  still[axis.axis] = 0;
  const LoopPlan plan(axis.Part(count),
                      {{axis.At(start), axis.strides.data()}, {axis.At(edge), still.data()}});
  WithElementType(axis.dtype, [&]<class T>() {
    plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
      for (int64_t i = 0; i < n; ++i) {
        std::byte* to = data[0] + i * strides[0];
        StoreElement(to, Opposite(LoadElement<T>(data[1] + i * strides[1]), LoadElement<T>(to)));
      }
    });
  });
}

void PadWithRamps(const PadAxis& axis, const Scalar& end_value) {
  // In a single lane NumPy meets numbers instead of arrays, and computes on these in 64 bits.
  const bool wide = axis.shape.size() == 1 || std::abs(end_value.AsComplex()) > 3.4e38;
  DType dtype = axis.dtype;
  if (wide) dtype = IsComplexType(dtype) ? DType::kComplex128 : DType::kFloat64;
  WithComputingType(dtype, [&]<class C>() { Ramps<C>(axis, end_value); });
}

void PadWithStatistics(const PadAxis& axis, PadMode mode, const std::optional<Count>& length) {
  const int64_t there = axis.extent() - axis.before - axis.after;
  const int64_t count = length ? std::min(length->value(), there) : there;
  const int64_t last_start = axis.last() + 1 - count;
  if (mode == PadMode::kMaximum || mode == PadMode::kMinimum) {
    if (count == 0) ThrowValueError("pad: a stat_length of 0 yields no value");
    Extreme(axis, mode, axis.first(), count, 0, axis.before);
    Extreme(axis, mode, last_start, count, axis.last() + 1, axis.after);
    return;
  }
  WithComputingType(axis.dtype, [&]<class C>() {
    Average<C>(axis, mode, axis.first(), count, 0, axis.before);
    Average<C>(axis, mode, last_start, count, axis.last() + 1, axis.after);
  });
}

}  // namespace tidemark::array_internal
