// `tidemark export`: a trace in the formats of other viewers.
#ifndef TIDEMARK_TOOLS_TIDEMARK_EXPORT_COMMAND_H_
#define TIDEMARK_TOOLS_TIDEMARK_EXPORT_COMMAND_H_

#include "tidemark/command.h"

namespace tidemark::cli {

Command ExportCommand();

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_EXPORT_COMMAND_H_
