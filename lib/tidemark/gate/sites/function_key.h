// One spelling of a function's name, whoever spelled it: GCC, clang, a demangler, a debugger.
//
// Made for the keys by which a place is found again in another trace (site_key.h).
//
// GCC writes `static T* app::Array<T>::make(T) [with T = float]` and `make<float>`, clang
// `static T *app::Array<float>::make(T) [T = float]` and `make`, a symbol's name reads
// `app::Array<float>::make(float) [clone .constprop.0]`. All but the last becomes "app::Array::make"
// or, where no namespaces were said, "make". What goes:
//   parameters, return type, specifiers, qualifiers, `requires`, template arguments, the type that a
//   conversion converts to, anonymous namespaces, those of a library's version (__cxx11, __1, v2),
//   ABI tags, and what compilers and linkers add (.part.0, @@GLIBC_2.34).
// A lambda is "{lambda}", without its number: compilers do not count alike. So instances of a
// template, overloads and the lambdas of one function are one; the dtype and the text of the line
// tell them apart where that matters.
//
// Threading: pure function. Errors: none; of text that is no function's name something is made that
//   is no longer than it. Cost: linear, names are cut to 16 KiB.
//
//   FunctionKey("void app::load(const T&) [with T = int]");  // "app::load"
#ifndef TIDEMARK_GATE_SITES_FUNCTION_KEY_H_
#define TIDEMARK_GATE_SITES_FUNCTION_KEY_H_

#include <string>

#include "absl/strings/string_view.h"

namespace tidemark::gate {

std::string FunctionKey(absl::string_view function);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_SITES_FUNCTION_KEY_H_
