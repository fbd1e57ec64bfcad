// What a trace names, as text that may stand in HTML.
//
// Used by the static core. Threading: pure functions. Errors: none; whatever the bytes are, what comes
// out is UTF-8 without control characters and without markup.
//
//   EscapedText("<b>\x1b", 100);  // "&lt;b&gt;" and U+FFFD
#ifndef TIDEMARK_PAGE_HTML_TEXT_H_
#define TIDEMARK_PAGE_HTML_TEXT_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace tidemark::page {

// Also within attributes in quotes.
std::string Escaped(absl::string_view text);

// Cleaned as for a terminal, elided in its middle to `most` columns, and escaped.
std::string EscapedText(absl::string_view untrusted, size_t most);

}  // namespace tidemark::page

#endif  // TIDEMARK_PAGE_HTML_TEXT_H_
