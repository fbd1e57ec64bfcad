// The options by which the verbs that analyse traces are told how to read them.
//
//   ReadingFlags flags;
//   flags.Declare(&line);
//   flags.Apply(&analyze_options);
#ifndef TIDEMARK_TOOLS_TIDEMARK_READING_FLAGS_H_
#define TIDEMARK_TOOLS_TIDEMARK_READING_FLAGS_H_

#include "tidemark/analysis/analyze.h"
#include "tidemark/command_line.h"

namespace tidemark::cli {

class ReadingFlags {
 public:
  void Declare(CommandLine* line);
  void Apply(analysis::AnalyzeOptions* options) const;

 private:
  bool recover_ = false;
  int threads_ = 0;
};

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_READING_FLAGS_H_
