// The options by which the verbs that show or judge findings find the program's source, to read in it
// what it allows (TIDEMARK_ALLOW).
//
//   SourceFlags flags;
//   flags.Declare(&line);
//   flags.Apply(&analyze_options);
#ifndef TIDEMARK_TOOLS_TIDEMARK_SOURCE_FLAGS_H_
#define TIDEMARK_TOOLS_TIDEMARK_SOURCE_FLAGS_H_

#include <string>
#include <vector>

#include "tidemark/analysis/analyze.h"
#include "tidemark/command_line.h"

namespace tidemark::cli {

class SourceFlags {
 public:
  void Declare(CommandLine* line) {
    line->Option(
        "--source", &roots_,
        "where the program's source is, if not where it was built or here (may be repeated)");
    line->Flag("--no-source", &no_source_, "do not read in the source what it allows");
  }

  void Apply(analysis::AnalyzeOptions* options) const {
    options->read_source = !no_source_;
    options->source_roots = roots_;
  }

 private:
  std::vector<std::string> roots_;
  bool no_source_ = false;
};

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_SOURCE_FLAGS_H_
