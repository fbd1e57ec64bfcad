// A text as a JSON string, for the formats that write JSON piece by piece.
//
// Threading: pure functions.
//
//   std::string out;
//   AppendJsonString("a\"b", &out);  // "a\"b" with its quotes and escapes
#ifndef TIDEMARK_EXPORTS_JSON_STRING_H_
#define TIDEMARK_EXPORTS_JSON_STRING_H_

#include <string>

#include "absl/strings/string_view.h"

namespace tidemark::exports {

// `text` is UTF-8 (CleanName). What a page could take for markup is escaped too.
void AppendJsonString(absl::string_view text, std::string* out);

std::string JsonString(absl::string_view text);

}  // namespace tidemark::exports

#endif  // TIDEMARK_EXPORTS_JSON_STRING_H_
