// Sanitizes, measures and elides untrusted text for display on a terminal.
//
// File names, functions and labels in a trace are untrusted; reports pass them through here before
// printing.
//
// Units: widths are terminal columns; wide East Asian characters take two, combining marks none.
// Threading: pure functions.
//
//   CleanForDisplay("a\x1b[31mb\n", true);                  // "a�[31mb�"
//   ElideMiddle("src/very/long/way/to/file.cc:10", 20, true);  // "src/ver…o/file.cc:10"
#ifndef TIDEMARK_BASE_DISPLAY_TEXT_H_
#define TIDEMARK_BASE_DISPLAY_TEXT_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace tidemark {

// Replaces control characters, bidirectional controls, other invisible formatting characters and
// bytes that are not UTF-8 by U+FFFD; without `unicode`, by '?', and with them every character
// outside ASCII.
std::string CleanForDisplay(absl::string_view text, bool unicode);

// The display width of sanitized text in columns.
size_t DisplayWidth(absl::string_view text);

// `text` if it fits into `width` columns; else its two ends around "…" ("..." without `unicode`), a
// little more of the end than of the beginning. Never splits a character.
std::string ElideMiddle(absl::string_view text, size_t width, bool unicode);

// `text` if it fits, else its beginning and the ellipsis.
std::string ElideEnd(absl::string_view text, size_t width, bool unicode);

}  // namespace tidemark

#endif  // TIDEMARK_BASE_DISPLAY_TEXT_H_
