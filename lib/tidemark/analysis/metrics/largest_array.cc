#include "tidemark/analysis/metrics/largest_array.h"

#include <algorithm>
#include <variant>

#include "tidemark/analysis/model/layout.h"

namespace tidemark::analysis {
namespace {

// 0 where the trace does not tell, or tells what cannot be.
int64_t ElementsOf(const trace::Alloc& alloc) {
  if (!alloc.shape.has_value()) {
    const int64_t item = ItemBytes(alloc.dtype).value_or(0);
    return item > 0 ? std::max<int64_t>(alloc.bytes, 0) / item : 0;
  }
  int64_t elements = 1;
  for (const int64_t dim : *alloc.shape) {
    if (dim < 0 || __builtin_mul_overflow(elements, dim, &elements)) return 0;
  }
  return elements;
}

}  // namespace

void LargestArrayMeter::OnEvent(const trace::Event& event, const Moment& /*now*/) {
  const auto* const alloc = std::get_if<trace::Alloc>(&event.body);
  if (alloc != nullptr) most_ = std::max(most_, ElementsOf(*alloc));
}

}  // namespace tidemark::analysis
