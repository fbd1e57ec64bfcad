// The options by which the verbs that judge leaks are told what is none.
//
//   LeakFlags flags;
//   flags.Declare(&line);
//   TIDEMARK_RETURN_IF_ERROR(flags.Apply("report", &analyze_options));
#ifndef TIDEMARK_TOOLS_TIDEMARK_LEAK_FLAGS_H_
#define TIDEMARK_TOOLS_TIDEMARK_LEAK_FLAGS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tidemark/analysis/analyze.h"
#include "tidemark/command_line.h"

namespace tidemark::cli {

class LeakFlags {
 public:
  void Declare(CommandLine* line);

  static std::vector<std::string> Names() {
    return {"--suppressions", "--no-builtin-suppressions"};
  }

  // InvalidArgument where a file cannot be read, or is no file of suppressions. Says on standard
  // error which lines of the files are not about leaks.
  absl::Status Apply(const std::string& verb, analysis::AnalyzeOptions* options) const;

 private:
  std::vector<std::string> files_;
  bool no_builtin_ = false;
};

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_LEAK_FLAGS_H_
