#include "tidemark/report/views.h"

#include "absl/strings/str_cat.h"
#include "tidemark/report/table_formats.h"
#include "tidemark/report/timeline_view.h"

namespace tidemark::report {

std::string TextViews(const analysis::Report& report, const std::vector<Table>& tables,
                      const Views& views, const TextOptions& options) {
  std::string text = TextTables(report, tables, options);
  const auto append = [&](const std::vector<Line>& lines) {
    text += "\n";
    for (const Line& line : lines) absl::StrAppend(&text, RenderLine(line, options));
  };
  if (views.timeline) append(TimelineLines(report, options));
  if (views.tree != nullptr) append(CallLines(report, *views.tree, options));
  for (const SourceListing& source : views.sources) append(SourceLines(report, source, options));
  return text;
}

}  // namespace tidemark::report
