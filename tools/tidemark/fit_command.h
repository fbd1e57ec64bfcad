// `tidemark fit`: how a program's memory grows with the size of its input.
#ifndef TIDEMARK_TOOLS_TIDEMARK_FIT_COMMAND_H_
#define TIDEMARK_TOOLS_TIDEMARK_FIT_COMMAND_H_

#include "tidemark/command.h"

namespace tidemark::cli {

Command FitCommand();

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_FIT_COMMAND_H_
