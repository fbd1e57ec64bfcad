// A text in the gzip format, in one piece.
//
// Used by pages for their data and by the export to pprof; traces are compressed as they are written
// (byte_sink.h). Threading: a pure function; equal texts give equal bytes. Errors:
// none but a lack of memory, which ends the program as any other.
#ifndef TIDEMARK_TRACE_IO_GZIP_TEXT_H_
#define TIDEMARK_TRACE_IO_GZIP_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"

namespace tidemark::trace {

std::string GzipText(absl::string_view text);

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_IO_GZIP_TEXT_H_
