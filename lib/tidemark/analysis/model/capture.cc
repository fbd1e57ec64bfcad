#include "tidemark/analysis/model/capture.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace tidemark::analysis {

Capture ReadCapture(absl::string_view capture_json) {
  Capture capture;
  if (capture_json.empty()) return capture;
  const auto json = nlohmann::json::parse(std::string(capture_json), nullptr,
                                          /*allow_exceptions=*/false);
  if (!json.is_object()) return capture;
  const auto sample = json.find("sample_bytes");
  if (sample != json.end() && sample->is_number_integer()) {
    capture.sample_bytes = sample->get<int64_t>();
  }
  const auto mappings = json.find("mmap");
  capture.mappings = mappings != json.end() && mappings->is_boolean() && mappings->get<bool>();
  const auto params = json.find("params");
  if (params == json.end() || !params->is_object()) return capture;
  for (const auto& [name, value] : params->items()) {
    if (!value.is_number()) continue;
    const auto number = value.get<double>();
    if (std::isfinite(number)) capture.params.emplace(name, number);
  }
  return capture;
}

}  // namespace tidemark::analysis
