#include "tidemark/copy_trace.h"

#include <unistd.h>

#include <filesystem>
#include <memory>
#include <system_error>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tidemark/console.h"
#include "tidemark/trace/binary/slot_file_reader.h"
#include "tidemark/trace/writer.h"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;

// Where the copy is written until it is whole: in the same folder, with the same extension, which
// says how to encode it. Empty where the destination has to be written in place.
std::string TemporaryName(const fs::path& destination) {
  std::error_code ignored;
  if (fs::exists(destination, ignored) && !fs::is_regular_file(destination, ignored)) return "";
  const std::string name =
      absl::StrCat(".tidemark-", getpid(), "-", destination.filename().string());
  return (destination.parent_path() / name).string();
}

// The file that a link points to; a copy must not take the place of the link.
fs::path FollowLinks(const fs::path& path) {
  std::error_code error;
  fs::path target = fs::canonical(path, error);
  return error ? path : target;
}

CopyResult CopyEvents(trace::TraceReader* reader, const std::string& path) {
  auto writer = trace::CreateTrace(path);
  if (!writer.ok()) return {writer.status(), ExitCode::kUsage};
  while (true) {
    const absl::StatusOr<const trace::Event*> event = reader->Next();
    if (!event.ok()) return {event.status(), ExitCode::kUnreadable};
    if (*event == nullptr) break;
    const absl::Status status = (*writer)->Write(**event);
    if (!status.ok()) return {status, ExitCode::kUsage};
  }
  const absl::Status status = (*writer)->Close();
  return {status, status.ok() ? ExitCode::kOk : ExitCode::kUsage};
}

}  // namespace

CopyResult CopyTrace(trace::TraceReader* reader, const std::string& destination,
                     const std::function<absl::Status()>& approve) {
  const fs::path target = FollowLinks(destination);
  const std::string temporary = TemporaryName(target);
  if (temporary.empty()) return CopyEvents(reader, destination);
  CopyResult result = CopyEvents(reader, temporary);
  if (result.status.ok() && approve) result = {approve(), ExitCode::kUnreadable};
  if (result.status.ok()) {
    std::error_code error;
    fs::rename(temporary, target, error);
    if (!error) return {absl::OkStatus(), ExitCode::kOk};
    result = {absl::UnavailableError(absl::StrCat(destination, ": ", error.message())),
              ExitCode::kUsage};
  }
  unlink(temporary.c_str());
  // People know the destination, not the name that it had for a while.
  result.status =
      absl::Status(result.status.code(),
                   absl::StrReplaceAll(result.status.message(), {{temporary, destination}}));
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

void PrintLosses(const std::string& source, const trace::ReaderStats& stats) {
  for (const std::string& message : stats.first_bad_lines) {
    PrintError(absl::StrCat("skipped: ", message));
  }
  const auto reported = static_cast<int64_t>(stats.first_bad_lines.size());
  if (stats.bad_lines_skipped > reported) {
    PrintError(absl::StrCat("skipped: ", stats.bad_lines_skipped - reported, " more in ", source));
  }
  if (stats.unknown_events_skipped > 0) {
    PrintError(absl::StrCat(source, ": left out ", stats.unknown_events_skipped,
                            " events of unknown kinds"));
  }
  if (stats.cut_off) {
    PrintError(absl::StrCat(source, ": the file is cut off at its end"));
  }
}

}  // namespace tidemark::cli
