// folded: a line for each call stack, "main (a.cc:3);load (a.cc:10) 8000", root first.
//
// What separates is left out of names: a semicolon becomes a colon, a blank is single and never at an
// end. A name of digits alone cannot be taken for the bytes, for those come last.
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tidemark/exports/format_rows_internal.h"
#include "tidemark/exports/frame_text.h"

namespace tidemark::exports {
namespace {

std::string FoldedName(const analysis::CallNode& node) {
  std::string name = absl::StrReplaceAll(FrameText(node), {{";", ":"}});
  absl::RemoveExtraAsciiWhitespace(&name);
  return name;
}

}  // namespace

absl::StatusOr<std::string> Folded(const analysis::Report& report, const ExportOptions& options) {
  const analysis::CallTree& tree = report.details.call_tree;
  std::string text;
  for (size_t node = 0; node < tree.nodes.size(); ++node) {
    const int64_t bytes = tree.nodes[node].self.*options.metric->bytes;
    if (bytes <= 0) continue;
    const char* separator = "";
    for (const size_t at : PathTo(tree, node)) {
      absl::StrAppend(&text, separator, FoldedName(tree.nodes[at]));
      separator = ";";
    }
    absl::StrAppend(&text, " ", bytes, "\n");
  }
  return text;
}

}  // namespace tidemark::exports
