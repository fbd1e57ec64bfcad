// `tidemark help [VERB]`: how to use the command, or one of its verbs.
#ifndef TIDEMARK_TOOLS_TIDEMARK_HELP_COMMAND_H_
#define TIDEMARK_TOOLS_TIDEMARK_HELP_COMMAND_H_

#include "tidemark/command.h"

namespace tidemark::cli {

Command HelpCommand();

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_HELP_COMMAND_H_
