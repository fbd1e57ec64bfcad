// `tidemark recover`: one file out of the trace of a killed program and the ring file beside it.
#ifndef TIDEMARK_TOOLS_TIDEMARK_RECOVER_COMMAND_H_
#define TIDEMARK_TOOLS_TIDEMARK_RECOVER_COMMAND_H_

#include "tidemark/command.h"

namespace tidemark::cli {

Command RecoverCommand();

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_RECOVER_COMMAND_H_
