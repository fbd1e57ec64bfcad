#include "tidemark/array/statistics/nan_reduce.h"

#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/ops/lines_internal.h"
#include "tidemark/array/ops/op_names.h"
#include "tidemark/array/ops/reduce_internal.h"

namespace tidemark {
namespace array_internal {
namespace {

const char* NanName(NanReduction what) {
  constexpr const char* kNames[] = {"nansum",  "nanprod", "nanmin", "nanmax",
                                    "nanmean", "nanvar",  "nanstd"};
  return kNames[static_cast<int>(what)];
}

// Where results go: strides through the shape of the reduced array, 0 along the axes that go.
struct Results {
  std::byte* data;
  Dims strides;
  int64_t count;  // of results, one after the other in memory

  // The same places in memory for items of another size.
  Dims StridesFor(int64_t from_item, int64_t to_item) const {
    Dims other = strides;
    for (int64_t& stride : other) stride = stride / from_item * to_item;
    return other;
  }
};

// results op= in, NaN counting as `instead`; in pieces on the stack, of T.
template <class T>
void FoldWithout(const Results& results, const View& in, ReduceOp op, T instead) {
  constexpr auto kItem = static_cast<int64_t>(sizeof(T));
  const kernels::ReduceLoop fold = kernels::FindReduce(op, in.dtype);
  const kernels::ReduceRowsLoop fold_rows = kernels::FindReduceRows(op, in.dtype);
  const LoopPlan plan(in.shape(),
                      {{results.data, results.strides.data()}, {in.data, in.strides().data()}});
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    alignas(kMaxItemSize) std::byte chunk[kChunk * kMaxItemSize];
    for (int64_t done = 0; done < n; done += kChunk) {
      const int64_t count = std::min(kChunk, n - done);
      const std::byte* from = data[1] + done * strides[1];
      for (int64_t i = 0; i < count; ++i) {
        const T value = LoadElement<T>(from + i * strides[1]);
        StoreElement(chunk + i * kItem, IsNanElement(value) ? instead : value);
      }
      if (strides[0] == 0) {
        fold(chunk, kItem, count, data[0]);
      } else {
        fold_rows(chunk, 0, 1, kItem, data[0] + done * strides[0], strides[0], count);
      }
    }
  });
}

// For complex numbers first the real parts; neither is NaN.
template <class T>
bool Precedes(const T& a, const T& b) {
  if constexpr (kIsComplexElement<T>) {
    return a.real() < b.real() || (a.real() == b.real() && a.imag() < b.imag());
  } else {
    return a < b;
  }
}

// The extreme of what is no NaN, beginning with NaN.
template <class T>
void FoldExtreme(const Results& results, const View& in, bool largest) {
  const auto fold = [largest](T best, const T& value) {
    if (IsNanElement(value)) return best;
    if (IsNanElement(best)) return value;
    return (largest ? Precedes(best, value) : Precedes(value, best)) ? value : best;
  };
  const kernels::ReduceLoop plain_fold =
      kernels::FindReduce(largest ? ReduceOp::kMax : ReduceOp::kMin, in.dtype);
  const T nan(std::numeric_limits<float>::quiet_NaN());
  for (int64_t i = 0; i < results.count; ++i) {
    StoreElement(results.data + i * static_cast<int64_t>(sizeof(T)), nan);
  }
  const LoopPlan plan(in.shape(),
                      {{results.data, results.strides.data()}, {in.data, in.strides().data()}});
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    if (strides[0] == 0) {
      T best = LoadElement<T>(data[0]);
      // The plain extreme is NaN where there is one; only then it matters which elements are not.
      T plain = LoadElement<T>(data[1]);
      plain_fold(data[1], strides[1], n, reinterpret_cast<std::byte*>(&plain));
      if (!IsNanElement(plain)) return StoreElement(data[0], fold(best, plain));
      for (int64_t i = 0; i < n; ++i) best = fold(best, LoadElement<T>(data[1] + i * strides[1]));
      return StoreElement(data[0], best);
    }
    for (int64_t i = 0; i < n; ++i) {
      std::byte* to = data[0] + i * strides[0];
      StoreElement(to, fold(LoadElement<T>(to), LoadElement<T>(data[1] + i * strides[1])));
    }
  });
}

// counts += 1 for each element that is no NaN.
template <class T>
void CountNumbers(std::byte* counts, const Dims& count_strides, const View& in) {
  const LoopPlan plan(in.shape(), {{counts, count_strides.data()}, {in.data, in.strides().data()}});
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    if (strides[0] == 0) {
      int64_t count = 0;
      for (int64_t i = 0; i < n; ++i) {
        count += static_cast<int64_t>(!IsNanElement(LoadElement<T>(data[1] + i * strides[1])));
      }
      return StoreElement(data[0], LoadElement<int64_t>(data[0]) + count);
    }
    for (int64_t i = 0; i < n; ++i) {
      std::byte* to = data[0] + i * strides[0];
      const bool number = !IsNanElement(LoadElement<T>(data[1] + i * strides[1]));
      StoreElement(to, LoadElement<int64_t>(to) + static_cast<int64_t>(number));
    }
  });
}

