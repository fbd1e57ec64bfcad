// The script and the style of the page, as the build bundled them from web/.
//
// Defined by a source that the build makes, or, without npm (TIDEMARK_HTML), by no_web_files.cc.
// Ownership: constants.
#ifndef TIDEMARK_PAGE_WEB_FILES_H_
#define TIDEMARK_PAGE_WEB_FILES_H_

#include "absl/strings/string_view.h"

namespace tidemark::page {

absl::string_view WebScript();  // empty: this build has no web part
absl::string_view WebStyle();

}  // namespace tidemark::page

#endif  // TIDEMARK_PAGE_WEB_FILES_H_
