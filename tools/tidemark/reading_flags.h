// The options by which the verbs that analyse traces are told how to read them.
//
//   ReadingFlags flags;
//   flags.Declare(&line);
//   TIDEMARK_RETURN_IF_ERROR(flags.Apply("report", &analyze_options));
#ifndef TIDEMARK_TOOLS_TIDEMARK_READING_FLAGS_H_
#define TIDEMARK_TOOLS_TIDEMARK_READING_FLAGS_H_

#include <string>

#include "absl/status/status.h"
#include "tidemark/analysis/analyze.h"
#include "tidemark/command_line.h"

namespace tidemark::cli {

class ReadingFlags {
 public:
  void Declare(CommandLine* line);

  // InvalidArgument for a number of threads that makes no sense.
  absl::Status Apply(const std::string& verb, analysis::AnalyzeOptions* options) const;

 private:
  bool recover_ = false;
  int threads_ = 0;
};

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_READING_FLAGS_H_
