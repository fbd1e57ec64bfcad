#include "tidemark/array/random/random.h"

#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/indexing/gather.h"

namespace tidemark::random {
namespace {

using array_internal::NewOwner;
using array_internal::ThrowValueError;
using array_internal::View;

AnyArray NewNumbers(DType dtype, const Dims& shape, const char* op, SourceLocation site) {
  return AnyArray::Own(NewOwner({.dtype = dtype, .shape = shape, .op = op, .site = site}));
}

// An array of float32 or float64, filled by next<float>() or next<double>() in C order.
template <class Next>
AnyArray FloatNumbers(DType dtype, const Dims& shape, const char* op, SourceLocation site,
                      Next next) {
  if (!array_internal::IsFloatType(dtype)) {
    array_internal::ThrowDTypeError(
        absl::StrCat(op, ": random numbers of ", DTypeName(dtype), " are not to be had"));
  }
  AnyArray result = NewNumbers(dtype, shape, op, site);
  const auto fill = [&]<class T>(std::type_identity<T> type) {
    auto* to = reinterpret_cast<T*>(result.view().data);
    for (int64_t i = 0; i < result.size(); ++i) to[i] = next(type);
  };
  if (dtype == DType::kFloat32) {
    fill(std::type_identity<float>());
  } else {
    fill(std::type_identity<double>());
  }
  return result;
}

// Fisher and Yates' shuffle, from the end on, as NumPy walks.
template <class Swap>
void Shuffle(PhiloxStream& stream, int64_t count, Swap swap) {
  for (int64_t i = count - 1; i > 0; --i) {
    const auto j = static_cast<int64_t>(stream.NextUpToByMask(static_cast<uint64_t>(i)));
    if (i != j) swap(i, j);
  }
}

}  // namespace

AnyArray AnyGenerator::random(DType dtype, const Dims& shape, SourceLocation site) {
  return FloatNumbers(dtype, shape, "random", site, [&]<class T>(std::type_identity<T>) {
    if constexpr (std::is_same_v<T, float>) {
      return stream_.NextFloat();
    } else {
      return stream_.NextDouble();
    }
  });
}

AnyArray AnyGenerator::uniform(DType dtype, const Dims& shape, double low, double high,
                               SourceLocation site) {
  const double range = high - low;
  if (!std::isfinite(range)) ThrowValueError("uniform: the range is not finite");
  if (range < 0) ThrowValueError("uniform: high is below low");
  return FloatNumbers(dtype, shape, "uniform", site, [&]<class T>(std::type_identity<T>) {
    return static_cast<T>(low + range * stream_.NextDouble());
  });
}

double AnyGenerator::NextNormal() {
  if (has_normal_) {
    has_normal_ = false;
    return normal_;
  }
  const double radius = std::sqrt(-2.0 * std::log(1.0 - stream_.NextDouble()));
  const double angle = 2.0 * std::numbers::pi * stream_.NextDouble();
  normal_ = radius * std::sin(angle);
  has_normal_ = true;
  return radius * std::cos(angle);
}

AnyArray AnyGenerator::normal(DType dtype, const Dims& shape, double mean, double deviation,
                              SourceLocation site) {
  if (!(deviation >= 0) || !std::isfinite(deviation) || !std::isfinite(mean)) {
    ThrowValueError("normal: a finite mean and a finite, non-negative deviation are needed");
  }
  return FloatNumbers(dtype, shape, "normal", site, [&]<class T>(std::type_identity<T>) {
    return static_cast<T>(mean + deviation * NextNormal());
  });
}

AnyArray AnyGenerator::integers(int64_t low, int64_t high, const Dims& shape, Endpoint endpoint,
                                SourceLocation site) {
  const bool open = endpoint == Endpoint::kExcluded;
  const bool none = array_internal::CheckedSize(shape, ItemSize(DType::kInt64)) == 0;
  if (!none && (open ? low >= high : low > high)) {
    ThrowValueError(absl::StrCat("integers: there is no number from ", low, " to ", high));
  }
  const uint64_t last =
      static_cast<uint64_t>(high) - static_cast<uint64_t>(low) - (open ? uint64_t{1} : 0);
  AnyArray result = NewNumbers(DType::kInt64, shape, "integers", site);
  auto* to = reinterpret_cast<int64_t*>(result.view().data);
  for (int64_t i = 0; i < result.size(); ++i) {
    to[i] = static_cast<int64_t>(static_cast<uint64_t>(low) + stream_.NextUpTo(last));
  }
  return result;
}

AnyArray AnyGenerator::permutation(Count n, SourceLocation site) {
  AnyArray result = NewNumbers(DType::kInt64, Dims(n.value()), "permutation", site);
  auto* numbers = reinterpret_cast<int64_t*>(result.view().data);
  for (int64_t i = 0; i < result.size(); ++i) numbers[i] = i;
  Shuffle(stream_, result.size(), [&](int64_t i, int64_t j) { std::swap(numbers[i], numbers[j]); });
  return result;
}

AnyArray AnyGenerator::permutation(const AnyArray& a, SourceLocation site) {
  if (a.ndim() == 0) {
    array_internal::ThrowShapeError("permutation: an array of no axes has no rows");
  }
  return take(a, permutation(Count(a.extent(0)), site), 0, site);
}

void AnyGenerator::shuffle(const AnyArray& a, SourceLocation site) {
  const View& view = a.view();
  if (view.ndim == 0) array_internal::ThrowShapeError("shuffle: an array of no axes has no rows");
  if (!view.writable) array_internal::ThrowReadOnlyError("shuffle");
  Dims row(view.shape());
  Dims strides(view.strides());
  const int64_t step = strides[0];
  row.erase(0);
  strides.erase(0);
  const Dims packed = array_internal::CStrides(row, view.item_size);
  const int64_t row_size = view.dims[0] == 0 ? 0 : view.size / view.dims[0];
  std::vector<std::byte> kept(static_cast<size_t>(row_size * view.item_size));
  const auto move = [&](std::byte* to, const Dims& to_strides, std::byte* from,
                        const Dims& from_strides) {
    array_internal::MoveElements(row, {to, to_strides.data()}, view.dtype,
                                 {from, from_strides.data()}, view.dtype);
  };
  Shuffle(stream_, view.dims[0], [&](int64_t i, int64_t j) {
    if (row_size == 0) return;
    std::byte* const first = view.data + i * step;
    std::byte* const second = view.data + j * step;
    move(kept.data(), packed, second, strides);
    move(second, strides, first, strides);
    move(first, strides, kept.data(), packed);
  });
  if (view.size != 0) array_internal::NoteWrite(view, site);
}

AnyArray AnyGenerator::choice(const AnyArray& a, const Dims& shape, SourceLocation site) {
  const bool none = array_internal::CheckedSize(shape, a.itemsize()) == 0;
  if (a.ndim() == 0 || (a.extent(0) == 0 && !none)) {
    ThrowValueError("choice: there is nothing to choose from");
  }
  return take(a, integers(0, a.extent(0), shape, Endpoint::kExcluded, site), 0, site);
}

}  // namespace tidemark::random
