#include "tidemark/program_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace tidemark::cli {
namespace {

bool IsProgram(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         access(path.c_str(), X_OK) == 0;
}

}  // namespace

absl::StatusOr<std::string> FindProgramFile(const std::string& name) {
  const auto not_found = [&name] {
    return absl::NotFoundError(absl::StrCat("run: ", name, ": no such program"));
  };
  if (name.find('/') != std::string::npos) {
    if (IsProgram(name)) return name;
    return not_found();
  }
  const char* path = std::getenv("PATH");
  const std::vector<std::string> folders =
      absl::StrSplit(path != nullptr ? path : "/bin:/usr/bin", ':');
  for (const std::string& folder : folders) {
    const std::string file = absl::StrCat(folder.empty() ? "." : folder, "/", name);
    if (IsProgram(file)) return file;
  }
  return not_found();
}

}  // namespace tidemark::cli
