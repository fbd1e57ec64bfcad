// `tidemark merge`: one report of several traces: of the ranks of a program, of runs, or of the
// pieces of one trace.
#ifndef TIDEMARK_TOOLS_TIDEMARK_MERGE_COMMAND_H_
#define TIDEMARK_TOOLS_TIDEMARK_MERGE_COMMAND_H_

#include "tidemark/command.h"

namespace tidemark::cli {

Command MergeCommand();

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_MERGE_COMMAND_H_
