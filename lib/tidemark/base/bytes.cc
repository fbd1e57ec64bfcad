#include "tidemark/base/bytes.h"

#include <array>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace tidemark {
namespace {

struct Unit {
  absl::string_view name;
  int64_t factor;
};

constexpr std::array<Unit, 10> kUnits = {{{"", 1},
                                          {"B", 1},
                                          {"KiB", int64_t{1} << 10},
                                          {"MiB", int64_t{1} << 20},
                                          {"GiB", int64_t{1} << 30},
                                          {"TiB", int64_t{1} << 40},
                                          {"KB", 1'000},
                                          {"MB", 1'000'000},
                                          {"GB", 1'000'000'000},
                                          {"TB", 1'000'000'000'000}}};

absl::Status Bad(absl::string_view text, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("'", text, "' is not a number of bytes: ", why,
                                                 " (write for example 1500, 64MiB or 1.5GB)"));
}

const Unit* FindUnit(absl::string_view name) {
  for (const Unit& unit : kUnits) {
    if (absl::EqualsIgnoreCase(unit.name, name)) return &unit;
  }
  return nullptr;
}

}  // namespace

absl::StatusOr<ByteCount> ByteCount::Parse(absl::string_view text) {
  const absl::string_view trimmed = absl::StripAsciiWhitespace(text);
  size_t end = 0;
  int64_t digits = 0;         // the number without its point
  int64_t fraction_base = 1;  // 10 to the number of digits behind the point
  size_t digit_count = 0;
  bool seen_point = false;
  for (; end < trimmed.size(); ++end) {
    const char c = trimmed[end];
    if (c == '.' && !seen_point) {
      seen_point = true;
      continue;
    }
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) break;
    if (__builtin_mul_overflow(digits, 10, &digits) ||
        __builtin_add_overflow(digits, c - '0', &digits) ||
        (seen_point && __builtin_mul_overflow(fraction_base, 10, &fraction_base))) {
      return Bad(text, "the number is too large");
    }
    ++digit_count;
  }
  if (digit_count == 0) return Bad(text, "it does not start with a number");
  const absl::string_view name = absl::StripAsciiWhitespace(trimmed.substr(end));
  const Unit* unit = FindUnit(name);
  if (unit == nullptr) return Bad(text, absl::StrCat("unknown unit '", name, "'"));
  const __int128 scaled = static_cast<__int128>(digits) * unit->factor;
  if (scaled % fraction_base != 0) return Bad(text, "it is not a whole number of bytes");
  const __int128 value = scaled / fraction_base;
  if (value > kMaxValue) return Bad(text, "the number is too large");
  return ByteCount(static_cast<int64_t>(value));
}

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
