// `tidemark suppressions`: lists what is live at exit and yet no leak, and why.
#ifndef TIDEMARK_TOOLS_TIDEMARK_SUPPRESSIONS_COMMAND_H_
#define TIDEMARK_TOOLS_TIDEMARK_SUPPRESSIONS_COMMAND_H_

#include "tidemark/command.h"

namespace tidemark::cli {

Command SuppressionsCommand();

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_SUPPRESSIONS_COMMAND_H_
