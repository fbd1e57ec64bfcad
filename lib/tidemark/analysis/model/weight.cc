#include "tidemark/analysis/model/weight.h"

#include <cmath>

#include "tidemark/analysis/model/capture.h"

namespace tidemark::analysis {

void SampleScale::OnHead(const trace::TraceHead& head) {
  if (mean_ > 0) return;
  const int64_t mean = ReadCapture(head.capture_json).sample_bytes;
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
