// The options by which the verbs that show or judge findings find the program's source, to read in it
// what it allows (TIDEMARK_ALLOW).
//
// The verb report shows source as well: there a value that is no folder is a file that is asked for.
//
//   SourceFlags flags;
//   flags.Declare(&line);
//   TIDEMARK_RETURN_IF_ERROR(flags.Apply(line, &analyze_options));
#ifndef TIDEMARK_TOOLS_TIDEMARK_SOURCE_FLAGS_H_
#define TIDEMARK_TOOLS_TIDEMARK_SOURCE_FLAGS_H_

#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "absl/status/status.h"
#include "tidemark/analysis/analyze.h"
#include "tidemark/command_line.h"

namespace tidemark::cli {

class SourceFlags {
 public:
  void Declare(CommandLine* line,
               const char* help =
                   "where the program's source is, if not where it was built or here "
                   "(may be repeated)") {
    line->Option("--source", &roots_, help);
    line->Flag("--no-source", &no_source_, "read no source: neither what it allows, nor its text");
  }

  // The values that are no folders, which are no places of the source from here on.
  std::vector<std::string> TakeFiles() {
    const auto is_folder = [](const std::string& path) {
      std::error_code ignored;
      return std::filesystem::is_directory(path, ignored);
    };
    const auto files = std::stable_partition(roots_.begin(), roots_.end(), is_folder);
    std::vector<std::string> taken(files, roots_.end());
    roots_.erase(files, roots_.end());
    return taken;
  }

  const std::vector<std::string>& roots() const { return roots_; }
  bool wanted() const { return !no_source_; }

  // InvalidArgument where source is asked for and forbidden.
  absl::Status Apply(const CommandLine& line, analysis::AnalyzeOptions* options) const {
    options->read_source = !no_source_;
    options->source_roots = roots_;
    return line.Exclude("--source", "--no-source");
  }

 private:
  std::vector<std::string> roots_;
  bool no_source_ = false;
};

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_SOURCE_FLAGS_H_
