// What happens when the command is interrupted: it leaves nothing behind, and dies of the signal, so
// that a shell knows.
//
// Called once, by main. `tidemark run` has handlers of its own while the program runs.
//
//   CleanUpWhenInterrupted();
#ifndef TIDEMARK_TOOLS_TIDEMARK_INTERRUPTION_H_
#define TIDEMARK_TOOLS_TIDEMARK_INTERRUPTION_H_

namespace tidemark::cli {

// For Ctrl-C, Ctrl-\, a closed terminal and kill: a signal that is ignored, as under nohup, stays so.
void CleanUpWhenInterrupted();

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_INTERRUPTION_H_
