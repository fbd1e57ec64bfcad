#include "tidemark/array/random/random.h"

#include <cmath>
#include <cstring>
#include <numbers>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/core/local_view_internal.h"
#include "tidemark/array/indexing/assign_internal.h"

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

// `count` pieces of rows, moved from place to place; a row of one element is the common one.
class Rows {
 public:
  explicit Rows(const View& view)
      : shape_(view.shape()),
        strides_(view.strides()),
        step_(view.strides()[0]),
        dtype_(view.dtype),
        item_(view.item_size) {
    shape_.erase(0);
    strides_.erase(0);
    size_ = array_internal::CheckedSize(shape_, 1);
  }
  int64_t size() const { return size_; }  // elements
  int64_t bytes() const { return size_ * item_; }
  int64_t step() const { return step_; }
  Dims packed() const { return array_internal::CStrides(shape_, item_); }
  const Dims& shape() const { return shape_; }
  const Dims& strides() const { return strides_; }

  void Move(std::byte* to, const Dims& to_strides, std::byte* from,
            const Dims& from_strides) const {
    if (size_ == 1) {
      std::memcpy(to, from, static_cast<size_t>(item_));
      return;
    }
    array_internal::MoveElements(shape_, {to, to_strides.data()}, dtype_,
                                 {from, from_strides.data()}, dtype_);
  }

 private:
  Dims shape_;
  Dims strides_;
  int64_t step_;
  DType dtype_;
  int64_t item_;
  int64_t size_ = 0;
};

// Fisher and Yates' shuffle, from the end on, as NumPy walks.
template <class Swap>
void Shuffle(PhiloxStream& stream, int64_t count, Swap swap) {
  for (int64_t i = count - 1; i > 0; --i) {
    const auto j = static_cast<int64_t>(stream.NextUpToByMask(static_cast<uint64_t>(i)));
    if (i != j) swap(i, j);
  }
}

void ShuffleRows(PhiloxStream& stream, const View& view) {
  const Rows rows(view);
  const Dims packed = rows.packed();
  std::vector<std::byte> kept(static_cast<size_t>(rows.bytes()));
  Shuffle(stream, view.dims[0], [&](int64_t i, int64_t j) {
    if (rows.size() == 0) return;
    std::byte* const first = view.data + i * rows.step();
    std::byte* const second = view.data + j * rows.step();
    rows.Move(kept.data(), packed, second, rows.strides());
    rows.Move(second, rows.strides(), first, rows.strides());
    rows.Move(first, rows.strides(), kept.data(), packed);
  });
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
  // Laid out as a selection of rows is: these one after the other, each in order 'K'.
  const View& view = a.view();
  const Rows rows(view);
  const array_internal::LocalView row(view, view.data, rows.shape(), rows.strides());
  Dims strides = array_internal::LikeStrides(row.view(), view.item_size);
  strides.insert(0, rows.bytes());
  AnyArray result = AnyArray::Own(NewOwner({.dtype = view.dtype,
                                            .shape = view.shape(),
                                            .strides = strides,
                                            .op = "permutation",
                                            .site = site}));
  array_internal::FillNew(result.view(), view);
  ShuffleRows(stream_, result.view());
  if (result.size() != 0) {
    array_internal::NoteCopy(view, result.view(), result.nbytes(), CopyReason::kGather,
                             "permutation", site);
  }
  array_internal::NoteOp("permutation", {&view}, &result.view(), site);
  return result;
}

void AnyGenerator::shuffle(const AnyArray& a, SourceLocation site) {
  const View& view = a.view();
  if (view.ndim == 0) array_internal::ThrowShapeError("shuffle: an array of no axes has no rows");
  if (!view.writable) array_internal::ThrowReadOnlyError("shuffle");
  ShuffleRows(stream_, view);
  if (view.size != 0) array_internal::NoteWrite(view, site);
}

AnyArray AnyGenerator::choice(const AnyArray& a, const Dims& shape, SourceLocation site) {
  const bool none = array_internal::CheckedSize(shape, a.itemsize()) == 0;
  if (a.ndim() == 0 || (a.extent(0) == 0 && !none)) {
    ThrowValueError("choice: there is nothing to choose from");
  }
  const View& view = a.view();
  const Rows rows(view);
  Dims all = shape;
  for (const int64_t extent : rows.shape()) all.push_back(extent);
  AnyArray result = NewNumbers(view.dtype, all, "choice", site);
  const int64_t count = array_internal::CheckedSize(shape, 1);
  const Dims packed = rows.packed();
  for (int64_t i = 0; i < count; ++i) {
    const auto chosen =
        static_cast<int64_t>(stream_.NextUpTo(static_cast<uint64_t>(view.dims[0]) - 1));
    if (rows.size() == 0) continue;
    rows.Move(result.view().data + i * rows.bytes(), packed, view.data + chosen * rows.step(),
              rows.strides());
  }
  if (result.size() != 0) {
    array_internal::NoteCopy(view, result.view(), result.nbytes(), CopyReason::kGather, "choice",
                             site);
  }
  array_internal::NoteOp("choice", {&view}, &result.view(), site);
  return result;
}

}  // namespace tidemark::random
