// One HTML file that shows a run, or two runs side by side: everything in it, nothing fetched.
//
// Consumes Reports of an analysis that was asked for by AskForPage; its consumers are browsers, and
// `tidemark report --format html`.
//
// The file has a static core, tables and a picture of the live bytes, which needs no script and
// prints; and where the build has the web part (TIDEMARK_HTML), the data of all views and the script
// that shows them (PagePayload). What the trace names is not trusted: it stands in the core escaped,
// and else only within compressed data that the script shows as text. A content security policy keeps
// the page from loading or sending anything, and from running anything but its own script.
//
// Memory: O(bounds), whatever the trace. The page has at most PageOptions::most_bytes: where it would
// have more, rows are folded until it fits, and the page says so.
// Threading: pure functions. Equal reports give equal bytes. Errors: none.
//
//   AnalyzeOptions options;
//   AskForPage(&options);
//   const Report report = *Analyze("run.json", options);
//   file << HtmlPage({{.name = "run.json", .report = &report}}, {});
#ifndef TIDEMARK_PAGE_PAGE_H_
#define TIDEMARK_PAGE_PAGE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tidemark/analysis/analyze.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/page/page_bounds.h"
#include "tidemark/report/source_view.h"

namespace tidemark::page {

struct PageRun {
  std::string name;  // what to call it: the trace's file
  const analysis::Report* report = nullptr;
  std::vector<report::SourceListing> sources = {};  // to be shown with it (ListSourceAtHand)
};

struct PageOptions {
  std::string version = {};  // of the program that writes it
  PageBounds bounds = {};
  size_t most_bytes = size_t{12} << 20;
};

// Has everything gathered that a page shows.
void AskForPage(analysis::AnalyzeOptions* options);

// One run, or two: before and after.
std::string HtmlPage(absl::Span<const PageRun> runs, const PageOptions& options);

// Whether pages of this build have more than the static core.
bool HasWebPart();

}  // namespace tidemark::page

#endif  // TIDEMARK_PAGE_PAGE_H_
