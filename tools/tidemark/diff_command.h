// `tidemark diff`.
#ifndef TIDEMARK_TOOLS_TIDEMARK_DIFF_COMMAND_H_
#define TIDEMARK_TOOLS_TIDEMARK_DIFF_COMMAND_H_

#include "tidemark/command.h"

namespace tidemark::cli {

Command DiffCommand();

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_DIFF_COMMAND_H_
