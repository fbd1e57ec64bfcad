// The text of a line of the program's source, by which a line is found again that has moved.
//
// Consumed by baselines: lines' numbers change with every commit, their text seldom.
//
// Only regular files below the given root are read, links followed: a trace may name any file of the
// machine, and what is read here may be committed. Files that are no text, or larger than
// kLargestFile, have no lines.
//
// Ownership: keeps the files that it read, at most kMostFiles. Threading: one thread at a time.
// Errors: none; what cannot be read has no text.
//
//   SourceText sources;
//   sources.Line({"/home/me/app", "src/a.cc"}, 12);  // "auto b = a.copy();"
#ifndef TIDEMARK_GATE_SITES_SOURCE_TEXT_H_
#define TIDEMARK_GATE_SITES_SOURCE_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tidemark/gate/sites/site_key.h"

namespace tidemark::gate {

class SourceText {
 public:
  static constexpr size_t kLargestFile = size_t{4} << 20;
  static constexpr size_t kMostFiles = 2000;
  static constexpr size_t kLongestLine = 160;  // columns; of a longer one its beginning

  // With single blanks, without those at the ends, cleaned for display. Lines count from 1.
  std::string Line(const RepositoryFile& file, int64_t line);

 private:
  struct Lines {
    std::string text;
    std::vector<size_t> begins;
  };
  static Lines Read(const RepositoryFile& file);

  std::map<std::string, Lines> files_;
};

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_SITES_SOURCE_TEXT_H_
