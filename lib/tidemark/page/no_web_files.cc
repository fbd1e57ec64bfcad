#include "tidemark/page/web_files.h"

namespace tidemark::page {

absl::string_view WebScript() { return ""; }
absl::string_view WebStyle() { return ""; }

}  // namespace tidemark::page
