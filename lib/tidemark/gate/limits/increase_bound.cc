#include "tidemark/gate/limits/increase_bound.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tidemark/base/bytes.h"

namespace tidemark::gate {

int64_t AllowedIncrease(const IncreaseBound& bound, int64_t before) {
  std::optional<int64_t> allowed = bound.amount;
  if (bound.percent.has_value()) {
    constexpr double kMost = 9.2e18;
    const double part = static_cast<double>(std::max<int64_t>(before, 0)) * *bound.percent / 100;
    const auto whole = static_cast<int64_t>(std::min(std::floor(part), kMost));
    allowed = std::min(allowed.value_or(whole), whole);
  }
  return allowed.value_or(0);
}

std::string IncreaseText(const IncreaseBound& bound) {
  std::vector<std::string> parts;
  if (bound.percent.has_value()) {
    parts.push_back(absl::StrCat("<= baseline + ", *bound.percent, "%"));
  }
  if (bound.amount.has_value()) {
    parts.push_back(absl::StrCat("<= baseline + ", bound.metric->unit == MetricUnit::kBytes
                                                       ? ByteCount(*bound.amount).ToString()
                                                       : absl::StrCat(*bound.amount)));
  }
  if (parts.empty()) return "";
  return absl::StrCat(bound.metric->name, " ", absl::StrJoin(parts, ", "));
}

}  // namespace tidemark::gate
