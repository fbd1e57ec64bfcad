// The options by which the verbs that show places are told where to find the names of code.
//
//   SymbolFlags flags;
//   flags.Declare(&line);
//   TIDEMARK_RETURN_IF_ERROR(flags.Apply(line, &analyze_options));
#ifndef TIDEMARK_TOOLS_TIDEMARK_SYMBOL_FLAGS_H_
#define TIDEMARK_TOOLS_TIDEMARK_SYMBOL_FLAGS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tidemark/analysis/analyze.h"
#include "tidemark/command_line.h"

namespace tidemark::cli {

class SymbolFlags {
 public:
  void Declare(CommandLine* line);

  // InvalidArgument where a folder is not there, debuginfod servers cannot be asked, or what says where
  // to look stands beside --no-symbols.
  absl::Status Apply(const CommandLine& line, analysis::AnalyzeOptions* options) const;

 private:
  bool no_symbols_ = false;
  bool debuginfod_ = false;
  std::string sysroot_;
  std::vector<std::string> debug_folders_;
};

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_SYMBOL_FLAGS_H_
