// A text as a JSON string, for what writes JSON piece by piece: pages, and exports.
//
// Threading: pure functions.
//
//   std::string out;
//   AppendJsonString("a\"b", &out);  // "a\"b" with its quotes and escapes
#ifndef TIDEMARK_BASE_JSON_STRING_H_
#define TIDEMARK_BASE_JSON_STRING_H_

#include <string>

#include "absl/strings/string_view.h"

namespace tidemark {

// `text` is UTF-8 (CleanForDisplay). What a page could take for markup is escaped too.
void AppendJsonString(absl::string_view text, std::string* out);

std::string JsonString(absl::string_view text);

}  // namespace tidemark

#endif  // TIDEMARK_BASE_JSON_STRING_H_
