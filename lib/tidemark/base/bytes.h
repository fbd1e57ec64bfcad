// A number of bytes as a type of its own, with checked arithmetic and printing.
//
// Produced by whoever measures or limits memory; consumed by reports, limits and budgets.
//
// Parsed by parse_bytes.h, so that public headers which only hold a ByteCount do without
// absl::StatusOr.
//
// Units: 1 KiB is 1024 B; KiB and up print.
// Errors: arithmetic that leaves [0, 2^63-1] yields nullopt.
// Threading: immutable values.
//
//   std::string text = (3_MiB).ToString();  // "3 MiB"
#ifndef TIDEMARK_BASE_BYTES_H_
#define TIDEMARK_BASE_BYTES_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace tidemark {

class ByteCount {
 public:
  static constexpr int64_t kMaxValue = INT64_MAX;

  constexpr ByteCount() = default;
  // `value` must not be negative.
  constexpr explicit ByteCount(int64_t value) : value_(value) {}

  constexpr int64_t value() const { return value_; }

  // nullopt where the result would be negative or above kMaxValue.
  constexpr std::optional<ByteCount> Plus(ByteCount other) const {
    int64_t sum = 0;
    if (__builtin_add_overflow(value_, other.value_, &sum)) return std::nullopt;
    return ByteCount(sum);
  }
  constexpr std::optional<ByteCount> Minus(ByteCount other) const {
    if (other.value_ > value_) return std::nullopt;
    return ByteCount(value_ - other.value_);
  }
  constexpr std::optional<ByteCount> Times(int64_t factor) const {
    int64_t product = 0;
    if (factor < 0 || __builtin_mul_overflow(value_, factor, &product)) return std::nullopt;
    return ByteCount(product);
  }

  // For people: "0 B", "999 B", "1.5 KiB", "64 MiB"; three significant digits, never rounded up to
  // a unit that it does not reach.
  std::string ToString() const;

  // For machines and messages about limits: exact, "67108864 B".
  std::string ToExactString() const;

  friend constexpr auto operator<=>(ByteCount, ByteCount) = default;

 private:
  int64_t value_ = 0;
};

namespace byte_literals {
// NOLINTBEGIN(google-runtime-int): the type that the language gives to literals
constexpr ByteCount operator""_B(unsigned long long n) {
  return ByteCount(static_cast<int64_t>(n));
}
constexpr ByteCount operator""_KiB(unsigned long long n) {
  return ByteCount(static_cast<int64_t>(n << 10));
}
constexpr ByteCount operator""_MiB(unsigned long long n) {
  return ByteCount(static_cast<int64_t>(n << 20));
}
constexpr ByteCount operator""_GiB(unsigned long long n) {
  return ByteCount(static_cast<int64_t>(n << 30));
}
// NOLINTEND(google-runtime-int)
}  // namespace byte_literals

}  // namespace tidemark

#endif  // TIDEMARK_BASE_BYTES_H_
