#include "tidemark/report/site_column.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tidemark/base/display_text.h"
#include "tidemark/base/python_module.h"

namespace tidemark::report {
namespace {

// Below this many columns a shortened function name says nothing.
constexpr size_t kLeastFunctionWidth = 10;
constexpr size_t kGap = 2;

std::string FileName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::string ElidePath(const std::string& path, size_t width, bool unicode) {
  const size_t slash = path.rfind('/');
  if (DisplayWidth(path) <= width || slash == std::string::npos) {
    return ElideMiddle(path, width, unicode);
  }
  const std::string name = path.substr(slash);  // with its slash
  const size_t name_width = DisplayWidth(name);
  const size_t mark_width = unicode ? 1 : 3;
  if (name_width + mark_width + 1 > width) return ElideMiddle(path, width, unicode);
  return absl::StrCat(ElideEnd(path.substr(0, slash), width - name_width, unicode), name);
}

// The least that says which file it is.
size_t LeastPathWidth(const std::string& path, bool unicode) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return DisplayWidth(path);
  return std::min(DisplayWidth(path), DisplayWidth(path.substr(slash)) + (unicode ? 2 : 4));
}

// Of code without a source file the library says enough where it is not in the name already.
std::string PlaceText(const analysis::SiteReport& site) {
  if (site.file.empty()) return "";
  if (site.file != site.module) {
    const std::string module = InstalledPythonModule(site.file);
    const std::string& place = module.empty() ? site.file : module;
    return site.line > 0 ? absl::StrCat(place, ":", site.line) : place;
  }
  const std::string name = FileName(site.module);
  return absl::StartsWith(site.function, absl::StrCat(name, "+0x")) ? "" : name;
}

}  // namespace

std::string SiteColumn(const analysis::SiteReport& site, size_t width, bool unicode) {
  const std::string function = CleanForDisplay(site.function, unicode);
  std::string label;
  if (!site.label.empty()) label = absl::StrCat("[", CleanForDisplay(site.label, unicode), "]");
  std::string place = CleanForDisplay(PlaceText(site), unicode);
  if (place.empty() && function.empty() && label.empty()) place = "(unknown site)";
  // The folders of the path make way for the function.
  size_t path_width = width;
  if (!place.empty() && !function.empty()) {
    const size_t wanted = kGap + DisplayWidth(function);
    path_width = std::max(LeastPathWidth(place, unicode), width > wanted ? width - wanted : 0);
    const size_t least = kGap + std::min(DisplayWidth(function), kLeastFunctionWidth);
    if (path_width + least > width) path_width = width;  // there is no room for it at all
  }
  std::string column = ElidePath(place, std::min(path_width, width), unicode);
  for (const std::string& part : {function, label}) {
    if (part.empty()) continue;
    const size_t gap = column.empty() ? 0 : kGap;
    const size_t used = DisplayWidth(column) + gap;
    const bool fits = used + DisplayWidth(part) <= width || used + kLeastFunctionWidth <= width;
    if (!fits && !column.empty()) break;
    absl::StrAppend(&column, std::string(gap, ' '), ElideMiddle(part, width - used, unicode));
  }
  return column;
}

std::string CallerText(const analysis::SiteReport& site, bool unicode) {
  const bool has_source = !site.file.empty() && site.file != site.module;
  std::string text = CleanForDisplay(site.function, unicode);
  if (text.empty() || has_source) {
    const std::string module = InstalledPythonModule(site.file);
    std::string place = CleanForDisplay(module.empty() ? FileName(site.file) : module, unicode);
    if (has_source && site.line > 0) absl::StrAppend(&place, ":", site.line);
    absl::StrAppend(&text, text.empty() ? "" : " ", place);
  }
  return text;
}

}  // namespace tidemark::report
