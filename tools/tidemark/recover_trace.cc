#include "tidemark/recover_trace.h"

#include <fcntl.h>
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
#include "tidemark/progress.h"
#include "tidemark/trace/binary/slot_file_reader.h"
#include "tidemark/trace/io/random_access.h"
#include "tidemark/trace/reader.h"

namespace tidemark::cli {
namespace {

// What is wrong with putting the whole in the place of the trace, if anything.
absl::Status CheckInPlace(const std::string& trace, const std::string& slot_file_path) {
  std::error_code ignored;
  if (!std::filesystem::exists(slot_file_path, ignored)) {
    return absl::NotFoundError(
        absl::StrCat("recover: there is no ", slot_file_path, ", so ", trace,
                     " is all there is; -o FILE makes a copy without what is damaged"));
  }
  if (IsBeingRecorded(slot_file_path)) {
    return absl::FailedPreconditionError(absl::StrCat(
        "recover: ", trace, " is still being recorded", "; -o FILE makes a copy of what there is"));
  }
  return absl::OkStatus();
}

}  // namespace

// It holds a lock on it; or, where it has closed descriptors that it did not open, it has the file
// mapped, or may have.
bool IsBeingRecorded(const std::string& slot_file_path) {
  const int file = open(slot_file_path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return false;
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  const bool is_locked = fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  close(file);
  if (is_locked) return true;
  auto ring = trace::OpenRandomAccess(slot_file_path);
  if (!ring.ok()) return false;
  const auto snapshot = trace::ReadSlotFile(ring->get(), slot_file_path);
  if (!snapshot.ok() || snapshot->pid == 0) return false;
  std::error_code ignored;
  const std::string process = absl::StrCat("/proc/", snapshot->pid);
  if (!std::filesystem::exists(process, ignored)) return false;
  const std::string path = std::filesystem::canonical(slot_file_path, ignored).string();
  std::ifstream maps(process + "/maps");
  if (!maps) return true;
  std::string line;
  while (std::getline(maps, line)) {
    if (!path.empty() && absl::EndsWith(line, path)) return true;
  }
  return false;
}

RecoverResult RecoverTrace(const std::string& trace, const std::string& output) {
  const bool in_place = output.empty();
  const std::string slot_file_path = trace::SlotFilePath(trace);
  // Before it is opened: what is written after that would be lost with the ring file.
  const absl::Status in_place_status =
      in_place ? CheckInPlace(trace, slot_file_path) : absl::OkStatus();
  const auto reader = trace::OpenTrace(trace, {.recover = true});
  if (!reader.ok()) return {reader.status(), ExitCode::kUnreadable, {}};
  if (!in_place_status.ok()) return {in_place_status, ExitCode::kUsage, {}};
  const auto approve = [&] {
    if (!in_place || (*reader)->stats().bad_lines_skipped == 0) return absl::OkStatus();
    return absl::DataLossError(
        absl::StrCat(trace, ": is damaged; -o FILE writes the rest of it and keeps the original"));
  };
  CopyResult result = [&] {
    const Progress progress(trace);
    return CopyTrace(reader->get(), in_place ? trace : output, approve);
  }();
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
