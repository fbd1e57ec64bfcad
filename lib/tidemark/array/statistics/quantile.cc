#include "tidemark/array/statistics/quantile.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/indexing/slices_internal.h"
#include "tidemark/array/ops/lines_internal.h"

namespace tidemark {
namespace array_internal {
namespace {

// Where a quantile lies in a sorted line: between two elements, this far from the first.
struct QuantilePlace {
  int64_t below = 0;
  int64_t above = 0;
  double fraction = 0;
};

bool GivesElements(QuantileMethod method) {
  return method == QuantileMethod::kLower || method == QuantileMethod::kHigher ||
         method == QuantileMethod::kNearest || method == QuantileMethod::kInvertedCdf ||
         method == QuantileMethod::kClosestObservation;
}

QuantilePlace AtElement(double position, int64_t n) {
  const auto at = std::clamp(static_cast<int64_t>(position), int64_t{0}, n - 1);
  return {at, at, 0};
}

// The position among 0 ... n - 1 at which a method looks, before it is cut to that range.
double VirtualPosition(QuantileMethod method, double n, double q) {
  // Hyndman and Fan's family, by its two constants.
  const auto family = [n, q](double alpha, double beta) {
    return n * q + (alpha + q * (1 - alpha - beta)) - 1;
  };
  switch (method) {
    case QuantileMethod::kAveragedInvertedCdf:
    case QuantileMethod::kInvertedCdf:
      return n * q - 1;
    case QuantileMethod::kClosestObservation:
      return n * q - 1 - 0.5;
    case QuantileMethod::kInterpolatedInvertedCdf:
      return family(0, 1);
    case QuantileMethod::kHazen:
      return family(0.5, 0.5);
    case QuantileMethod::kWeibull:
      return family(0, 0);
    case QuantileMethod::kMedianUnbiased:
      return family(1 / 3.0, 1 / 3.0);
    case QuantileMethod::kNormalUnbiased:
      return family(3 / 8.0, 3 / 8.0);
    default:
      return (n - 1) * q;
  }
}

QuantilePlace PlaceOfElement(QuantileMethod method, double position, int64_t n) {
  const double floor = std::floor(position);
  const bool whole = position == floor;
  switch (method) {
    case QuantileMethod::kLower:
      return AtElement(floor, n);
    case QuantileMethod::kHigher:
      return AtElement(std::ceil(position), n);
    case QuantileMethod::kNearest:
      return AtElement(std::nearbyint(position), n);
    case QuantileMethod::kInvertedCdf:
      return AtElement(whole ? floor : floor + 1, n);
    default:  // the closest observation: of two the one at an even place
      return AtElement(whole && std::fmod(floor, 2) == 0 ? floor : floor + 1, n);
  }
}

// n > 0.
QuantilePlace PlaceOf(QuantileMethod method, int64_t n, double q) {
  double position = VirtualPosition(method, static_cast<double>(n), q);
  if (GivesElements(method)) return PlaceOfElement(method, position, n);
  if (method == QuantileMethod::kMidpoint) {
    position = 0.5 * (std::floor(position) + std::ceil(position));
  }
  const double floor = std::floor(position);
  QuantilePlace place{static_cast<int64_t>(floor), static_cast<int64_t>(floor) + 1,
                      position - floor};
  if (position >= static_cast<double>(n - 1)) {
    // NumPy measures the fraction from -1 there; both ends are the same element.
    place = {n - 1, n - 1, position + 1};
  } else if (position < 0) {
    place = {0, 0, position};
  }
  if (method == QuantileMethod::kMidpoint) place.fraction = position == floor ? 0 : 0.5;
  if (method == QuantileMethod::kAveragedInvertedCdf) {
    place.fraction = place.fraction == 0 ? 0.5 : 1;
  }
  return place;
}

// Between two elements, from the nearer of them. The distance has the precision of the elements;
// that of integers is exact.
template <class T>
auto Interpolate(T below, T above, double fraction) {
  using Result = std::conditional_t<kIsComplexElement<T>, std::complex<double>, double>;
  Result distance;
  if constexpr (std::is_integral_v<T>) {
    __extension__ using Wide = __int128;
    distance = static_cast<double>(static_cast<Wide>(above) - static_cast<Wide>(below));
  } else {
    distance = Result(above - below);
  }
  return fraction >= 0.5 ? Result(above) - distance * (1 - fraction)
                         : Result(below) + distance * fraction;
}

template <class T>
class QuantilesOf {
 public:
  explicit QuantilesOf(const QuantileRequest& request) : request_(request) {
    for (const double q : request.q) q_.push_back(q / request.scale);
  }

