#include "tidemark/base/bytes.h"

#include <array>
#include <cstddef>

#include "absl/strings/str_cat.h"

namespace tidemark {

std::string ByteCount::ToString() const {
  static constexpr std::array<const char*, 5> kNames = {"B", "KiB", "MiB", "GiB", "TiB"};
  size_t unit = 0;
  int64_t factor = 1;
  while (unit + 1 < kNames.size() && value_ / factor >= 1024) {
    factor <<= 10;
    ++unit;
  }
  const int64_t whole = value_ / factor;
  const int decimals = unit == 0 || whole >= 100 ? 0 : (whole >= 10 ? 1 : 2);
  // Cut off, not rounded: a figure must not look as if it reached a limit that it does not.
  const int64_t step = decimals == 0 ? 1 : (decimals == 1 ? 10 : 100);
  const auto fraction =
      static_cast<int64_t>(static_cast<__int128>(value_ % factor) * step / factor);
  std::string number = absl::StrCat(whole);
  if (fraction != 0) {
    std::string digits = absl::StrCat(fraction);
    digits.insert(0, static_cast<size_t>(decimals) - digits.size(), '0');
    while (digits.back() == '0') digits.pop_back();
    absl::StrAppend(&number, ".", digits);
  }
  return absl::StrCat(number, " ", kNames[unit]);
}

std::string ByteCount::ToExactString() const { return absl::StrCat(value_, " B"); }

}  // namespace tidemark