template <class T>
struct RealPart {
  using type = T;
};
template <class R>
struct RealPart<std::complex<R>> {
  using type = R;
};

// sums[...] += |in - mean|^2 for what is no NaN.
template <class T>
void FoldSquaresWithout(const Results& sums, const std::byte* means, const View& in) {
  using Real = typename RealPart<T>::type;
  constexpr auto kReal = static_cast<int64_t>(sizeof(Real));
  const kernels::ReduceLoop fold = kernels::FindReduce(ReduceOp::kSum, kDTypeOf<Real>);
  const kernels::ReduceRowsLoop fold_rows = kernels::FindReduceRows(ReduceOp::kSum, kDTypeOf<Real>);
  const Dims mean_strides = sums.StridesFor(kReal, sizeof(T));
  const LoopPlan plan(in.shape(), {{sums.data, sums.strides.data()},
                                   {const_cast<std::byte*>(means), mean_strides.data()},
                                   {in.data, in.strides().data()}});
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    alignas(kMaxItemSize) std::byte chunk[kChunk * kMaxItemSize];
    for (int64_t done = 0; done < n; done += kChunk) {
      const int64_t count = std::min(kChunk, n - done);
      for (int64_t i = 0; i < count; ++i) {
        const T value = LoadElement<T>(data[2] + (done + i) * strides[2]);
        const T distance = value - LoadElement<T>(data[1] + (done + i) * strides[1]);
        Real square;
        if constexpr (kIsComplexElement<T>) {
          square = distance.real() * distance.real() + distance.imag() * distance.imag();
        } else {
          square = distance * distance;
        }
        StoreElement(chunk + i * kReal, IsNanElement(value) ? Real(0) : square);
      }
      if (strides[0] == 0) {
        fold(chunk, kReal, count, data[0]);
      } else {
        fold_rows(chunk, 0, 1, kReal, data[0] + done * strides[0], strides[0], count);
      }
    }
  });
}

// results[i] /= counts[i] - ddof, NaN where that is not positive.
template <class T>
void DivideByCounts(std::byte* results, const int64_t* counts, int64_t n, int64_t ddof) {
  constexpr auto kItem = static_cast<int64_t>(sizeof(T));
  for (int64_t i = 0; i < n; ++i) {
    const int64_t divisor = counts[i] - ddof;
    const T sum = LoadElement<T>(results + i * kItem);
    using Real = typename RealPart<T>::type;
    const auto by =
        divisor > 0 ? static_cast<Real>(divisor) : std::numeric_limits<Real>::quiet_NaN();
    StoreElement(results + i * kItem, sum / by);
  }
}

template <class T>
void FillMean(const Results& results, const View& in, const std::byte* counts) {
  std::fill_n(results.data, results.count * static_cast<int64_t>(sizeof(T)), std::byte{0});
  FoldWithout<T>(results, in, ReduceOp::kSum, T(0));
  DivideByCounts<T>(results.data, reinterpret_cast<const int64_t*>(counts), results.count, 0);
}

template <class T>
void FillSpread(const Results& results, const View& in, const std::byte* counts, NanReduction what,
                int64_t ddof, SourceLocation site) {
  using Real = typename RealPart<T>::type;
  constexpr auto kReal = static_cast<int64_t>(sizeof(Real));
  Scratch means(in.dtype, results.count, NanName(what), site);
  FillMean<T>({means.data(), results.StridesFor(kReal, sizeof(T)), results.count}, in, counts);
  std::fill_n(results.data, results.count * kReal, std::byte{0});
  FoldSquaresWithout<T>(results, means.data(), in);
  DivideByCounts<Real>(results.data, reinterpret_cast<const int64_t*>(counts), results.count, ddof);
  if (what != NanReduction::kStd) return;
  for (int64_t i = 0; i < results.count; ++i) {
    std::byte* at = results.data + i * kReal;
    StoreElement(at, std::sqrt(LoadElement<Real>(at)));
  }
}

// Of floating point and complex numbers.
template <class T>
void FillNanReduced(NanReduction what, const Results& results, const View& in, int64_t ddof,
                    SourceLocation site) {
  switch (what) {
    case NanReduction::kSum:
    case NanReduction::kProd: {
      const T start(what == NanReduction::kSum ? 0.F : 1.F);
      for (int64_t i = 0; i < results.count; ++i) {
        StoreElement(results.data + i * static_cast<int64_t>(sizeof(T)), start);
      }
      const ReduceOp op = what == NanReduction::kSum ? ReduceOp::kSum : ReduceOp::kProd;
      return FoldWithout<T>(results, in, op, start);
    }
    case NanReduction::kMin:
    case NanReduction::kMax:
      return FoldExtreme<T>(results, in, what == NanReduction::kMax);
    default:
      break;
  }
  Scratch counts(DType::kInt64, results.count, NanName(what), site);
  std::fill_n(counts.as<int64_t>(), results.count, int64_t{0});
  const int64_t item = ItemSize(NanReducedDType(what, in.dtype));
  CountNumbers<T>(counts.data(), results.StridesFor(item, 8), in);
  if (what == NanReduction::kMean) return FillMean<T>(results, in, counts.data());
  FillSpread<T>(results, in, counts.data(), what, ddof, site);
}