  // Writes the quantiles of a line, which is put in another order, to results `step` bytes apart.
  void operator()(std::byte* line, int64_t n, std::byte* to, int64_t step, bool as_elements) {
    if (request_.nans == NanPolicy::kLeaveOut) {
      n = DropNans(line, n, kDTypeOf<T>);
    } else if (ContainsNan(line, n, kDTypeOf<T>)) {
      n = 0;
    }
    if (n != 0) Arrange(line, n);
    for (const double q : q_) {
      if (n == 0) {
        StoreNan(to, as_elements);
      } else {
        Store(line, PlaceOf(request_.method, n, q), to, as_elements);
      }
      to += step;
    }
  }

 private:
  static constexpr auto kItem = static_cast<int64_t>(sizeof(T));

  static T At(const std::byte* line, int64_t position) {
    return LoadElement<T>(line + position * kItem);
  }

  // Puts the elements that will be looked at where they belong: one after the other while they are
  // few.
  void Arrange(std::byte* line, int64_t n) {
    constexpr size_t kFew = 16;
    wanted_.clear();
    for (const double q : q_) {
      const QuantilePlace place = PlaceOf(request_.method, n, q);
      wanted_.push_back(place.below);
      wanted_.push_back(place.above);
    }
    std::sort(wanted_.begin(), wanted_.end());
    wanted_.erase(std::unique(wanted_.begin(), wanted_.end()), wanted_.end());
    if (wanted_.size() > kFew) return kernels::FindSort(kDTypeOf<T>)(line, n);
    const kernels::PartitionLoop partition = kernels::FindPartition(kDTypeOf<T>);
    int64_t done = 0;
    for (const int64_t position : wanted_) {
      std::byte* rest = line + done * kItem;
      if (position == done && done != 0) {
        // Next to the one before: the least of what is left.
        const int64_t least = kernels::FindArgMin(kDTypeOf<T>)(rest, kItem, n - done);
        std::swap_ranges(rest, rest + kItem, rest + least * kItem);
      } else {
        partition(rest, n - done, position - done);
      }
      done = position + 1;
    }
  }

  static void Store(const std::byte* line, const QuantilePlace& place, std::byte* to,
                    bool as_elements) {
    if (as_elements) return StoreElement(to, At(line, place.below));
    StoreElement(to, Interpolate(At(line, place.below), At(line, place.above), place.fraction));
  }

  static void StoreNan(std::byte* to, bool as_elements) {
    constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
    if constexpr (kIsComplexElement<T>) {
      if (as_elements) return StoreElement(to, T(static_cast<typename T::value_type>(kNan)));
      StoreElement(to, std::complex<double>(kNan));
    } else {
      if (as_elements) return StoreElement(to, static_cast<T>(kNan));
      StoreElement(to, kNan);
    }
  }

