// The verbs of the command line, in the order in which help lists them.
//
// Produced from the <verb>_command.h beside it; consumed by main and by `tidemark help`. A new verb
// is a new pair of files and one line in registry.cc.
//
// Threading: immutable.
#ifndef TIDEMARK_TOOLS_TIDEMARK_REGISTRY_H_
#define TIDEMARK_TOOLS_TIDEMARK_REGISTRY_H_

#include <string>
#include <vector>

#include "tidemark/command.h"

namespace tidemark::cli {

const std::vector<Command>& AllCommands();

// nullptr when there is none of that name.
const Command* FindCommand(const std::string& name);

// "unknown command 'repotr'; did you mean 'report'?"
std::string UnknownCommandMessage(const std::string& name);

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_REGISTRY_H_
