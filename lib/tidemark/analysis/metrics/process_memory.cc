#include "tidemark/analysis/metrics/process_memory.h"

#include <cstdint>
#include <variant>

namespace tidemark::analysis {

void ProcessMemoryMeter::OnEvent(const trace::Event& event, const Moment& now) {
  const auto* sample = std::get_if<trace::MemorySample>(&event.body);
  if (sample == nullptr) return;
  const int64_t samples = largest_.samples + 1;
  if (samples == 1 || sample->resident > largest_.resident_bytes) {
    largest_ = {.samples = 0,
                .t = now.t,
                .resident_bytes = sample->resident,
                .live_bytes = live_.live_bytes(),
                .file_bytes = sample->file.value_or(0),
                .swap_bytes = sample->swap.value_or(0),
                .kernel_bytes = sample->kernel.value_or(0)};
  }
  largest_.samples = samples;
}

}  // namespace tidemark::analysis
