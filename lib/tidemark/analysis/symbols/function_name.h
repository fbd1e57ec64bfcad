// The name of a function as people read it, from the name that the linker knows it by.
//
// Produced from symbols and debug info; consumed by Symbolizer.
//
// C++ names are demangled and lose what makes them long: the parameters, the return type, default
// arguments of the standard library's templates, inline and anonymous namespaces, and template
// arguments of more than a few characters. What the compiler adds to the name of a part of a
// function (.cold, .part.0, .constprop.0, .isra.0), the linker to a version (@@GLIBC_2.34) and
// glibc to what it calls itself (__GI_) goes.
//
// Threading: pure functions. Errors: none; what is no C++ name stays as it is, cut to a bound.
//
//   FunctionName("_ZN3app5CacheIiE4growEm");  // "app::Cache<int>::grow"
#ifndef TIDEMARK_ANALYSIS_SYMBOLS_FUNCTION_NAME_H_
#define TIDEMARK_ANALYSIS_SYMBOLS_FUNCTION_NAME_H_

#include <string>

#include "absl/strings/string_view.h"

namespace tidemark::analysis {

std::string FunctionName(absl::string_view linkage_name);

// The same for a name that is demangled already.
std::string ShortFunctionName(absl::string_view demangled);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_SYMBOLS_FUNCTION_NAME_H_
