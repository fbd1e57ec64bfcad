#include <limits>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/indexing/slices_internal.h"
#include "tidemark/array/ops/lines_internal.h"
#include "tidemark/array/statistics/quantile.h"

namespace tidemark {
namespace array_internal {
namespace {

// The mean of the middle elements of a line of T, which is put in another order.
template <class T>
class MedianOf {
 public:
  using Mean = CppTypeT<DivideDType(kDTypeOf<T>)>;

  explicit MedianOf(NanPolicy nans)
      : nans_(nans),
        partition_(kernels::FindPartition(kDTypeOf<T>)),
        largest_(kernels::FindArgMax(kDTypeOf<T>)) {}

  Mean operator()(std::byte* line, int64_t n) const {
    if (nans_ == NanPolicy::kLeaveOut) {
      const int64_t kept = DropNans(line, n, kDTypeOf<T>);
      if (kept == 0) return n == 0 ? OfNothing() : Mean(std::numeric_limits<double>::quiet_NaN());
      n = kept;
    } else if (ContainsNan(line, n, kDTypeOf<T>)) {
      return At(line, n, n - 1);  // sorted last
    }
    if (n == 0) return OfNothing();
    const int64_t middle = n / 2;
    const Mean upper = At(line, n, middle);
    if (n % 2 == 1) return upper;
    // What sorts before the middle is left of it now; there is no NaN among it.
    const int64_t largest = largest_(line, sizeof(T), middle);
    return (ElementAt(line, largest) + upper) / Mean(2);
  }

 private:
  static Mean OfNothing() {
    constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
    if constexpr (kIsComplexElement<Mean>) return Mean(kNan, kNan);
    return Mean(kNan);
  }

  // The element that belongs at `kth`.
  Mean At(std::byte* line, int64_t n, int64_t kth) const {
    partition_(line, n, kth);
    return ElementAt(line, kth);
  }
  static Mean ElementAt(const std::byte* line, int64_t position) {
    return Mean(LoadElement<T>(line + position * static_cast<int64_t>(sizeof(T))));
  }

  NanPolicy nans_;
  kernels::PartitionLoop partition_;
  kernels::ArgLoop largest_;
};

AnyArray MedianAlong(const AnyArray& a, const Axes& axes, KeepDims keepdims, NanPolicy nans,
                     const char* op, SourceLocation site) {
  const View& view = a.view();
  const Slices slices(view, axes.dims());
  const DType dtype = DivideDType(view.dtype);
  CheckedSize(slices.ResultShape(keepdims), ItemSize(dtype));
  const Dims strides = slices.KeptOrderStrides(ItemSize(dtype), keepdims);
  AnyArray result = AnyArray::Own(NewOwner({.dtype = dtype,
                                            .shape = slices.ResultShape(keepdims),
                                            .strides = strides,
                                            .op = op,
                                            .site = site}));
  if (result.size() != 0) {
    Scratch line(view.dtype, slices.count(), op, site);
    const Dims inner = slices.KeptOrderStrides(ItemSize(dtype), KeepDims::kNo);
    WithElementType(view.dtype, [&]<class T>() {
      const MedianOf<T> median_of(nans);
      slices.ForEach(result.view().data, inner, [&](const std::byte* slice, std::byte* to) {
        slices.Gather(slice, line.data());
        StoreElement(to, median_of(line.data(), slices.count()));
      });
    });
  }
  NoteOp(op, {&view}, &result.view(), site);
  return result;
}

double MedianNumber(const AnyArray& a, NanPolicy nans, const char* op, SourceLocation site) {
  if (IsComplexType(a.dtype())) {
    ThrowDTypeError(absl::StrCat(op, ": of complex numbers it is no double; give the axes"));
  }
  if (a.dtype() == DType::kFloat32) {
    float result = 0;
    MedianTo(&result, a, nans, op, site);
    return static_cast<double>(result);
  }
  double result = 0;
  MedianTo(&result, a, nans, op, site);
  return result;
}

}  // namespace

void MedianTo(void* result, const AnyArray& a, NanPolicy nans, const char* op,
              SourceLocation site) {
  const View& view = a.view();
  Scratch line(view.dtype, view.size, op, site);
  GatherAll(view, view.dtype, line.data());
  WithElementType(view.dtype, [&]<class T>() {
    StoreElement(static_cast<std::byte*>(result), MedianOf<T>(nans)(line.data(), view.size));
  });
  NoteOp(op, {&view}, nullptr, site);
}

}  // namespace array_internal

using array_internal::MedianAlong;
using array_internal::MedianNumber;
using array_internal::NanPolicy;

double median(const AnyArray& a, SourceLocation site) {
  return MedianNumber(a, NanPolicy::kSpread, "median", site);
}

AnyArray median(const AnyArray& a, const Axes& axes, KeepDims keepdims, SourceLocation site) {
  return MedianAlong(a, axes, keepdims, NanPolicy::kSpread, "median", site);
}

double nanmedian(const AnyArray& a, SourceLocation site) {
  return MedianNumber(a, NanPolicy::kLeaveOut, "nanmedian", site);
}

AnyArray nanmedian(const AnyArray& a, const Axes& axes, KeepDims keepdims, SourceLocation site) {
  return MedianAlong(a, axes, keepdims, NanPolicy::kLeaveOut, "nanmedian", site);
}

}  // namespace tidemark
