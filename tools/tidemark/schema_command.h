// `tidemark schema NAME`: the JSON Schema of something that the other verbs read or write.
#ifndef TIDEMARK_TOOLS_TIDEMARK_SCHEMA_COMMAND_H_
#define TIDEMARK_TOOLS_TIDEMARK_SCHEMA_COMMAND_H_

#include "tidemark/command.h"

namespace tidemark::cli {

Command SchemaCommand();

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_SCHEMA_COMMAND_H_
