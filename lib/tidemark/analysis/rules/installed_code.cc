#include "tidemark/analysis/rules/installed_code.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <string>

#include "absl/strings/match.h"
#include "tidemark/base/glob.h"

namespace tidemark::analysis {
namespace {

constexpr absl::string_view kSystemFolders[] = {
    "/bin/*",       "/sbin/*",       "/lib/*",         "/lib32/*",    "/lib64/*",
    "/libx32/*",    "/usr/bin/*",    "/usr/sbin/*",    "/usr/lib/*",  "/usr/lib32/*",
    "/usr/lib64/*", "/usr/libx32/*", "/usr/libexec/*", "/usr/games/*"};

// Wherever they are. Python's own extensions are in lib-dynload; those that people install are not.
constexpr absl::string_view kInterpreters[] = {"*/bin/python",
                                               "*/bin/python2*",
                                               "*/bin/python3*",
                                               "*/lib/libpython*.so*",
                                               "*/lib/python*/lib-dynload/*",
                                               "*/bin/perl",
                                               "*/bin/perl5.*",
                                               "*/CORE/libperl.so*",
                                               "*/bin/ruby",
                                               "*/lib/libruby*.so*",
                                               "*/bin/node",
                                               "*/bin/java",
                                               "*/lib/server/libjvm.so",
                                               "*/lib/libjli.so"};

bool AnyMatches(const absl::string_view* first, const absl::string_view* last,
                absl::string_view path) {
  return std::any_of(first, last,
                     [&](absl::string_view pattern) { return GlobMatches(pattern, path); });
}

}  // namespace

absl::string_view ModuleName(absl::string_view module) {
  return module.substr(module.rfind('/') + 1);
}

bool IsInstalled(absl::string_view module) {
  if (module == "[vdso]" || absl::StartsWith(module, "linux-vdso")) return true;
  if (!absl::StartsWith(module, "/")) return false;
  if (absl::StrContains(module, "/../")) {
    return IsInstalled(std::filesystem::path(std::string(module)).lexically_normal().string());
  }
  return AnyMatches(std::begin(kSystemFolders), std::end(kSystemFolders), module) ||
         AnyMatches(std::begin(kInterpreters), std::end(kInterpreters), module);
}

bool IsInterpreters(const SiteReport& place) {
  if (AnyMatches(std::begin(kInterpreters), std::end(kInterpreters), place.module)) return true;
  if (absl::StartsWith(place.file, "<frozen ")) return true;
  return GlobMatches("*/lib/python3*/*.py", place.file) &&
         !absl::StrContains(place.file, "/site-packages/") &&
         !absl::StrContains(place.file, "/dist-packages/");
}

bool IsCRuntime(absl::string_view module) {
  const absl::string_view name = ModuleName(module);
  for (const absl::string_view start :
       {"libc.so", "libc-2.", "ld-linux", "ld-2.", "ld-musl", "ld64.so", "ld.so", "libpthread"}) {
    if (absl::StartsWith(name, start)) return true;
  }
  return false;
}

}  // namespace tidemark::analysis