  const QuantileRequest& request_;
  std::vector<double> q_;
  std::vector<int64_t> wanted_;
};

DType InterpolatedDType(DType dtype) {
  return IsComplexType(dtype) ? DType::kComplex128 : DType::kFloat64;
}

// Throws what NumPy refuses.
void CheckQuantiles(const View& view, const QuantileRequest& request) {
  for (const double q : request.q) {
    if (!(q >= 0 && q <= request.scale)) {
      ThrowValueError(
          absl::StrCat(request.op, ": ", q, " is not in the range 0 to ", request.scale));
    }
  }
  if (view.dtype == DType::kBool && !GivesElements(request.method)) {
    ThrowDTypeError(absl::StrCat(request.op, ": bools cannot be interpolated"));
  }
}

void CheckNotEmpty(int64_t count, const QuantileRequest& request) {
  if (count == 0 && request.nans == NanPolicy::kSpread) {
    ThrowIndexError(absl::StrCat(request.op, " of nothing"));
  }
}

void FillQuantiles(const View& view, const Slices& slices, const QuantileRequest& request,
                   std::byte* result, const Dims& strides, int64_t step, bool as_elements,
                   SourceLocation site) {
  Scratch line(view.dtype, slices.count(), request.op, site);
  WithElementType(view.dtype, [&]<class T>() {
    QuantilesOf<T> quantiles_of(request);
    slices.ForEach(result, strides, [&](const std::byte* slice, std::byte* to) {
      slices.Gather(slice, line.data());
      quantiles_of(line.data(), slices.count(), to, step, as_elements);
    });
  });
}

double QuantileNumber(const AnyArray& a, const QuantileRequest& request, SourceLocation site) {
  if (IsComplexType(a.dtype())) {
    ThrowDTypeError(
        absl::StrCat(request.op, ": of complex numbers it is no double; give the axes"));
  }
  double result = 0;
  QuantileTo(&result, a, request, site);
  return result;
}

}  // namespace

AnyArray Quantiles(const AnyArray& a, const QuantileRequest& request, SourceLocation site) {
  const View& view = a.view();
  CheckQuantiles(view, request);
  const Slices slices(view, request.axes);
  const bool as_elements = GivesElements(request.method) && !request.interpolated_type;
  const DType dtype = as_elements ? view.dtype : InterpolatedDType(view.dtype);
  const int64_t item = ItemSize(dtype);
  const auto count = static_cast<int64_t>(request.q.size());
  Dims shape = slices.ResultShape(request.keepdims);
  if (request.listed) shape.insert(0, count);
  CheckedSize(shape, item);
  // In C order; without NaN the axis of q is the innermost in memory, as NumPy has it.
  const bool inside = request.listed && request.nans == NanPolicy::kLeaveOut;
  const int64_t inner_item = inside ? item * std::max<int64_t>(count, 1) : item;
  Dims strides = slices.CStridesOf(inner_item, request.keepdims);
  const int64_t step = inside ? item : item * std::max<int64_t>(slices.results(), 1);
  if (request.listed) strides.insert(0, step);
  if (slices.results() != 0 && count != 0) CheckNotEmpty(slices.count(), request);
  AnyArray result = AnyArray::Own(NewOwner(
      {.dtype = dtype, .shape = shape, .strides = strides, .op = request.op, .site = site}));
  if (result.size() != 0) {
    FillQuantiles(view, slices, request, result.view().data,
                  slices.CStridesOf(inner_item, KeepDims::kNo), step, as_elements, site);
  }
  NoteOp(request.op, {&view}, &result.view(), site);
  return result;
}

void QuantileTo(void* result, const AnyArray& a, const QuantileRequest& request,
                SourceLocation site) {
  const View& view = a.view();
  CheckQuantiles(view, request);
  CheckNotEmpty(view.size, request);
  const Slices slices(view, std::nullopt);
  FillQuantiles(view, slices, request, static_cast<std::byte*>(result), Dims(), 0, false, site);
  NoteOp(request.op, {&view}, nullptr, site);
}

}  // namespace array_internal

using array_internal::Asked;
using array_internal::NanPolicy;
using array_internal::QuantileNumber;
using array_internal::Quantiles;

#define TIDEMARK_ARRAY_QUANTILES(name, in_scale, policy)                                           \
  double name(const AnyArray& a, double q, QuantileMethod method, SourceLocation site) {           \
    return QuantileNumber(                                                                         \
        a, Asked({in_scale, policy, #name}, std::span<const double>(&q, 1), false, method), site); \
  }                                                                                                \
  AnyArray name(const AnyArray& a, double q, const Axes& axes, KeepDims keepdims,                  \
                QuantileMethod method, SourceLocation site) {                                      \
    return Quantiles(a,                                                                            \
                     Asked({in_scale, policy, #name}, std::span<const double>(&q, 1), false,       \
                           method, axes.dims(), keepdims),                                         \
                     site);                                                                        \
  }                                                                                                \
  AnyArray name(const AnyArray& a, std::span<const double> q, QuantileMethod method,               \
                SourceLocation site) {                                                             \
    return Quantiles(a, Asked({in_scale, policy, #name}, q, true, method), site);                  \
  }                                                                                                \
  AnyArray name(const AnyArray& a, std::span<const double> q, const Axes& axes, KeepDims keepdims, \
                QuantileMethod method, SourceLocation site) {                                      \
    return Quantiles(a, Asked({in_scale, policy, #name}, q, true, method, axes.dims(), keepdims),  \
                     site);                                                                        \
  }
TIDEMARK_ARRAY_QUANTILES(quantile, 1, NanPolicy::kSpread)
TIDEMARK_ARRAY_QUANTILES(percentile, 100, NanPolicy::kSpread)
TIDEMARK_ARRAY_QUANTILES(nanquantile, 1, NanPolicy::kLeaveOut)
TIDEMARK_ARRAY_QUANTILES(nanpercentile, 100, NanPolicy::kLeaveOut)
#undef TIDEMARK_ARRAY_QUANTILES

}  // namespace tidemark
