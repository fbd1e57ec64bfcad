#include "tidemark/gate/growth/slope_metric.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tidemark/base/nearest.h"
#include "tidemark/base/parse_bytes.h"
#include "tidemark/gate/growth/run_size.h"

namespace tidemark::gate {
namespace {

constexpr absl::string_view kSlopeForm = "expected slope(METRIC, NAME), as slope(peak_bytes, n)";

absl::Status BadSlope(absl::string_view text, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("'", text, "': ", why));
}

// What stands after the first parenthesis.
bool TakeArguments(absl::string_view text, absl::string_view* arguments) {
  *arguments = absl::StripAsciiWhitespace(text);
  if (!absl::ConsumePrefix(arguments, "slope")) return false;
  *arguments = absl::StripLeadingAsciiWhitespace(*arguments);
  return absl::ConsumePrefix(arguments, "(");
}

}  // namespace

bool IsSlope(absl::string_view text) {
  absl::string_view arguments;
  return TakeArguments(text, &arguments);
}

absl::StatusOr<SlopeMetric> ParseSlope(absl::string_view text) {
  absl::string_view arguments;
  if (!TakeArguments(text, &arguments) || !absl::ConsumeSuffix(&arguments, ")")) {
    return BadSlope(text, kSlopeForm);
  }
  const size_t comma = arguments.find(',');
  if (comma == absl::string_view::npos) {
    return BadSlope(text, absl::StrCat("the name of the size is missing; ", kSlopeForm));
  }
  const absl::string_view name = absl::StripAsciiWhitespace(arguments.substr(0, comma));
  const absl::string_view by = absl::StripAsciiWhitespace(arguments.substr(comma + 1));
  SlopeMetric slope = {.metric = FindMetric(name), .by = std::string(by)};
  if (slope.metric == nullptr) {
    return BadSlope(text, absl::StrCat("unknown metric '", name, "'",
                                       DidYouMean(name, MetricNames()), "; ", kSlopeForm));
  }
  if (!IsSizeName(by)) {
    return BadSlope(text, absl::StrCat("found '", by,
                                       "' for the name of the size, expected a parameter's name, "
                                       "as n, or ",
                                       kByFile, " or ", kByLargestArray));
  }
  return slope;
}

std::string SlopeName(const SlopeMetric& slope) {
  return absl::StrCat("slope(", slope.metric->name, ", ", slope.by, ")");
}

absl::StatusOr<double> ParseSlopeValue(const Metric& metric, absl::string_view text) {
  const absl::string_view whole = absl::StripAsciiWhitespace(text);
  const size_t end = std::min(whole.find_first_not_of("0123456789."), whole.size());
  const absl::string_view unit = absl::StripAsciiWhitespace(whole.substr(end));
  double number = 0;
  if (end == 0 || !absl::SimpleAtod(whole.substr(0, end), &number) || !std::isfinite(number)) {
    return BadSlope(text, "expected a number that is not negative, as 24 or 24.5");
  }
  if (unit.empty()) return number;
  if (metric.unit == MetricUnit::kCount) {
    return BadSlope(text, absl::StrCat(metric.name, " counts, so its slope has no unit"));
  }
  const absl::StatusOr<ByteCount> one = ParseByteCount(absl::StrCat("1 ", unit));
  if (!one.ok()) return BadSlope(text, one.status().message());
  return number * static_cast<double>(one->value());
}

}  // namespace tidemark::gate
