#include "tidemark/testing/array_mismatch.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <span>

#include "absl/strings/str_cat.h"
#include "tidemark/array/indexing/copy.h"
#include "tidemark/array/indexing/indexing.h"
#include "tidemark/array/indexing/reshape.h"
#include "tidemark/array/io/print.h"

namespace tidemark::array_internal {
namespace {

bool IsNanNumber(const std::complex<double>& x) {
  return std::isnan(x.real()) || std::isnan(x.imag());
}

bool Matches(const std::complex<double>& x, const std::complex<double>& y,
             const std::optional<ArrayTolerance>& tolerance) {
  if (x == y || (IsNanNumber(x) && IsNanNumber(y))) return true;
  if (!tolerance || IsNanNumber(x) || IsNanNumber(y) || std::isinf(std::abs(y))) return false;
  return std::abs(x - y) <= tolerance->absolute + tolerance->relative * std::abs(y);
}

// "[1, 0]" of the i-th element in C order.
std::string PlaceText(int64_t i, std::span<const int64_t> shape) {
  std::string text;
  for (size_t k = shape.size(); k-- > 0;) {
    text = absl::StrCat(i % shape[k], text.empty() ? "" : ", ", text);
    i /= shape[k];
  }
  return absl::StrCat("[", text, "]");
}

// The elements as numbers that hold every value of their kind: 64-bit integers beside doubles.
template <class T>
const T* Elements(const AnyArray& array) {
  return reinterpret_cast<const T*>(array.data());
}

bool IsIntegral(DType dtype) { return dtype <= DType::kUInt64; }

template <class Equal>
std::string FirstMismatch(const AnyArray& actual, const AnyArray& expected, Equal&& equal) {
  int64_t mismatches = 0;
  int64_t first = -1;
  for (int64_t i = 0; i < actual.size(); ++i) {
    if (equal(i)) continue;
    if (first < 0) first = i;
    ++mismatches;
  }
  if (first < 0) return "";
  const auto one = [&](const AnyArray& array) {
    return to_string(basic_index(reshape(array, Dims(array.size())), {first}));
  };
  return absl::StrCat("whose element ", PlaceText(first, actual.shape()), " is ", one(actual),
                      ", not ", one(expected), "; ", mismatches, " of ", actual.size(),
                      " elements differ");
}

}  // namespace

std::string Mismatch(const AnyArray& actual, const AnyArray& expected,
                     const std::optional<ArrayTolerance>& tolerance) {
  if (!actual.has_value() || !expected.has_value()) {
    return actual.has_value() == expected.has_value() ? "" : "of which one is an empty handle";
  }
  if (!std::ranges::equal(actual.shape(), expected.shape())) {
    return absl::StrCat("whose shape is ", ShapeText(actual.shape()), ", not ",
                        ShapeText(expected.shape()));
  }
  const DType common = ResultType(actual.dtype(), expected.dtype());
  if (!tolerance && IsIntegral(common)) {
    // Exactly, also where a double could not tell two integers apart.
    const DType wide = common == DType::kUInt64 ? common : DType::kInt64;
    const AnyArray x = copy(astype(actual, wide));
    const AnyArray y = copy(astype(expected, wide));
    return FirstMismatch(actual, expected, [&](int64_t i) {
      return Elements<int64_t>(x)[i] == Elements<int64_t>(y)[i];
    });
  }
  const AnyArray x = copy(astype(actual, DType::kComplex128));
  const AnyArray y = copy(astype(expected, DType::kComplex128));
  return FirstMismatch(actual, expected, [&](int64_t i) {
    return Matches(Elements<std::complex<double>>(x)[i], Elements<std::complex<double>>(y)[i],
                   tolerance);
  });
}

std::string Described(const AnyArray& expected) {
  return expected.has_value() ? repr(expected) : "an empty handle";
}

}  // namespace tidemark::array_internal
