// What part a function plays between the user's program and malloc.
//
// Decided by names and files; consumed by Places, to decide which frame of a stack is the place in
// the user's code that an allocation belongs to.
//
// Threading: pure functions.
#ifndef TIDEMARK_ANALYSIS_SYMBOLS_FRAME_ROLE_H_
#define TIDEMARK_ANALYSIS_SYMBOLS_FRAME_ROLE_H_

#include "absl/strings/string_view.h"
#include "tidemark/analysis/symbols/source_frame.h"

namespace tidemark::analysis {

enum class FrameRole {
  kProgram,     // somebody's code: what the user looks for
  kRecorder,    // tidemark's own interposer
  kAllocator,   // malloc, operator new, and functions that do nothing but call them
  kCxxLibrary,  // the inside of the C++ standard library
  kStart,       // what runs before main, and starts threads
  kEvaluator,   // the part of an interpreter that runs scripts and calls their functions
  kScript,      // a line of a script, as the recorder saw it in the interpreter
};

// What a trace calls the module of a script's frames.
inline constexpr absl::string_view kScriptModule = "python";

// `module`: the path of the file that the code is in.
FrameRole RoleOf(const SourceFrame& frame, absl::string_view module);

// What a library allocates by code without a symbol while it is loaded, and keeps to the end: the C++
// library's memory for exceptions thrown when there is no other. Empty for other libraries.
absl::string_view StartupAllocation(absl::string_view module);

// Whether a function of that name only hands out memory: malloc, xmalloc, g_malloc,
// PyObject_Malloc.
bool IsAllocator(absl::string_view function);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_SYMBOLS_FRAME_ROLE_H_
