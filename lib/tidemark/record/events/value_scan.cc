#include "tidemark/record/events/value_scan.h"

#include <algorithm>
#include <type_traits>
#include <utility>

namespace tidemark::record {
namespace {

// Elements between two looks at whether the answer is known.
constexpr int64_t kBlock = 4096;

template <class T>
struct ValueRange {
  T min;
  T max;
};

// Memory of the program is read as it is, also where another thread writes to it.
template <class T>
[[gnu::no_sanitize("thread", "address")]] ValueRange<T> RangeOf(const T* values,
                                                                int64_t count) noexcept {
  ValueRange<T> range = {values[0], values[0]};
  for (int64_t i = 0; i < count; ++i) {
    range.min = std::min(range.min, values[i]);
    range.max = std::max(range.max, values[i]);
  }
  return range;
}

// Whether all are floats, or NaN.
[[gnu::no_sanitize("thread", "address")]] bool AreFloats(const double* values,
                                                         int64_t count) noexcept {
  for (int64_t i = 0; i < count;) {
    const int64_t end = std::min(count, i + kBlock);
    int64_t wide = 0;
    for (; i < end; ++i) {
      const double value = values[i];
      const double kept = static_cast<double>(static_cast<float>(value));
      wide += static_cast<int64_t>(!(kept == value) & (value == value));
    }
    if (wide != 0) return false;
  }
  return true;
}

template <class Narrow, class T>
bool Holds(ValueRange<T> range) {
  return std::in_range<Narrow>(range.min) && std::in_range<Narrow>(range.max);
}

template <class T>
const char* NarrowestOf(ValueRange<T> range) {
  if constexpr (std::is_signed_v<T>) {
    if (Holds<int8_t>(range)) return "i1";
  }
  if (Holds<uint8_t>(range)) return "u1";
  if constexpr (std::is_signed_v<T>) {
    if (Holds<int16_t>(range)) return "i2";
  }
  if (Holds<uint16_t>(range)) return "u2";
  if constexpr (std::is_signed_v<T>) {
    if (Holds<int32_t>(range)) return "i4";
  }
  if (Holds<uint32_t>(range)) return "u4";
  return std::is_signed_v<T> ? "i8" : "u8";
}

template <class T>
std::optional<ValueScan> ScanIntegers(const void* data, int64_t bytes) noexcept {
  const int64_t count = bytes / static_cast<int64_t>(sizeof(T));
  if (count == 0) return std::nullopt;
  const ValueRange<T> range = RangeOf(static_cast<const T*>(data), count);
  ValueScan scan{.fits = NarrowestOf(range), .min = {}, .max = {}};
  if (std::in_range<int64_t>(range.max)) {
    scan.min = static_cast<int64_t>(range.min);
    scan.max = static_cast<int64_t>(range.max);
  }
  return scan;
}

std::optional<ValueScan> ScanDoubles(const void* data, int64_t bytes, const char* narrow,
                                     const char* wide) noexcept {
  const int64_t count = bytes / static_cast<int64_t>(sizeof(double));
  if (count == 0) return std::nullopt;
  const bool fits = AreFloats(static_cast<const double*>(data), count);
  return ValueScan{.fits = fits ? narrow : wide, .min = {}, .max = {}};
}

}  // namespace

std::optional<ValueScan> ScanValues(const void* data, int64_t bytes,
                                    std::string_view dtype) noexcept {
  if (data == nullptr || bytes <= 0) return std::nullopt;
  if (dtype == "i2") return ScanIntegers<int16_t>(data, bytes);
  if (dtype == "u2") return ScanIntegers<uint16_t>(data, bytes);
  if (dtype == "i4") return ScanIntegers<int32_t>(data, bytes);
  if (dtype == "u4") return ScanIntegers<uint32_t>(data, bytes);
  if (dtype == "i8") return ScanIntegers<int64_t>(data, bytes);
  if (dtype == "u8") return ScanIntegers<uint64_t>(data, bytes);
  if (dtype == "f8") return ScanDoubles(data, bytes, "f4", "f8");
  if (dtype == "c16") return ScanDoubles(data, bytes, "c8", "c16");
  return std::nullopt;
}

}  // namespace tidemark::record
