// Comparisons, order statistics, reductions without NaN, histograms, sets and positions.
#include <cstring>
#include <map>
#include <string>

#include "tests/oracle/replay/operations.h"
#include "tidemark/array/arrange/join.h"
#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/error.h"
#include "tidemark/array/indexing/create.h"
#include "tidemark/array/indexing/gather.h"
#include "tidemark/array/indexing/indexing.h"
#include "tidemark/array/ops/compare.h"
#include "tidemark/array/sorting/along_axis.h"
#include "tidemark/array/sorting/positions.h"
#include "tidemark/array/sorting/sets.h"
#include "tidemark/array/sorting/sort.h"
#include "tidemark/array/statistics/average.h"
#include "tidemark/array/statistics/differences.h"
#include "tidemark/array/statistics/histogram.h"
#include "tidemark/array/statistics/nan_reduce.h"
#include "tidemark/array/statistics/quantile.h"

namespace tidemark::oracle {
namespace {

using array_internal::NanPolicy;
using array_internal::NanReduction;

// A number as the array of no axes that NumPy makes of it.
template <class T>
AnyArray Number(DType dtype, const T& value) {
  return from_bytes(dtype, Dims(), &value);
}

// What `fill` writes, as an array of no axes.
template <class Fill>
AnyArray NumberOf(DType dtype, Fill&& fill) {
  alignas(16) std::byte item[16] = {};
  fill(item);
  return from_bytes(dtype, Dims(), item);
}

KeepDims Kept(const Request& r) { return KeepDims{r.OptionalBool("keepdims").value_or(false)}; }
bool Flag(const Request& r, const char* key) { return r.OptionalBool(key).value_or(false); }

std::optional<double> OptionalDouble(const Request& r, const char* key) {
  const std::optional<Scalar> value = r.OptionalValue(key);
  if (!value) return std::nullopt;
  return value->AsDouble();
}

CloseOptions CloseOptionsOf(const Request& r) {
  return {.equal_nan = EqualNan{Flag(r, "equal_nan")},
          .relative = OptionalDouble(r, "relative").value_or(1e-5),
          .absolute = OptionalDouble(r, "absolute").value_or(1e-8)};
}

Results IsClose(const LiveArrays& arrays, const Request& r) {
  return Single(r, isclose(ArrayOf(arrays, r, "a"), ArrayOf(arrays, r, "b"), CloseOptionsOf(r)));
}

Results AllClose(const LiveArrays& arrays, const Request& r) {
  const bool close = allclose(ArrayOf(arrays, r, "a"), ArrayOf(arrays, r, "b"), CloseOptionsOf(r));
  return Single(r, Number(DType::kBool, close));
}

Results ArrayEqual(const LiveArrays& arrays, const Request& r) {
  const bool equal =
      array_equal(ArrayOf(arrays, r, "a"), ArrayOf(arrays, r, "b"), EqualNan{Flag(r, "equal_nan")});
  return Single(r, Number(DType::kBool, equal));
}

AnyArray CountNonzero(const AnyArray& a, const Request& r) {
  const std::optional<Dims> axes = r.OptionalShape("axis");
  if (axes) return count_nonzero(a, *axes, Kept(r));
  return Number(DType::kInt64, count_nonzero(a));
}

AnyArray Median(const AnyArray& a, const Request& r) {
  const std::optional<Dims> axes = r.OptionalShape("axis");
  const bool without = Flag(r, "nan");
  if (axes) return without ? nanmedian(a, *axes, Kept(r)) : median(a, *axes, Kept(r));
  return NumberOf(array_internal::DivideDType(a.dtype()), [&](void* to) {
    array_internal::MedianTo(to, a, without ? NanPolicy::kLeaveOut : NanPolicy::kSpread, "median",
                             SourceLocation::Current());
  });
}

Results Average(const LiveArrays& arrays, const Request& r) {
  const AnyArray& a = ArrayOf(arrays, r, "a");
  const AnyArray& weights = ArrayOf(arrays, r, "b");
  const std::optional<Dims> axes = r.OptionalShape("axis");
  if (axes) return Single(r, average(a, weights, *axes, Kept(r)));
  const DType dtype = array_internal::AverageDType(a.dtype(), weights.dtype());
  return Single(r, NumberOf(dtype, [&](void* to) {
                  array_internal::AverageTo(to, a, weights, SourceLocation::Current());
                }));
}

QuantileMethod Method(const Request& r) {
  static const auto& methods = *new std::map<std::string, QuantileMethod, std::less<>>{
      {"linear", QuantileMethod::kLinear},
      {"lower", QuantileMethod::kLower},
      {"higher", QuantileMethod::kHigher},
      {"midpoint", QuantileMethod::kMidpoint},
      {"nearest", QuantileMethod::kNearest},
      {"inverted_cdf", QuantileMethod::kInvertedCdf},
      {"averaged_inverted_cdf", QuantileMethod::kAveragedInvertedCdf},
      {"closest_observation", QuantileMethod::kClosestObservation},
      {"interpolated_inverted_cdf", QuantileMethod::kInterpolatedInvertedCdf},
      {"hazen", QuantileMethod::kHazen},
      {"weibull", QuantileMethod::kWeibull},
      {"median_unbiased", QuantileMethod::kMedianUnbiased},
      {"normal_unbiased", QuantileMethod::kNormalUnbiased}};
  const auto found = methods.find(r.Text("method"));
  if (found == methods.end()) throw ValueError("no method " + r.Text("method"));
  return found->second;
}

AnyArray Quantile(const AnyArray& a, const Request& r) {
  std::vector<double> q;
  const bool listed = r.IsList("q");
  if (listed) {
    for (const Scalar& value : r.Values("q")) q.push_back(value.AsDouble());
  } else {
    q.push_back(r.Value("q").AsDouble());
  }
  return array_internal::Quantiles(
      a,
      {.q = q,
       .scale = Flag(r, "percent") ? 100.0 : 1.0,
       .listed = listed,
       .axes = r.OptionalShape("axis"),
       .keepdims = r.OptionalShape("axis") ? Kept(r) : KeepDims::kNo,
       .method = Method(r),
       .nans = Flag(r, "nan") ? NanPolicy::kLeaveOut : NanPolicy::kSpread},
      SourceLocation::Current());
}

AnyArray NanReduced(const AnyArray& a, const Request& r) {
  static const auto& reductions = *new std::map<std::string, NanReduction, std::less<>>{
      {"nansum", NanReduction::kSum},   {"nanprod", NanReduction::kProd},
      {"nanmin", NanReduction::kMin},   {"nanmax", NanReduction::kMax},
      {"nanmean", NanReduction::kMean}, {"nanvar", NanReduction::kVar},
      {"nanstd", NanReduction::kStd}};
  const std::optional<Dims> axes = r.OptionalShape("axis");
  const std::string f = r.Text("f");
  if (f == "nanargmin" || f == "nanargmax") {
    const bool least = f == "nanargmin";
    if (!axes) return Number(DType::kInt64, least ? nanargmin(a) : nanargmax(a));
    if (axes->size() != 1) throw ValueError("one axis");
    return least ? nanargmin(a, (*axes)[0], Kept(r)) : nanargmax(a, (*axes)[0], Kept(r));
  }
  const auto found = reductions.find(f);
  if (found == reductions.end()) throw ValueError("no reduction " + f);
  const NanReduction what = found->second;
  const int64_t ddof = r.Integer("ddof", 0);
  if (axes) {
    return array_internal::NanReduce(what, a, *axes, Kept(r), ddof, SourceLocation::Current());
  }
  return NumberOf(array_internal::NanReducedDType(what, a.dtype()), [&](void* to) {
    array_internal::NanReduceTo(to, what, a, ddof, SourceLocation::Current());
  });
}

AnyArray NanScan(const AnyArray& a, const Request& r) {
  const std::optional<int64_t> axis = r.OptionalInteger("axis");
  return r.Text("f") == "nancumprod" ? nancumprod(a, axis) : nancumsum(a, axis);
}

Results HistogramOf(const LiveArrays& arrays, const Request& r) {
  HistogramOptions options;
  options.density = Density{Flag(r, "density")};
  if (r.OptionalText("c")) options.weights = &ArrayOf(arrays, r, "c");
  if (r.OptionalValue("low")) {
    options.range = {r.Value("low").AsDouble(), r.Value("high").AsDouble()};
  }
  const AnyArray& a = ArrayOf(arrays, r, "a");
  const Histogram result = r.OptionalText("b") ? histogram(a, ArrayOf(arrays, r, "b"), options)
                                               : histogram(a, r.Integer("bins"), options);
  const std::vector<std::string> names = r.Texts("outs");
  if (names.size() != 2) throw ValueError("a histogram has two results");
  return {{names[0], result.counts}, {names[1], result.edges}};
}

Results Bincount(const LiveArrays& arrays, const Request& r) {
  BincountOptions options{.weights = nullptr, .min_length = r.Integer("length", 0)};
  if (r.OptionalText("b")) options.weights = &ArrayOf(arrays, r, "b");
  return Single(r, bincount(ArrayOf(arrays, r, "a"), options));
}

Results Digitize(const LiveArrays& arrays, const Request& r) {
  return Single(
      r, digitize(ArrayOf(arrays, r, "a"), ArrayOf(arrays, r, "b"), ClosedSide{Flag(r, "right")}));
}

// n = 0 gives the array itself, which a name of its own shows as the same array.
AnyArray Diff(const AnyArray& a, const Request& r) {
  return diff(a, r.Integer("n"), r.Integer("axis"));
}

AnyArray Ptp(const AnyArray& a, const Request& r) {
  const std::optional<Dims> axes = r.OptionalShape("axis");
  if (axes) return ptp(a, *axes, Kept(r));
  return NumberOf(a.dtype(),
                  [&](void* to) { array_internal::PtpTo(to, a, SourceLocation::Current()); });
}

Results Interp(const LiveArrays& arrays, const Request& r) {
  return Single(r, interp(ArrayOf(arrays, r, "a"), ArrayOf(arrays, r, "b"), ArrayOf(arrays, r, "c"),
                          {.left = OptionalDouble(r, "left"),
                           .right = OptionalDouble(r, "right"),
                           .period = OptionalDouble(r, "period")}));
}

Results SetOf(const LiveArrays& arrays, const Request& r) {
  const AnyArray& a = ArrayOf(arrays, r, "a");
  const AnyArray& b = ArrayOf(arrays, r, "b");
  const std::string f = r.Text("f");
  if (f == "isin") return Single(r, isin(a, b, Invert{Flag(r, "invert")}));
  if (f == "union1d") return Single(r, union1d(a, b));
  if (f == "intersect1d") return Single(r, intersect1d(a, b));
  if (f == "setdiff1d") return Single(r, setdiff1d(a, b));
  throw ValueError("no set " + f);
}

Results UniqueParts(const LiveArrays& arrays, const Request& r) {
  const UniqueAll all = unique_all(ArrayOf(arrays, r, "a"));
  const std::vector<std::string> names = r.Texts("outs");
  if (names.size() != 4) throw ValueError("there are four results");
  return {{names[0], all.values},
          {names[1], all.indices},
          {names[2], all.inverse},
          {names[3], all.counts}};
}

// Both sides sorted: what is determined of a partition.
AnyArray BothSidesSorted(const AnyArray& parts, int64_t kth, int64_t axis) {
  const auto along = static_cast<int>(axis < 0 ? axis + parts.ndim() : axis);
  const int64_t place = kth < 0 ? kth + parts.extent(axis) : kth;
  const auto part = [&](int64_t first, int64_t last) {
    std::vector<IndexItem> index(static_cast<size_t>(along), IndexItem(Slice()));
    index.emplace_back(Slice(first, last));
    return sort(basic_index(parts, Index(index)), axis);
  };
  const std::vector<AnyArray> sides = {part(0, place), part(place, place + 1),
                                       part(place + 1, parts.extent(axis))};
  return concatenate(sides, axis);
}

AnyArray Partition(const AnyArray& a, const Request& r) {
  const std::optional<int64_t> axis = r.OptionalInteger("axis");
  const int64_t kth = r.Integer("kth");
  if (!Flag(r, "arg")) return BothSidesSorted(partition(a, kth, axis), kth, axis.value_or(0));
  const AnyArray positions = argpartition(a, kth, axis);
  const AnyArray parts = axis ? take_along_axis(a, positions, *axis) : take(a, positions);
  return BothSidesSorted(parts, kth, axis.value_or(0));
}

Results TakeAlong(const LiveArrays& arrays, const Request& r) {
  return Single(
      r, take_along_axis(ArrayOf(arrays, r, "a"), ArrayOf(arrays, r, "b"), r.Integer("axis")));
}

Results PutAlong(const LiveArrays& arrays, const Request& r) {
  const AnyArray& a = ArrayOf(arrays, r, "a");
  const AnyArray& positions = ArrayOf(arrays, r, "b");
  if (r.OptionalText("c")) {
    put_along_axis(a, positions, ArrayOf(arrays, r, "c"), r.Integer("axis"));
  } else {
    put_along_axis(a, positions, r.Value("value"), r.Integer("axis"));
  }
  return {};
}

AnyArray PlaceOfValue(const AnyArray& a, const Request& r) {
  return Number(DType::kInt64, searchsorted(a, r.Value("value"), Side{Flag(r, "right")}));
}

}  // namespace

void AddStatisticsOperations(OperationTable& table) {
  table["isclose"] = IsClose;
  table["allclose"] = AllClose;
  table["array_equal"] = ArrayEqual;
  table["count_nonzero"] = OnArray(CountNonzero);
  table["average"] = Average;
  table["median"] = OnArray(Median);
  table["quantile"] = OnArray(Quantile);
  table["nan_reduce"] = OnArray(NanReduced);
  table["nan_scan"] = OnArray(NanScan);
  table["histogram"] = HistogramOf;
  table["bincount"] = Bincount;
  table["digitize"] = Digitize;
  table["diff"] = OnArray(Diff);
  table["ptp"] = OnArray(Ptp);
  table["interp"] = Interp;
  table["set"] = SetOf;
  table["unique_all"] = UniqueParts;
  table["partition"] = OnArray(Partition);
  table["take_along_axis"] = TakeAlong;
  table["put_along_axis"] = PutAlong;
  table["flatnonzero"] = OnArray([](const AnyArray& a, const Request&) { return flatnonzero(a); });
  table["argwhere"] = OnArray([](const AnyArray& a, const Request&) { return argwhere(a); });
  table["place_of_value"] = OnArray(PlaceOfValue);
}

}  // namespace tidemark::oracle
