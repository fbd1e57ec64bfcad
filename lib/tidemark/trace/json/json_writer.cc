#include "tidemark/trace/json/json_writer.h"

#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "tidemark/base/status.h"
#include "tidemark/trace/json/json_check_internal.h"
#include "tidemark/trace/json/json_text.h"

namespace tidemark::trace {
namespace {

constexpr size_t kDrainBytes = size_t{64} << 10;

absl::Status CheckCapture(absl::string_view json) {
  if (json.empty()) return absl::OkStatus();
  const JsonCheckResult result = CheckJsonObject(json, kMaxJsonDepth - 1);
  if (result.ok()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("the \"capture\" of the trace's head, byte ",
                                                 result.offset + 1, ": ", result.message));
}

}  // namespace

JsonWriter::JsonWriter(std::unique_ptr<ByteSink> sink) : sink_(std::move(sink)) {
  lines_.reserve(2 * kDrainBytes);
}

JsonWriter::~JsonWriter() { Close().IgnoreError(); }

absl::Status JsonWriter::Write(const Event& event) {
  if (!status_.ok()) return status_;
  if (closed_) return status_ = absl::FailedPreconditionError("the trace is already closed");
  if (const auto* head = std::get_if<TraceHead>(&event.body)) {
    TIDEMARK_RETURN_IF_ERROR(status_ = CheckCapture(head->capture_json));
  }
  AppendJson(event, &lines_);
  lines_.push_back('\n');
  if (lines_.size() >= kDrainBytes) return Drain();
  return status_;
}

absl::Status JsonWriter::Drain() {
  if (status_.ok()) status_ = sink_->Append(lines_);
  lines_.clear();
  return status_;
}

absl::Status JsonWriter::Flush() {
  if (closed_) return status_;
  TIDEMARK_RETURN_IF_ERROR(Drain());
  return status_ = sink_->Flush();
}

absl::Status JsonWriter::Close() {
  if (closed_) return status_;
  Drain().IgnoreError();  // latched
  closed_ = true;
  const absl::Status closing = sink_->Close();
  if (status_.ok()) status_ = closing;
  return status_;
}

}  // namespace tidemark::trace
