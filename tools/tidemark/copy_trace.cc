#include "tidemark/copy_trace.h"

#include <cerrno>
#include <filesystem>
#include <memory>
#include <system_error>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tidemark/base/replaced_file.h"
#include "tidemark/trace/binary/slot_file_reader.h"
#include "tidemark/trace/writer.h"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;

CopyResult CopyEvents(trace::TraceReader* reader, const std::string& path,
                      const EventChange& change) {
  auto writer = trace::CreateTrace(path);
  if (!writer.ok()) return {writer.status(), ExitCode::kUsage};
  const EventSink write = [&](const trace::Event& event) { return (*writer)->Write(event); };
  while (true) {
    const absl::StatusOr<const trace::Event*> event = reader->Next();
    if (!event.ok()) return {event.status(), ExitCode::kUnreadable};
    if (*event == nullptr) break;
    const absl::Status status = change ? change(**event, write) : write(**event);
    if (!status.ok()) return {status, ExitCode::kUsage};
  }
  const absl::Status status = (*writer)->Close();
  return {status, status.ok() ? ExitCode::kOk : ExitCode::kUsage};
}

}  // namespace

CopyResult CopyTrace(trace::TraceReader* reader, const std::string& destination,
                     const std::function<absl::Status()>& approve, const EventChange& change) {
  const auto failure = [&](absl::string_view what) {
    return CopyResult{absl::ErrnoToStatus(errno, absl::StrCat(destination, ": ", what)),
                      ExitCode::kUsage};
  };
  ReplacedFile file(destination);
  if (file.in_place()) return CopyEvents(reader, destination, change);
  if (!file.Open()) return failure("cannot create");
  CopyResult result = CopyEvents(reader, file.written_path(), change);
  if (result.status.ok() && approve) result = {approve(), ExitCode::kUnreadable};
  if (result.status.ok()) return file.Commit() ? result : failure("cannot replace");
  // People know the destination, not the name that it had for a while.
  result.status = absl::Status(
      result.status.code(),
      absl::StrReplaceAll(result.status.message(), {{file.written_path(), destination}}));
  return result;
}

bool IsSameFile(const std::string& a, const std::string& b) {
  std::error_code ignored;
  return fs::equivalent(a, b, ignored);
}

absl::Status CheckNoRingBeside(const std::string& destination) {
  const std::string ring = trace::SlotFilePath(destination);
  std::error_code ignored;
  if (!fs::exists(ring, ignored)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("'", ring, "' is there, so '", destination,
                   "' is the trace of a killed program: recover it, or remove both"));
}

}  // namespace tidemark::cli
