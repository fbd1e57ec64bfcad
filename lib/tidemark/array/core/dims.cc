#include "tidemark/array/core/dims.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace tidemark::array_internal {

void ThrowPositionTooLarge(uint64_t position) {
  ThrowIndexError(absl::StrCat("index ", position, " is out of bounds: no axis is that long"));
}

void ThrowTooManyDims() { ThrowShapeError("an array has at most 32 dimensions"); }

void ThrowBeyondExtents(uint64_t value) {
  ThrowValueError(absl::StrCat(value, " is beyond every extent and position"));
}

void ThrowTooManyElements(const char* op) {
  ThrowValueError(absl::StrCat(op, ": array is too big"));
}

std::string ShapeText(std::span<const int64_t> shape) {
  return absl::StrCat("(", absl::StrJoin(shape, ","), shape.size() == 1 ? ",)" : ")");
}

int64_t CheckedSize(std::span<const int64_t> shape, int64_t item_size) {
  int64_t size = 1;
  int64_t bytes = item_size;
  for (const int64_t extent : shape) {
    if (extent < 0) {
      ThrowValueError(absl::StrCat("negative dimensions are not allowed: ", ShapeText(shape)));
    }
    if (extent != 0 && __builtin_mul_overflow(bytes, extent, &bytes)) {
      ThrowValueError(absl::StrCat("array is too big: shape ", ShapeText(shape), " of items of ",
                                   item_size, " bytes"));
    }
    size *= extent;
  }
  return size;
}

Dims CStrides(std::span<const int64_t> shape, int64_t item_size) {
  const int ndim = static_cast<int>(shape.size());
  Dims strides = Dims::Filled(ndim, item_size);
  int64_t stride = item_size;
  for (int i = ndim - 1; i >= 0; --i) {
    strides[i] = stride;
    const int64_t extent = shape[static_cast<size_t>(i)];
    if (extent != 0) stride = CheckedProduct(stride, extent, "strides");
  }
  return strides;
}

Dims FortranStrides(std::span<const int64_t> shape, int64_t item_size) {
  Dims strides;
  int64_t stride = item_size;
  for (const int64_t extent : shape) {
    strides.push_back(stride);
    if (extent != 0) stride = CheckedProduct(stride, extent, "strides");
  }
  return strides;
}

bool IsCContiguous(std::span<const int64_t> shape, std::span<const int64_t> strides,
                   int64_t item_size) noexcept {
  int64_t expected = item_size;
  bool contiguous = true;
  for (size_t i = shape.size(); i-- > 0;) {
    if (shape[i] == 0) return true;
    if (shape[i] == 1) continue;
    contiguous = contiguous && strides[i] == expected;
    expected *= shape[i];
  }
  return contiguous;
}

bool IsFortranContiguous(std::span<const int64_t> shape, std::span<const int64_t> strides,
                         int64_t item_size) noexcept {
  int64_t expected = item_size;
  bool contiguous = true;
  for (size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == 0) return true;
    if (shape[i] == 1) continue;
    contiguous = contiguous && strides[i] == expected;
    expected *= shape[i];
  }
  return contiguous;
}

int NormalizeAxis(int64_t axis, int ndim) {
  if (axis < -ndim || axis >= ndim) {
    ThrowShapeError(absl::StrCat("axis ", axis, " is out of bounds for array of dimension ", ndim));
  }
  return static_cast<int>(axis < 0 ? axis + ndim : axis);
}

Dims NormalizeAxes(std::span<const int64_t> axes, int ndim, const char* what) {
  Dims result;
  for (const int64_t axis : axes) {
    const int64_t normal = NormalizeAxis(axis, ndim);
    if (std::find(result.begin(), result.end(), normal) != result.end()) {
      ThrowValueError(absl::StrCat("repeated axis in ", what));
    }
    result.push_back(normal);
  }
  return result;
}

}  // namespace tidemark::array_internal
