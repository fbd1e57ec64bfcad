// Source files that a trace names, where they are at hand.
//
// Read by SourceAllowances for what the source allows, and by the report for annotated source.
//
// A path is looked for as it is, and below each root as a whole and without leading folders, so that a
// build elsewhere does not matter. Only regular files of at most kLargestSource bytes are read.
//
// Threading: any thread. Errors: none; what cannot be read is not there.
//
//   if (auto source = ReadSourceFile("src/a.cc", {"/home/me/project"})) Show(source->text);
#ifndef TIDEMARK_ANALYSIS_RULES_SOURCE_FILES_H_
#define TIDEMARK_ANALYSIS_RULES_SOURCE_FILES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::analysis {

inline constexpr int64_t kLargestSource = int64_t{16} << 20;

struct SourceFile {
  std::string path;  // on this machine
  std::string text;
};

std::optional<SourceFile> ReadSourceFile(const std::string& file,
                                         const std::vector<std::string>& roots);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_SOURCE_FILES_H_
