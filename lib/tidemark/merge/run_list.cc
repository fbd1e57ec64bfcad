#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "tidemark/base/status.h"
#include "tidemark/merge/merged_inputs_internal.h"
#include "tidemark/merge/run_list_internal.h"

namespace tidemark::merge {
namespace {

// A file by another name is the same file.
absl::Status CheckDistinct(const std::vector<std::string>& paths) {
  std::map<std::pair<dev_t, ino_t>, std::string> seen;
  for (const std::string& path : paths) {
    if (path == "-") {
      return absl::InvalidArgumentError("-: standard input cannot be merged, only files");
    }
    struct stat info = {};
    // Of what is no file, whoever opens it says why.
    if (stat(path.c_str(), &info) != 0 || S_ISDIR(info.st_mode)) continue;
    const auto [first, is_new] = seen.emplace(std::pair(info.st_dev, info.st_ino), path);
    if (is_new) continue;
    return absl::InvalidArgumentError(
        first->second == path
            ? absl::StrCat(path, ": the file is given twice")
            : absl::StrCat(path, ": the same file as ", first->second, ", which is given, too"));
  }
  return absl::OkStatus();
}

std::string NameOf(const TraceIdentity& identity) {
  return absl::StrCat(identity.run,
                      identity.pid != 0 ? absl::StrCat(" of process ", identity.pid) : "");
}

absl::Status CheckPieces(const RunFiles& pieces) {
  for (size_t i = 0; i < pieces.size(); ++i) {
    const TraceIdentity& piece = pieces[i];
    const auto expected = static_cast<int64_t>(i);
    const int64_t number = piece.piece->number;
    if (number == expected) continue;
    const std::string which =
        absl::StrCat(piece.path, ": piece ", number, " of the run ", NameOf(piece));
    return absl::InvalidArgumentError(
        number < expected ? absl::StrCat(which, ", as is ", pieces[i - 1].path)
                          : absl::StrCat(which, ", of which piece ", expected, " is missing"));
  }
  return absl::OkStatus();
}

auto OrderOf(const TraceIdentity& identity) {
  return std::tie(identity.start_unix_ns, identity.host, identity.pid, identity.run, identity.path);
}

}  // namespace

absl::StatusOr<std::vector<RunFiles>> ListRuns(const std::vector<std::string>& inputs) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<std::string> paths, ExpandMerged(inputs));
  TIDEMARK_RETURN_IF_ERROR(CheckDistinct(paths));
  std::vector<RunFiles> runs;
  std::map<std::tuple<std::string, std::string, int64_t, int64_t>, size_t> by_run;
  for (const std::string& path : paths) {
    TIDEMARK_ASSIGN_OR_RETURN(TraceIdentity identity, ReadIdentity(path));
    if (identity.run.empty()) {
      if (identity.piece) {
        return absl::InvalidArgumentError(
            absl::StrCat(path, ": found a piece of a trace whose head does not say of which run"));
      }
      runs.push_back({std::move(identity)});
      continue;
    }
    const auto [found, is_new] = by_run.emplace(
        std::tuple(identity.run, identity.host, identity.pid, identity.start_unix_ns), runs.size());
    if (is_new) {
      runs.push_back({std::move(identity)});
      continue;
    }
    RunFiles& run = runs[found->second];
    if (!identity.piece || !run.front().piece) {
      return absl::InvalidArgumentError(absl::StrCat(path, ": holds the run ", NameOf(identity),
                                                     ", as does ", run.front().path,
                                                     ": it would count twice"));
    }
    run.push_back(std::move(identity));
  }
  for (RunFiles& run : runs) {
    std::sort(run.begin(), run.end(), [](const TraceIdentity& a, const TraceIdentity& b) {
      return std::tie(a.piece->number, a.path) < std::tie(b.piece->number, b.path);
    });
    if (run.front().piece) TIDEMARK_RETURN_IF_ERROR(CheckPieces(run));
  }
  std::sort(runs.begin(), runs.end(), [](const RunFiles& a, const RunFiles& b) {
    return OrderOf(a.front()) < OrderOf(b.front());
  });
  return runs;
}

std::vector<std::vector<size_t>> GroupByClock(const std::vector<RunFiles>& runs) {
  std::vector<std::vector<size_t>> groups;
  std::map<std::pair<std::string, bool>, size_t> by_clock;  // and whether it counts ticks
  for (size_t i = 0; i < runs.size(); ++i) {
    const TraceIdentity& first = runs[i].front();
    if (first.clock_id.empty()) {
      groups.push_back({i});
      continue;
    }
    const auto [found, is_new] =
        by_clock.emplace(std::pair(first.clock_id, first.clock.rate != 0), groups.size());
    if (is_new) groups.emplace_back();
    groups[found->second].push_back(i);
  }
  return groups;
}

}  // namespace tidemark::merge
