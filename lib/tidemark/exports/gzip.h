// Compresses a text with gzip, in one piece.
//
// Used by the format pprof. Equal texts give equal bytes: no time and no name is in the header.
// Threading: a pure function. Errors: ResourceExhausted, where zlib has no memory.
#ifndef TIDEMARK_EXPORTS_GZIP_H_
#define TIDEMARK_EXPORTS_GZIP_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tidemark::exports {

absl::StatusOr<std::string> Gzip(absl::string_view text);

}  // namespace tidemark::exports

#endif  // TIDEMARK_EXPORTS_GZIP_H_
