#include "tidemark/analysis/model/capture.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace tidemark::analysis {
namespace {

std::optional<TracePiece> PieceOf(const nlohmann::json& capture) {
  const auto piece = capture.find("piece");
  if (piece == capture.end() || !piece->is_object()) return std::nullopt;
  const auto number = piece->find("number");
  const auto first = piece->find("first");
  for (const auto& value : {number, first}) {
    if (value == piece->end() || !value->is_number_unsigned()) return std::nullopt;
    if (value->get<uint64_t>() > static_cast<uint64_t>(INT64_MAX)) return std::nullopt;
  }
  return TracePiece{.number = number->get<int64_t>(), .first = first->get<int64_t>()};
}

}  // namespace

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
  capture.piece = PieceOf(json);
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