template <class Body>
void WithInexactType(DType dtype, Body&& body) {
  switch (dtype) {
    case DType::kFloat32:
      return body.template operator()<float>();
    case DType::kFloat64:
      return body.template operator()<double>();
    case DType::kComplex64:
      return body.template operator()<std::complex<float>>();
    default:
      return body.template operator()<std::complex<double>>();
  }
}

void CheckExtremeExists(NanReduction what, const View& view, int64_t count) {
  if ((what == NanReduction::kMin || what == NanReduction::kMax) && count == 0) {
    ThrowValueError(absl::StrCat(NanName(what), " of nothing: shape ", ShapeText(view.shape()),
                                 " has no elements along the axis"));
  }
}

// The plain reduction, for what has no NaN.
AnyArray PlainReduced(NanReduction what, const AnyArray& a, const ReduceOptions& options,
                      int64_t ddof, SourceLocation site) {
  switch (what) {
    case NanReduction::kSum:
      return reduce(ReduceOp::kSum, a, options, site);
    case NanReduction::kProd:
      return reduce(ReduceOp::kProd, a, options, site);
    case NanReduction::kMin:
      return reduce(ReduceOp::kMin, a, options, site);
    case NanReduction::kMax:
      return reduce(ReduceOp::kMax, a, options, site);
    case NanReduction::kMean:
      return mean(a, options, site);
    case NanReduction::kVar:
      return var(a, options, Ddof(ddof), site);
    default:
      return stddev(a, options, Ddof(ddof), site);
  }
}

void PlainTo(void* result, NanReduction what, const AnyArray& a, int64_t ddof,
             SourceLocation site) {
  constexpr ReduceOp kFolds[] = {ReduceOp::kSum, ReduceOp::kProd, ReduceOp::kMin, ReduceOp::kMax};
  if (what < NanReduction::kMean) return reduce_to(result, kFolds[static_cast<int>(what)], a, site);
  if (what == NanReduction::kMean) return mean_to(result, a, site);
  const AnyArray plain = PlainReduced(what, a, {}, ddof, site);
  std::memcpy(result, plain.view().data, static_cast<size_t>(plain.itemsize()));
}

}  // namespace

void NanReduceTo(void* result, NanReduction what, const AnyArray& a, int64_t ddof,
                 SourceLocation site) {
  const View& view = a.view();
  if (!HasNans(view.dtype)) return PlainTo(result, what, a, ddof, site);
  CheckExtremeExists(what, view, view.size);
  const Results results{static_cast<std::byte*>(result), Dims::Filled(view.ndim, 0), 1};
  WithInexactType(view.dtype,
                  [&]<class T>() { FillNanReduced<T>(what, results, view, ddof, site); });
  NoteOp(NanName(what), {&view}, nullptr, site);
}

double NanReduceToDouble(NanReduction what, const AnyArray& a, int64_t ddof, SourceLocation site) {
  const DType dtype = NanReducedDType(what, a.dtype());
  if (IsComplexType(dtype)) {
    ThrowDTypeError(
        absl::StrCat(NanName(what), ": of complex numbers it is no double; give the axes"));
  }
  alignas(kMaxItemSize) std::byte item[kMaxItemSize];
  NanReduceTo(item, what, a, ddof, site);
  double number = 0;
  kernels::FindCast(dtype, DType::kFloat64)(item, 0, reinterpret_cast<std::byte*>(&number), 8, 1);
  return number;
}

AnyArray NanReduce(NanReduction what, const AnyArray& a, const Axes& axes, KeepDims keepdims,
                   int64_t ddof, SourceLocation site) {
  const View& view = a.view();
  if (!HasNans(view.dtype)) {
    return PlainReduced(what, a, {.axes = axes.dims(), .keepdims = keepdims}, ddof, site);
  }
  const DType dtype = NanReducedDType(what, view.dtype);
  const bool extreme = what == NanReduction::kMin || what == NanReduction::kMax;
  const ReductionShape shape =
      extreme ? PlanReduction(view, axes.dims(), keepdims, ItemSize(dtype))
              : PlanReductionOfCopy(view, axes.dims(), keepdims, ItemSize(dtype));
  CheckExtremeExists(what, view, shape.count);
  AnyArray result = AnyArray::Own(NewOwner({.dtype = dtype,
                                            .shape = shape.result,
                                            .strides = shape.strides,
                                            .op = NanName(what),
                                            .site = site}));
  const Results results{result.view().data, StridesThrough(result.view(), view, shape, keepdims),
                        result.size()};
  WithInexactType(view.dtype,
                  [&]<class T>() { FillNanReduced<T>(what, results, view, ddof, site); });
  NoteOp(NanName(what), {&view}, &result.view(), site);
  return result;
}

}  // namespace array_internal
}  // namespace tidemark
