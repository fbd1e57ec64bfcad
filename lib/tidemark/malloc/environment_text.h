// Reads and edits the process's environment in place, without allocating.
//
// Used during process start, when setenv may not be safe to call, and to hide tidemark's variables
// from child processes.
//
// Threading: only while the process is single-threaded.
#ifndef TIDEMARK_MALLOC_ENVIRONMENT_TEXT_H_
#define TIDEMARK_MALLOC_ENVIRONMENT_TEXT_H_

#include <string_view>

namespace tidemark::malloc_internal {

// This library's file name.
inline constexpr char kLibraryName[] = "libtidemark_malloc.so";

// The value, which may be overwritten in place up to its length; nullptr when it is not set.
char* FindVariable(const char* name) noexcept;

void RemoveVariable(const char* name) noexcept;

// The entry with the file name `library` of a list such as LD_PRELOAD's; "" if there is none.
// `list` may be null.
std::string_view FindInPreload(const char* list, std::string_view library) noexcept;

// Removes the entries with the file name `library` from LD_PRELOAD.
void RemoveFromPreload(const char* library) noexcept;

}  // namespace tidemark::malloc_internal

#endif  // TIDEMARK_MALLOC_ENVIRONMENT_TEXT_H_
