// The process's environment as text in place: read and changed without an allocation.
//
// Used while the process starts, when setenv may not be safe to call, and to keep what tidemark set
// from the programs that this one starts.
//
// Threading: as long as the process has one thread.
#ifndef TIDEMARK_MALLOC_ENVIRONMENT_TEXT_H_
#define TIDEMARK_MALLOC_ENVIRONMENT_TEXT_H_

#include <string_view>

namespace tidemark::malloc_internal {

// This library's file name.
inline constexpr char kLibraryName[] = "libtidemark_malloc.so";

// The value, which may be changed in place up to its length; nullptr when it is not set.
char* FindVariable(const char* name) noexcept;

void RemoveVariable(const char* name) noexcept;

// The entry of a list like LD_PRELOAD's whose file name is `library`; "" if there is none. `list`
// may be null.
std::string_view FindInPreload(const char* list, std::string_view library) noexcept;

// Takes the entries whose file name is `library` out of LD_PRELOAD.
void RemoveFromPreload(const char* library) noexcept;

}  // namespace tidemark::malloc_internal

#endif  // TIDEMARK_MALLOC_ENVIRONMENT_TEXT_H_
