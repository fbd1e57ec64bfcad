// A line of styled text that never grows wider than the terminal.
//
// Produced by the sections of the text report; consumed by its renderer.
//
// Ownership: values. Threading: pure functions.
// Units: widths are terminal columns.
//
//   Line line;
//   line.Add("PEAK", Style::kHeading).Add("  152 MiB");
//   std::string text = RenderLine(line, options);  // with its newline
#ifndef TIDEMARK_REPORT_LINE_H_
#define TIDEMARK_REPORT_LINE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "tidemark/report/terminal.h"

namespace tidemark::report {

enum class Style { kPlain, kHeading, kFaint, kGood, kWarning, kError, kName };

class Line {
 public:
  Line& Add(std::string text, Style style = Style::kPlain);
  // Adds blanks up to column `column`; nothing if the line is already there.
  Line& PadTo(size_t column);
  // Adds `text` so that it ends before column `end`, or after one blank where that is too late.
  Line& AddRight(std::string text, size_t end, Style style = Style::kPlain);

  size_t width() const;

 private:
  friend std::string RenderLine(const Line& line, const TextOptions& options);
  struct Piece {
    std::string text;
    Style style;
  };
  std::vector<Piece> pieces_;
};

// Shortens what does not fit, leaves no blanks at the end, colors if asked.
std::string RenderLine(const Line& line, const TextOptions& options);

// `text` broken between words into lines of at most `width` columns, at least one.
std::vector<std::string> WrapWords(const std::string& text, size_t width);

}  // namespace tidemark::report

#endif  // TIDEMARK_REPORT_LINE_H_
