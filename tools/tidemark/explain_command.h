// `tidemark explain`: what a rule finds, how to mend it, and when not to.
#ifndef TIDEMARK_TOOLS_TIDEMARK_EXPLAIN_COMMAND_H_
#define TIDEMARK_TOOLS_TIDEMARK_EXPLAIN_COMMAND_H_

#include "tidemark/command.h"

namespace tidemark::cli {

Command ExplainCommand();

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_EXPLAIN_COMMAND_H_
