// `tidemark baseline`.
#ifndef TIDEMARK_TOOLS_TIDEMARK_BASELINE_COMMAND_H_
#define TIDEMARK_TOOLS_TIDEMARK_BASELINE_COMMAND_H_

#include "tidemark/command.h"

namespace tidemark::cli {

Command BaselineCommand();

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_BASELINE_COMMAND_H_
