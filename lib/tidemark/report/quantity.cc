#include "tidemark/report/quantity.h"

#include <array>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tidemark/base/bytes.h"

namespace tidemark::report {

std::string CountText(int64_t count) {
  std::string text = absl::StrCat(count);
  const size_t first = count < 0 ? 1 : 0;
  for (size_t i = text.size(); i > first + 3; i -= 3) text.insert(i - 3, 1, ',');
  return text;
}

std::string Counted(int64_t count, absl::string_view singular, absl::string_view plural) {
  return absl::StrCat(CountText(count), " ", count == 1 ? singular : plural);
}

std::string BytesText(int64_t bytes) {
  // INT64_MIN has no positive counterpart.
  if (bytes < 0) return absl::StrCat("-", ByteCount(-(bytes + 1)).ToString());
  return ByteCount(bytes).ToString();
}

std::string DurationText(int64_t nanoseconds) {
  struct Unit {
    const char* name;
    double factor;
  };
  static constexpr std::array<Unit, 3> kUnits = {{{"s", 1e9}, {"ms", 1e6}, {"us", 1e3}}};
  for (const Unit& unit : kUnits) {
    const double value = static_cast<double>(nanoseconds) / unit.factor;
    if (value < 0.9995) continue;  // what would print as 1000 of the smaller unit
    return value < 999.5 ? absl::StrFormat("%.3g %s", value, unit.name)
                         : absl::StrFormat("%.0f %s", value, unit.name);
  }
  return absl::StrCat(nanoseconds, " ns");
}

std::string ShareText(int64_t part, int64_t whole) {
  if (whole <= 0) return "";
  if (part > 0 && part < whole / 100) return "<1%";
  const double share = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  const int percent = static_cast<int>(std::lround(share));
  return absl::StrCat(percent == 100 && part < whole ? 99 : percent, "%");
}

}  // namespace tidemark::report
