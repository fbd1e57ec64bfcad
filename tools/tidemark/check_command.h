// `tidemark check TRACE... --limit LIMIT`: fails when a trace goes over a limit.
#ifndef TIDEMARK_TOOLS_TIDEMARK_CHECK_COMMAND_H_
#define TIDEMARK_TOOLS_TIDEMARK_CHECK_COMMAND_H_

#include "tidemark/command.h"

namespace tidemark::cli {

Command CheckCommand();

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_CHECK_COMMAND_H_
