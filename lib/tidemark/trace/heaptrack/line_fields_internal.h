// A cursor over the fields of a line: numbers in hexadecimal, and texts, with a blank between them.
//
// Used by HeaptrackReader, line by line.
//
// Errors: the first one stays, and says what was found and expected, and at which column.
//
//   LineFields fields("a 1d8 7");
//   uint64_t bytes = 0;
//   if (!fields.Number("a size", &bytes)) return fields.problem();
#ifndef TIDEMARK_TRACE_HEAPTRACK_LINE_FIELDS_INTERNAL_H_
#define TIDEMARK_TRACE_HEAPTRACK_LINE_FIELDS_INTERNAL_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace tidemark::trace {

class LineFields {
 public:
  // Begins behind the letter that says what the line is, and the blank behind it.
  explicit LineFields(absl::string_view line);

  bool at_end() const { return at_ == line_.size(); }
  absl::string_view rest() const { return line_.substr(at_); }

  // Each takes a field, which messages call `what`; false where there is none of its kind.
  bool Number(absl::string_view what, uint64_t* value);
  bool Number(absl::string_view what, uint64_t most, uint64_t* value);
  // Preceded by its length, so that it may contain blanks.
  bool SizedText(absl::string_view what, absl::string_view* text);
  // Up to the next blank.
  bool Word(absl::string_view what, absl::string_view* text);

  // Nothing may be left.
  bool End();

  // Of the value that was taken last: what is wrong with it is known to the caller only.
  bool Reject(std::string problem);

  // Counts bytes, from 1.
  size_t column() const { return column_; }
  const std::string& problem() const { return problem_; }

 private:
  const absl::string_view line_;
  size_t at_;
  size_t column_ = 1;
  std::string problem_;
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_HEAPTRACK_LINE_FIELDS_INTERNAL_H_
