// The file that code of a recorded program came from.
//
// Produced from the frames of a trace; consumed by Symbolizer, which looks for the file again.
#ifndef TIDEMARK_ANALYSIS_SYMBOLS_CODE_MODULE_H_
#define TIDEMARK_ANALYSIS_SYMBOLS_CODE_MODULE_H_

#include <string>

namespace tidemark::analysis {

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
