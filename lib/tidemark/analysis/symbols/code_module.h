// The file that code of a recorded program came from.
//
// Produced from the frames of a trace; consumed by Symbolizer, which looks for the file again.
#ifndef TIDEMARK_ANALYSIS_SYMBOLS_CODE_MODULE_H_
#define TIDEMARK_ANALYSIS_SYMBOLS_CODE_MODULE_H_

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"

namespace tidemark::analysis {

// Whether a text is one, and so nothing else when it becomes part of a path: hexadecimal digits.
inline bool IsBuildId(const std::string& text) {
  constexpr size_t kLongest = 128;  // digits
  return !text.empty() && text.size() <= kLongest &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isxdigit(static_cast<unsigned char>(c)); });
}

struct CodeModule {
  std::string path;      // where it was when the program ran
  std::string build_id;  // lower-case hexadecimal; empty: it had none

  // NOLINTNEXTLINE(modernize-use-nullptr): a zero that the compiler writes
  friend auto operator<=>(const CodeModule&, const CodeModule&) = default;
};

// What is known of a module.
enum class SymbolDetail : unsigned char {
  kNothing,
  kSymbols,    // names of functions
  kDebugInfo,  // also inlined ones, files and lines
};

// Why names are missing.
enum class SymbolProblem : unsigned char {
  kNone,
  kMissing,   // the file is not there, or cannot be read
  kDiffers,   // another build lies there now
  kNotElf,    // what lies there is no ELF file
  kStripped,  // it has no symbols, and no file with debug info was found
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_SYMBOLS_CODE_MODULE_H_
