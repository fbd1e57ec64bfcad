// Finds functions in the libraries that the process has loaded, without the loader's help.
//
// Used by the interposed functions to find what they stand in for. dlsym and dladdr take the
// loader's locks, and dlsym formats an error, with the program's malloc, where a name is missing;
// both may be called from inside of the very malloc that is being looked for. This walks the list of
// loaded libraries and their hash tables instead: no lock, no allocation, no error text.
//
// Threading: while no library is being loaded or unloaded, which holds when the process starts.
//   Later calls read a list that the loader only ever appends to, for libraries that stay.
//
//   const LoadedSymbol next = FindNextSymbol("malloc");
//   if (next.address != nullptr && next.IsOfLibrary("libc.so")) ...
#ifndef TIDEMARK_MALLOC_LOADED_SYMBOLS_H_
#define TIDEMARK_MALLOC_LOADED_SYMBOLS_H_

struct link_map;

namespace tidemark::malloc_internal {

struct LoadedSymbol {
  void* address = nullptr;            // null: there is none
  const link_map* library = nullptr;  // that defines it

  // Whether the file name of the defining library begins so.
  bool IsOfLibrary(const char* prefix) const noexcept;
  bool IsOfThisLibrary() const noexcept;
};

// The default version of a function: in the libraries behind this one in the order of loading (what
// RTLD_NEXT finds), or in all of them, the program first (what RTLD_DEFAULT finds).
LoadedSymbol FindNextSymbol(const char* name) noexcept;
LoadedSymbol FindFirstSymbol(const char* name) noexcept;

}  // namespace tidemark::malloc_internal

#endif  // TIDEMARK_MALLOC_LOADED_SYMBOLS_H_
