// Checks strictly whether bytes are JSON (RFC 8259), and says where and why they are not.
//
// Used by the reader on whatever its fast parser does not validate or refuses, to point at the very
// byte, and by the writer on JSON that it is handed.
//
// Beyond the grammar: text must be UTF-8, a \u escape must not be half of a surrogate pair, and
// nesting is bounded. Numbers may be of any size.
//
//   JsonCheckResult result = CheckJsonObject("{\"a\":1,}", kMaxJsonDepth);
//   // result.offset == 7, result.message == "found '}', expected a key in quotes"
#ifndef TIDEMARK_TRACE_JSON_JSON_CHECK_INTERNAL_H_
#define TIDEMARK_TRACE_JSON_JSON_CHECK_INTERNAL_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace tidemark::trace {

inline constexpr int kMaxJsonDepth = 64;

struct JsonCheckResult {
  enum class Outcome {
    kValid,
    kInvalid,  // no continuation could make it valid
    kCut,      // it ends where more was to come: the beginning of something valid
  };
  Outcome outcome = Outcome::kValid;
  size_t offset = 0;    // of the offending byte; kValid: behind the value
  std::string message;  // "found X, expected Y"

  bool ok() const { return outcome == Outcome::kValid; }
};

// Checks that `text` is one object, with only white space around it. An object that is nested in
// nothing has depth 1.
JsonCheckResult CheckJsonObject(absl::string_view text, int max_depth);

// Checks the one value that `text` begins with; what follows it is not checked. `max_depth` is
// the depth that it may have itself: 0 allows only scalars.
JsonCheckResult CheckJsonValue(absl::string_view text, int max_depth);

// What stands at the beginning of `text`, for messages: "a string", "a number", "the end of the
// line", "'}'", "byte 0x00".
std::string DescribeJson(absl::string_view text);

inline bool IsJsonBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_JSON_JSON_CHECK_INTERNAL_H_
