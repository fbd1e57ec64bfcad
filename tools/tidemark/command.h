// A verb of the command line, as data: its name, what it is for, and what runs it.
//
// Produced by each <verb>_command.cc; consumed by the registry, main and `tidemark help`.
//
// Ownership: the strings are literals. Threading: one thread.
#ifndef TIDEMARK_TOOLS_TIDEMARK_COMMAND_H_
#define TIDEMARK_TOOLS_TIDEMARK_COMMAND_H_

#include <string>
#include <vector>

#include "tidemark/exit_code.h"

namespace tidemark::cli {

struct Command {
  const char* name;
  const char* summary;  // one line
  // `arguments` are those after the verb. Prints its own errors.
  ExitCode (*run)(const std::vector<std::string>& arguments);
  // What `tidemark help NAME` prints.
  std::string (*help)();
};

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_COMMAND_H_
