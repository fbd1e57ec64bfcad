#include "tidemark/merge/trace_identity.h"

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <tuple>
#include <utility>
#include <variant>

#include "tidemark/analysis/model/capture.h"
#include "tidemark/base/status.h"
#include "tidemark/trace/reader.h"

namespace tidemark::merge {
namespace {

std::optional<int64_t> NumberIn(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_unsigned()) return std::nullopt;
  const auto number = found->get<uint64_t>();
  if (number > static_cast<uint64_t>(INT64_MAX)) return std::nullopt;
  return static_cast<int64_t>(number);
}

void ReadClock(const nlohmann::json& clock, TraceIdentity* identity) {
  const auto id = clock.find("id");
  const std::optional<int64_t> start = NumberIn(clock, "start");
  if (id == clock.end() || !id->is_string() || !start) return;
  const std::optional<int64_t> rate = NumberIn(clock, "rate");
  if (clock.contains("rate") && rate.value_or(0) <= 0) return;
  identity->clock_id = id->get<std::string>();
  identity->clock = {.start = *start, .rate = static_cast<uint64_t>(rate.value_or(0))};
}

}  // namespace

bool TraceIdentity::SameRun(const TraceIdentity& other) const {
  return !run.empty() && std::tie(run, host, pid, start_unix_ns) ==
                             std::tie(other.run, other.host, other.pid, other.start_unix_ns);
}

void ReadCaptureOf(absl::string_view capture_json, TraceIdentity* identity) {
  const analysis::Capture capture = analysis::ReadCapture(capture_json);
  identity->sample_bytes = capture.sample_bytes;
  identity->piece = capture.piece;
  const auto json = nlohmann::json::parse(std::string(capture_json), nullptr,
                                          /*allow_exceptions=*/false);
  if (!json.is_object()) return;
  if (const auto clock = json.find("clock"); clock != json.end() && clock->is_object()) {
    ReadClock(*clock, identity);
  }
}

absl::StatusOr<TraceIdentity> ReadIdentity(const std::string& path) {
  TraceIdentity identity;
  identity.path = path;
  TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<trace::TraceReader> reader,
                            trace::OpenTrace(path, {.recover = false, .threads = 1}));
  const absl::StatusOr<const trace::Event*> event = reader->Next();
  // Whoever reads the trace meets the error again, unless it is told to go on behind it.
  if (!event.ok() || *event == nullptr) return identity;
  const auto* const head = std::get_if<trace::TraceHead>(&(*event)->body);
  if (head == nullptr) return identity;
  identity.program = std::string(head->program);
  identity.run = std::string(head->run);
  identity.host = std::string(head->host);
  identity.pid = head->pid.value_or(0);
  identity.start_unix_ns = head->start_unix_ns.value_or(0);
  ReadCaptureOf(head->capture_json, &identity);
  return identity;
}

}  // namespace tidemark::merge
