#include "tidemark/report/line.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tidemark/base/display_text.h"

namespace tidemark::report {
namespace {

const char* EscapeOf(Style style) {
  switch (style) {
    case Style::kPlain:
      return "";
    case Style::kHeading:
      return "\x1b[1m";
    case Style::kFaint:
      return "\x1b[2m";
    case Style::kGood:
      return "\x1b[32m";
    case Style::kWarning:
      return "\x1b[33m";
    case Style::kError:
      return "\x1b[31m";
    case Style::kName:
      return "\x1b[36m";
  }
  return "";
}

}  // namespace

Line& Line::Add(std::string text, Style style) {
  pieces_.push_back({std::move(text), style});
  return *this;
}

Line& Line::PadTo(size_t column) {
  const size_t used = width();
  if (used < column) Add(std::string(column - used, ' '));
  return *this;
}

Line& Line::AddRight(std::string text, size_t end, Style style) {
  const size_t columns = DisplayWidth(text);
  const size_t used = width();
  if (used > 0 && used + columns >= end) {
    Add(" ");  // the columns before have grown into this one
  } else if (columns < end) {
    PadTo(end - columns);
  }
  return Add(std::move(text), style);
}

size_t Line::width() const {
  size_t total = 0;
  for (const Piece& piece : pieces_) total += DisplayWidth(piece.text);
  return total;
}

std::string RenderLine(const Line& line, const TextOptions& options) {
  std::string rendered;
  size_t room = static_cast<size_t>(options.width);
  for (const Line::Piece& piece : line.pieces_) {
    const bool fits = DisplayWidth(piece.text) <= room;
    const std::string text = ElideEnd(piece.text, room, options.unicode);
    const char* escape = EscapeOf(piece.style);
    const bool colored = options.color && *escape != '\0' && !text.empty();
    absl::StrAppend(&rendered, colored ? escape : "", text, colored ? "\x1b[0m" : "");
    if (!fits) break;
    room -= DisplayWidth(piece.text);
  }
  absl::StripTrailingAsciiWhitespace(&rendered);
  return rendered + "\n";
}

std::vector<std::string> WrapWords(const std::string& text, size_t width) {
  std::vector<std::string> lines(1);
  for (const absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    const bool first = lines.back().empty();
    if (!first && DisplayWidth(lines.back()) + 1 + DisplayWidth(word) > width) {
      lines.emplace_back(word);
    } else {
      absl::StrAppend(&lines.back(), first ? "" : " ", word);
    }
  }
  return lines;
}

}  // namespace tidemark::report
