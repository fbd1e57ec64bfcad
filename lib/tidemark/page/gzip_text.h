// Text in the gzip format, as browsers decompress it.
//
// Used by the page for its payload. Threading: a pure function; equal texts give equal bytes. Errors:
// none but a lack of memory, which ends the program as any other.
#ifndef TIDEMARK_PAGE_GZIP_TEXT_H_
#define TIDEMARK_PAGE_GZIP_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"

namespace tidemark::page {

std::string GzipText(absl::string_view text);

}  // namespace tidemark::page

#endif  // TIDEMARK_PAGE_GZIP_TEXT_H_
