#include "tidemark/base/parse_bytes.h"

#include <array>
#include <cstddef>
#include <cstdint>

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

absl::StatusOr<ByteCount> ParseByteCount(absl::string_view text) {
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
  if (value > ByteCount::kMaxValue) return Bad(text, "the number is too large");
  return ByteCount(static_cast<int64_t>(value));
}

}  // namespace tidemark
