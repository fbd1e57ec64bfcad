#include "tidemark/report/site_column.h"

#include "absl/strings/str_cat.h"
#include "tidemark/base/display_text.h"

namespace tidemark::report {
namespace {

// Below this many columns a shortened function name says nothing.
constexpr size_t kLeastFunctionWidth = 10;

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

}  // namespace

std::string SiteColumn(const analysis::SiteReport& site, size_t width, bool unicode) {
  const std::string function = CleanForDisplay(site.function, unicode);
  std::string label;
  if (!site.label.empty()) label = absl::StrCat("[", CleanForDisplay(site.label, unicode), "]");
  std::string place;
  if (!site.file.empty()) {
    place = CleanForDisplay(site.file, unicode);
    if (site.line > 0) absl::StrAppend(&place, ":", site.line);
  }
  if (place.empty() && function.empty() && label.empty()) place = "(unknown site)";
  std::string column = ElidePath(place, width, unicode);
  for (const std::string& part : {function, label}) {
    if (part.empty()) continue;
    const size_t gap = column.empty() ? 0 : 2;
    const size_t used = DisplayWidth(column) + gap;
    const bool fits = used + DisplayWidth(part) <= width || used + kLeastFunctionWidth <= width;
    if (!fits && !column.empty()) break;
    absl::StrAppend(&column, std::string(gap, ' '), ElideMiddle(part, width - used, unicode));
  }
  return column;
}

}  // namespace tidemark::report
