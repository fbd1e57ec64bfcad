// `tidemark convert`: a trace in the other encoding.
#ifndef TIDEMARK_TOOLS_TIDEMARK_CONVERT_COMMAND_H_
#define TIDEMARK_TOOLS_TIDEMARK_CONVERT_COMMAND_H_

#include "tidemark/command.h"

namespace tidemark::cli {

Command ConvertCommand();

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_CONVERT_COMMAND_H_
