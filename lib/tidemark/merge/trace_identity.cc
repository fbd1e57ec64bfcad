#include "tidemark/merge/trace_identity.h"

#include <memory>
#include <tuple>
#include <utility>
#include <variant>

#include "tidemark/analysis/model/capture.h"
#include "tidemark/base/status.h"
#include "tidemark/trace/reader.h"

namespace tidemark::merge {

bool TraceIdentity::SameRun(const TraceIdentity& other) const {
  return !run.empty() && std::tie(run, host, pid, start_unix_ns) ==
                             std::tie(other.run, other.host, other.pid, other.start_unix_ns);
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
  analysis::Capture capture = analysis::ReadCapture(head->capture_json);
  identity.sample_bytes = capture.sample_bytes;
  identity.piece = capture.piece;
  if (capture.clock.has_value()) {
    identity.clock_id = std::move(capture.clock->id);
    identity.clock = {.start = capture.clock->start, .rate = capture.clock->rate};
  }
  return identity;
}

}  // namespace tidemark::merge
