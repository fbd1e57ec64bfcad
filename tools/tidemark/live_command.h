// `tidemark live`: shows what a program that is being recorded does at this moment.
#ifndef TIDEMARK_TOOLS_TIDEMARK_LIVE_COMMAND_H_
#define TIDEMARK_TOOLS_TIDEMARK_LIVE_COMMAND_H_

#include "tidemark/command.h"

namespace tidemark::cli {

Command LiveCommand();

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_LIVE_COMMAND_H_
