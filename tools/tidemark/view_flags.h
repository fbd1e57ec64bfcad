// The options that choose views of a report: who called, who held what over time, annotated source.
//
// Used by `tidemark report`: declared on its CommandLine, applied to the analysis, which then gathers
// what the views need, and asked for the views once there is a report.
//
// Ownership: values. Threading: one thread. Errors: InvalidArgument, for exit code 2.
#ifndef TIDEMARK_TOOLS_TIDEMARK_VIEW_FLAGS_H_
#define TIDEMARK_TOOLS_TIDEMARK_VIEW_FLAGS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tidemark/analysis/analyze.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/command_line.h"
#include "tidemark/report/views.h"
#include "tidemark/source_flags.h"

namespace tidemark::cli {

class ViewFlags {
 public:
  void Declare(CommandLine* line);

  // Takes the files from `source`.
  absl::Status Apply(const std::string& verb, const std::string& format, SourceFlags* source,
                     analysis::AnalyzeOptions* options);

  // What --tree shows; empty where it was not given.
  const std::string& tree() const { return tree_; }

  // Whether any view is asked for.
  bool any() const { return timeline_ || !tree_.empty() || !files_.empty(); }

  // Reads the source files that are asked for.
  absl::StatusOr<report::Views> Make(const std::string& verb, const analysis::Report& report) const;

 private:
  bool timeline_ = false;
  std::string tree_;
  std::vector<std::string> files_;
  std::vector<std::string> roots_;
};

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_VIEW_FLAGS_H_
