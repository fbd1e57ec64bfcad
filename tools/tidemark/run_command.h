// `tidemark run`: runs an unmodified program and records its heap.
#ifndef TIDEMARK_TOOLS_TIDEMARK_RUN_COMMAND_H_
#define TIDEMARK_TOOLS_TIDEMARK_RUN_COMMAND_H_

#include "tidemark/command.h"

namespace tidemark::cli {

Command RunCommand();

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_RUN_COMMAND_H_
