#include "tidemark/analysis/model/weight.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

namespace tidemark::analysis {

void SampleScale::OnHead(const trace::TraceHead& head) {
  if (mean_ > 0 || head.capture_json.empty()) return;
  const auto capture = nlohmann::json::parse(std::string(head.capture_json), nullptr,
                                             /*allow_exceptions=*/false);
  if (!capture.is_object()) return;
  const auto found = capture.find("sample_bytes");
  if (found == capture.end() || !found->is_number_integer()) return;
  const auto mean = found->get<int64_t>();
  if (mean > 1) mean_ = mean;
}

Weight SampleScale::OfSample(int64_t bytes) const {
  // Of no bytes none can be hit; a trace that has such a sample all the same is taken at its word.
  if (bytes <= 0) return kOneWhole;
  const double chance = -std::expm1(-static_cast<double>(bytes) / static_cast<double>(mean_));
  const double weight = std::round(static_cast<double>(kOneWhole) / chance);
  return weight < static_cast<double>(kHeaviest) ? static_cast<Weight>(weight) : kHeaviest;
}

}  // namespace tidemark::analysis
