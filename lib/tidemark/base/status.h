// Early return on an absl::Status, for the libraries that report errors by status.
//
//   TIDEMARK_RETURN_IF_ERROR(writer.Flush());
//   TIDEMARK_ASSIGN_OR_RETURN(const ByteCount limit, ParseByteCount(text));
#ifndef TIDEMARK_BASE_STATUS_H_
#define TIDEMARK_BASE_STATUS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define TIDEMARK_RETURN_IF_ERROR(expression)                                    \
  do {                                                                          \
    if (absl::Status tidemark_status_ = (expression); !tidemark_status_.ok()) { \
      return tidemark_status_;                                                  \
    }                                                                           \
  } while (false)

#define TIDEMARK_STATUS_CONCAT_INNER(a, b) a##b
#define TIDEMARK_STATUS_CONCAT(a, b) TIDEMARK_STATUS_CONCAT_INNER(a, b)

#define TIDEMARK_ASSIGN_OR_RETURN(declaration, expression)                                    \
  TIDEMARK_ASSIGN_OR_RETURN_IMPL(TIDEMARK_STATUS_CONCAT(tidemark_or_, __LINE__), declaration, \
                                 expression)
// NOLINTBEGIN(bugprone-macro-parentheses): a declaration and a name cannot stand in parentheses.
#define TIDEMARK_ASSIGN_OR_RETURN_IMPL(result, declaration, expression) \
  auto result = (expression);                                           \
  if (!result.ok()) return std::move(result).status();                  \
  declaration = *std::move(result)
// NOLINTEND(bugprone-macro-parentheses)

#endif  // TIDEMARK_BASE_STATUS_H_
