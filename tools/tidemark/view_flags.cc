#include "tidemark/view_flags.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/base/status.h"

namespace tidemark::cli {

void ViewFlags::Declare(CommandLine* line) {
  line->Flag("--timeline", &timeline_, "who held the live bytes over time, as a chart");
  line->FlagWithValue("--tree", &tree_, report::CallMetricNames(),
                      "who called, as a tree: for what was live at the peak (default), or "
                      "leaked, total or copied");
}

absl::Status ViewFlags::Apply(const std::string& verb, const std::string& format,
                              SourceFlags* source, analysis::AnalyzeOptions* options) {
  files_ = source->TakeFiles();
  roots_ = source->roots();
  if (!any()) return absl::OkStatus();
  if (!tree_.empty()) {
    TIDEMARK_RETURN_IF_ERROR(CheckChoice("tree", tree_, report::CallMetricNames()));
  }
  if (format != "text" && format != "json") {
    return absl::InvalidArgumentError(absl::StrCat(
        verb, ": --timeline, --tree and --source FILE are text or json, not ", format));
  }
  options->details.site_timeline = options->details.site_timeline || timeline_;
  options->details.marks = options->details.marks || timeline_;
  options->details.call_tree = options->details.call_tree || !tree_.empty() || !files_.empty();
  options->break_down = options->break_down || !files_.empty();
  return absl::OkStatus();
}

absl::StatusOr<report::Views> ViewFlags::Make(const std::string& verb,
                                              const analysis::Report& report) const {
  report::Views views;
  views.timeline = timeline_;
  if (!tree_.empty()) views.tree = report::FindCallMetric(tree_);
  for (const std::string& file : files_) {
    absl::StatusOr<std::vector<report::SourceListing>> listings =
        report::ListSource(report, file, roots_);
    if (!listings.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          verb, ": --source: there is no such folder, and ", listings.status().message()));
    }
    for (report::SourceListing& listing : *listings) views.sources.push_back(std::move(listing));
  }
  return views;
}

}  // namespace tidemark::cli
