#include "tidemark/survivors.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace tidemark::cli {
namespace {

// What can be read of it: a process may end at any moment.
std::string Contents(const std::string& path) {
  std::string text;
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return text;
  char piece[4096];
  for (ssize_t size = 0; (size = read(file, piece, sizeof(piece))) > 0;) {
    text.append(piece, static_cast<size_t>(size));
  }
  close(file);
  return text;
}

}  // namespace

std::vector<Survivor> FindSurvivors(absl::string_view entry) {
  std::vector<Survivor> survivors;
  std::error_code error;
  for (std::filesystem::directory_iterator at("/proc", error), end; !error && at != end;
       at.increment(error)) {
    Survivor survivor;
    const std::string folder = at->path().string();
    if (!absl::SimpleAtoi(at->path().filename().string(), &survivor.pid)) continue;
    const std::string environment = Contents(folder + "/environ");
    const std::vector<absl::string_view> entries = absl::StrSplit(environment, '\0');
    if (std::find(entries.begin(), entries.end(), entry) == entries.end()) continue;
    survivor.program = std::string(absl::StripAsciiWhitespace(Contents(folder + "/comm")));
    survivors.push_back(std::move(survivor));
  }
  std::sort(survivors.begin(), survivors.end(),
            [](const Survivor& a, const Survivor& b) { return a.pid < b.pid; });
  return survivors;
}

}  // namespace tidemark::cli
