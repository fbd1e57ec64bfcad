// Reads and edits the process's environment in place, without allocating.
//
// Used during process start, when setenv may not be safe to call, and to hide tidemark's variables
// from child processes.
//
// Threading: only while the process is single-threaded.
#ifndef TIDEMARK_MALLOC_ENVIRONMENT_TEXT_H_
#define TIDEMARK_MALLOC_ENVIRONMENT_TEXT_H_

namespace tidemark::malloc_internal {

// The value, which may be overwritten in place up to its length; nullptr when it is not set.
char* FindVariable(const char* name) noexcept;

void RemoveVariable(const char* name) noexcept;

// Removes the entries with the file name `library` from LD_PRELOAD.
void RemoveFromPreload(const char* library) noexcept;

}  // namespace tidemark::malloc_internal

#endif  // TIDEMARK_MALLOC_ENVIRONMENT_TEXT_H_
