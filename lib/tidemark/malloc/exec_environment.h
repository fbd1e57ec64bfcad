// What a program that takes over a recorded process by exec is told, so that the recording goes on.
//
// Remembered when the process starts, before it is hidden from the program; used by exec.cc.
//
// Ownership: memory of the recorder's own heap, which ends with the exec. Threading: any thread.
#ifndef TIDEMARK_MALLOC_EXEC_ENVIRONMENT_H_
#define TIDEMARK_MALLOC_EXEC_ENVIRONMENT_H_

#include <string>

namespace tidemark::malloc_internal {

// Keeps the variables that tidemark run has set, and which library it preloaded.
void RememberEnvironment();

// `environment` with these in it, and with the word that the process's trace is `trace`; nullptr
// when memory is short.
char* const* EnvironmentForExec(char* const* environment, const std::string& trace);

// The trace that was left to this program by the one which it took the place of, or "".
std::string TraceFromExec();

}  // namespace tidemark::malloc_internal

#endif  // TIDEMARK_MALLOC_EXEC_ENVIRONMENT_H_
