// `tidemark report TRACE`: shows what the analysis of a trace found, as text or JSON.
#ifndef TIDEMARK_TOOLS_TIDEMARK_REPORT_COMMAND_H_
#define TIDEMARK_TOOLS_TIDEMARK_REPORT_COMMAND_H_

#include "tidemark/command.h"

namespace tidemark::cli {

Command ReportCommand();

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_REPORT_COMMAND_H_
