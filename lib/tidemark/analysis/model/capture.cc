#include "tidemark/analysis/model/capture.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace tidemark::analysis {
namespace {

// Of a file's numbers, which go from 0 to 2^63 - 1.
std::optional<int64_t> NumberIn(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_unsigned()) return std::nullopt;
  const auto number = found->get<uint64_t>();
  if (number > static_cast<uint64_t>(INT64_MAX)) return std::nullopt;
  return static_cast<int64_t>(number);
}

std::optional<CaptureClock> ClockOf(const nlohmann::json& capture) {
  const auto clock = capture.find("clock");
  if (clock == capture.end() || !clock->is_object()) return std::nullopt;
  const auto id = clock->find("id");
  const std::optional<int64_t> start = NumberIn(*clock, "start");
  if (id == clock->end() || !id->is_string() || !start) return std::nullopt;
  const std::optional<int64_t> rate = NumberIn(*clock, "rate");
  if (clock->contains("rate") && rate.value_or(0) <= 0) return std::nullopt;
  return CaptureClock{.id = id->get<std::string>(),
                      .start = *start,
                      .rate = static_cast<uint64_t>(rate.value_or(0))};
}

std::optional<TracePiece> PieceOf(const nlohmann::json& capture) {
  const auto piece = capture.find("piece");
  if (piece == capture.end() || !piece->is_object()) return std::nullopt;
  const std::optional<int64_t> number = NumberIn(*piece, "number");
  const std::optional<int64_t> first = NumberIn(*piece, "first");
  if (!number || !first) return std::nullopt;
  return TracePiece{.number = *number, .first = *first};
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
  capture.clock = ClockOf(json);
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
