// Reads a number of bytes as people write it.
//
// Called for limits and options; the result is a ByteCount (bytes.h).
//
// Units: 1 KiB is 1024 B and 1 KB is 1000 B.
// Errors: InvalidArgument, naming the text and the cause.
// Threading: a pure function.
//
//   absl::StatusOr<ByteCount> limit = ParseByteCount("64MiB");
#ifndef TIDEMARK_BASE_PARSE_BYTES_H_
#define TIDEMARK_BASE_PARSE_BYTES_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tidemark/base/bytes.h"

namespace tidemark {

// Reads "0", "1500", "64MiB", "1.5 GB": a non-negative decimal number and an optional unit of
// B KiB MiB GiB TiB (1024) or KB MB GB TB (1000); units ignore case, blanks between are allowed.
// A fraction that does not come to a whole number of bytes is an error, as is an overflow.
absl::StatusOr<ByteCount> ParseByteCount(absl::string_view text);

}  // namespace tidemark

#endif  // TIDEMARK_BASE_PARSE_BYTES_H_
