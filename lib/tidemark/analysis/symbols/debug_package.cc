#include "tidemark/analysis/symbols/debug_package.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace tidemark::analysis {
namespace {

namespace fs = std::filesystem;

constexpr absl::string_view kListEnd = ".list";

// Packages list files where they were before /lib became a link to /usr/lib, too. A soname is a link to
// the file that the package has, so that both names are looked for.
std::vector<std::string> NamesOf(const std::string& path, const std::string& sysroot) {
  std::vector<std::string> names = {path};
  std::error_code failed;
  const std::string real = fs::canonical(sysroot + path, failed).string();
  if (!failed && absl::StartsWith(real, sysroot)) names.push_back(real.substr(sysroot.size()));
  for (size_t i = 0, count = names.size(); i < count; ++i) {
    if (absl::StartsWith(names[i], "/usr/")) {
      names.push_back(names[i].substr(4));
    } else {
      names.push_back(absl::StrCat("/usr", names[i]));
    }
  }
  return names;
}

// "libfoo1:amd64.list" is of the package libfoo1.
std::string DebugNameOf(const std::string& list) {
  const std::string package = list.substr(0, std::min(list.find(':'), list.rfind('.')));
  if (package == "libc6" || package == "libc-bin") return "libc6-dbg";
  return absl::StrCat(package, "-dbgsym");
}

}  // namespace

std::map<std::string, std::string> DebugPackagesOf(const std::set<std::string>& paths,
                                                   const std::string& sysroot) {
  std::map<std::string, std::string> packages;
  std::map<std::string, std::string> wanted;  // names, and the path that they are of
  for (const std::string& path : paths) {
    if (!absl::StartsWith(path, "/")) continue;
    for (std::string& name : NamesOf(path, sysroot)) wanted.emplace(std::move(name), path);
  }
  if (wanted.empty()) return packages;
  std::error_code failed;
  std::vector<fs::path> lists;
  const fs::path folder = absl::StrCat(sysroot, "/var/lib/dpkg/info");
  for (fs::directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed)) {
    if (absl::EndsWith(it->path().native(), kListEnd)) lists.push_back(it->path());
  }
  std::sort(lists.begin(), lists.end());
  for (const fs::path& list : lists) {
    if (packages.size() == paths.size()) break;
    std::ifstream file(list);
    for (std::string line; std::getline(file, line);) {
      const auto found = wanted.find(line);
      if (found != wanted.end()) {
        packages.emplace(found->second, DebugNameOf(list.filename().string()));
      }
    }
  }
  return packages;
}

}  // namespace tidemark::analysis
