#include "tidemark/recover_trace.h"

#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tidemark/copy_trace.h"
#include "tidemark/trace/binary/slot_file_reader.h"
#include "tidemark/trace/io/random_access.h"
#include "tidemark/trace/reader.h"

namespace tidemark::cli {
namespace {

// The process that has the ring file mapped, so is still recording; 0 if there is none.
int64_t RecordingProcess(const std::string& slot_file_path) {
  auto ring = trace::OpenRandomAccess(slot_file_path);
  if (!ring.ok()) return 0;
  const auto snapshot = trace::ReadSlotFile(ring->get(), slot_file_path);
  if (!snapshot.ok() || snapshot->pid == 0) return 0;
  std::error_code ignored;
  const std::string path = std::filesystem::canonical(slot_file_path, ignored).string();
  std::ifstream maps(absl::StrCat("/proc/", snapshot->pid, "/maps"));
  std::string line;
  while (std::getline(maps, line)) {
    if (!path.empty() && absl::EndsWith(line, path)) return snapshot->pid;
  }
  return 0;
}

// What is wrong with putting the whole in the place of the trace, if anything.
absl::Status CheckInPlace(const std::string& trace, const std::string& slot_file_path) {
  std::error_code ignored;
  if (!std::filesystem::exists(slot_file_path, ignored)) {
    return absl::NotFoundError(
        absl::StrCat("recover: there is no ", slot_file_path, ", so ", trace,
                     " is all there is; -o FILE makes a copy without what is damaged"));
  }
  if (const int64_t pid = RecordingProcess(slot_file_path); pid != 0) {
    return absl::FailedPreconditionError(absl::StrCat("recover: ", trace,
                                                      " is still being recorded by process ", pid,
                                                      "; -o FILE makes a copy of what there is"));
  }
  return absl::OkStatus();
}

}  // namespace

RecoverResult RecoverTrace(const std::string& trace, const std::string& output) {
  const bool in_place = output.empty();
  const std::string slot_file_path = trace::SlotFilePath(trace);
  const auto reader = trace::OpenTrace(trace, {.recover = true});
  if (!reader.ok()) return {reader.status(), ExitCode::kUnreadable, {}};
  if (in_place) {
    absl::Status status = CheckInPlace(trace, slot_file_path);
    if (!status.ok()) return {std::move(status), ExitCode::kUsage, {}};
  }
  const auto approve = [&] {
    if (!in_place || (*reader)->stats().bad_lines_skipped == 0) return absl::OkStatus();
    return absl::DataLossError(
        absl::StrCat(trace, ": is damaged; -o FILE writes the rest of it and keeps the original"));
  };
  CopyResult result = CopyTrace(reader->get(), in_place ? trace : output, approve);
  if (result.status.ok() && in_place) {
    // It may be a link to the file itself, which then goes as well.
    std::error_code ignored;
    const std::filesystem::path target = std::filesystem::canonical(slot_file_path, ignored);
    if (!ignored) std::filesystem::remove(target, ignored);
    unlink(slot_file_path.c_str());
  }
  return {std::move(result.status), result.exit_code, (*reader)->stats()};
}

}  // namespace tidemark::cli
