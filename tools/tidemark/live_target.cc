#include "tidemark/live_target.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <set>
#include <system_error>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tidemark/base/status.h"
#include "tidemark/base/whole_file.h"
#include "tidemark/recover_trace.h"
#include "tidemark/trace/binary/slot_file_reader.h"
#include "tidemark/trace/io/random_access.h"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;

std::string ProcFile(int pid, absl::string_view name) {
  return absl::StrCat("/proc/", pid, "/", name);
}

bool Exists(const std::string& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

// A zombie: it has ended, and nobody asked how.
bool HasEnded(int pid) {
  const std::string stat = ReadWholeFile(ProcFile(pid, "stat"));
  const size_t name_end = stat.rfind(')');
  return name_end == std::string::npos || name_end + 2 >= stat.size() ||
         stat[name_end + 2] == 'Z' || stat[name_end + 2] == 'X';
}

std::string NameOf(int pid) {
  return std::string(absl::StripAsciiWhitespace(ReadWholeFile(ProcFile(pid, "comm"))));
}

// The traces that the process writes, by the files that it has open.
absl::StatusOr<std::vector<std::string>> TracesOf(int pid) {
  std::set<std::string> traces;
  std::error_code error;
  for (fs::directory_iterator at(ProcFile(pid, "fd"), error), end; !error && at != end;
       at.increment(error)) {
    std::error_code ignored;
    const std::string path = fs::read_symlink(at->path(), ignored).string();
    if (path.empty() || path[0] != '/' || !Exists(trace::SlotFilePath(path))) continue;
    const auto ring = trace::OpenRandomAccess(trace::SlotFilePath(path));
    if (!ring.ok()) continue;
    const auto snapshot = trace::ReadSlotFile(ring->get(), path);
    // A process that was forked has its parent's files open.
    if (snapshot.ok() && snapshot->pid == static_cast<uint32_t>(pid)) traces.insert(path);
  }
  if (error == std::errc::permission_denied) {
    return absl::PermissionDeniedError(
        absl::StrCat("live: no permission to look at the files of process ", pid, " (", NameOf(pid),
                     "): it is another user's"));
  }
  if (!Exists(absl::StrCat("/proc/", pid))) {
    return absl::FailedPreconditionError(absl::StrCat("live: process ", pid, " has finished"));
  }
  return std::vector<std::string>(traces.begin(), traces.end());
}

std::vector<int> ChildrenOf(int pid) {
  std::vector<int> children;
  const std::string list = ReadWholeFile(absl::StrCat("/proc/", pid, "/task/", pid, "/children"));
  for (const absl::string_view text :
       absl::StrSplit(list, absl::ByAnyChar(" \n"), absl::SkipEmpty())) {
    int child = 0;
    if (absl::SimpleAtoi(text, &child)) children.push_back(child);
  }
  return children;
}

absl::StatusOr<LiveTarget> FindProcess(int pid) {
  if (!Exists(absl::StrCat("/proc/", pid))) {
    return absl::NotFoundError(absl::StrCat("live: there is no process ", pid));
  }
  if (HasEnded(pid)) {
    return absl::FailedPreconditionError(absl::StrCat("live: process ", pid, " has finished"));
  }
  std::vector<LiveTarget> found;
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<std::string> own, TracesOf(pid));
  found.reserve(own.size());
  for (const std::string& path : own) found.push_back({.trace = path, .pid = pid});
  if (found.empty()) {
    for (const int child : ChildrenOf(pid)) {
      const auto traces = TracesOf(child);
      if (!traces.ok()) continue;
      for (const std::string& path : *traces) found.push_back({.trace = path, .pid = child});
    }
  }
  if (found.empty()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "live: process ", pid, " (", NameOf(pid),
        ") is not being recorded by tidemark: start it by 'tidemark run', or set TIDEMARK_TRACE"));
  }
  if (found.size() > 1) {
    std::string message =
        absl::StrCat("live: process ", pid, " writes several traces; name one of them:");
    for (const LiveTarget& target : found) absl::StrAppend(&message, " '", target.trace, "'");
    return absl::FailedPreconditionError(message);
  }
  return found.front();
}

}  // namespace

absl::StatusOr<LiveTarget> FindLiveTarget(const std::string& what) {
  if (!what.empty() && what.find_first_not_of("0123456789") == std::string::npos) {
    int pid = 0;
    if (!absl::SimpleAtoi(what, &pid) || pid == 0) {
      return absl::NotFoundError(absl::StrCat("live: there is no process ", what));
    }
    return FindProcess(pid);
  }
  LiveTarget target{.trace = what};
  const auto ring = trace::OpenRandomAccess(trace::SlotFilePath(what));
  if (!ring.ok()) return target;
  const auto snapshot = trace::ReadSlotFile(ring->get(), what);
  if (snapshot.ok()) target.pid = static_cast<int>(snapshot->pid);
  return target;
}

bool IsRunning(const LiveTarget& target) {
  if (target.pid == 0 || HasEnded(target.pid)) return false;
  const std::string ring = trace::SlotFilePath(target.trace);
  return Exists(ring) && IsBeingRecorded(ring);
}

int64_t ResidentBytes(int pid) {
  if (pid == 0) return 0;
  const std::string statm = ReadWholeFile(ProcFile(pid, "statm"));
  const std::vector<absl::string_view> fields = absl::StrSplit(statm, ' ');
  int64_t pages = 0;
  if (fields.size() < 2 || !absl::SimpleAtoi(fields[1], &pages)) return 0;
  return pages * sysconf(_SC_PAGESIZE);
}

}  // namespace tidemark::cli
