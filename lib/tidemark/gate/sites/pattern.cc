#include "tidemark/gate/sites/pattern.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace tidemark::gate {
namespace {

// The glob, against the whole of a path or against any of its ends that begin with a folder's name.
bool PathEndMatches(absl::string_view pattern, absl::string_view path) {
  while (true) {
    if (GlobMatches(pattern, path)) return true;
    const size_t slash = path.find('/');
    if (slash == absl::string_view::npos) return false;
    path.remove_prefix(slash + 1);
  }
}

absl::string_view WithoutParameters(absl::string_view function) {
  return function.substr(0, function.find('('));
}

}  // namespace

bool SiteMatches(absl::string_view pattern, const analysis::SiteReport& site) {
  if (!site.label.empty() && GlobMatches(pattern, site.label)) return true;
  const absl::string_view brief = WithoutParameters(site.function);
  for (const absl::string_view function : {absl::string_view(site.function), brief}) {
    if (function.empty()) continue;
    if (GlobMatches(pattern, function)) return true;
    if (PathEndMatches(pattern, absl::StrCat(site.file, ":", function))) return true;
  }
  if (PathEndMatches(pattern, absl::StrCat(site.file, ":", site.line))) return true;
  if (PathEndMatches(pattern, site.file)) return true;
  return !site.module.empty() && PathEndMatches(pattern, site.module);
}

bool ScopeMatches(absl::string_view pattern, absl::string_view path) {
  if (path.empty()) return false;
  if (GlobMatches(pattern, path)) return true;
  const size_t slash = path.rfind('/');
  return slash != absl::string_view::npos && GlobMatches(pattern, path.substr(slash + 1));
}

bool IsWithin(absl::string_view path, absl::string_view scope) {
  return path.substr(0, scope.size()) == scope &&
         (path.size() == scope.size() || path[scope.size()] == '/');
}

}  // namespace tidemark::gate
