#include "tidemark/survivors.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tidemark/base/whole_file.h"

namespace tidemark::cli {

std::vector<Survivor> FindSurvivors(absl::string_view entry) {
  std::vector<Survivor> survivors;
  std::error_code error;
  for (std::filesystem::directory_iterator at("/proc", error), end; !error && at != end;
       at.increment(error)) {
    Survivor survivor;
    const std::string folder = at->path().string();
    if (!absl::SimpleAtoi(at->path().filename().string(), &survivor.pid)) continue;
    const std::string environment = ReadWholeFile(folder + "/environ");
    const std::vector<absl::string_view> entries = absl::StrSplit(environment, '\0');
    if (std::find(entries.begin(), entries.end(), entry) == entries.end()) continue;
    survivor.program = std::string(absl::StripAsciiWhitespace(ReadWholeFile(folder + "/comm")));
    survivors.push_back(std::move(survivor));
  }
  std::sort(survivors.begin(), survivors.end(),
            [](const Survivor& a, const Survivor& b) { return a.pid < b.pid; });
  return survivors;
}

}  // namespace tidemark::cli
