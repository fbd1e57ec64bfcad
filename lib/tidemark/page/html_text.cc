#include "tidemark/page/html_text.h"

#include "absl/strings/str_replace.h"
#include "tidemark/base/display_text.h"

namespace tidemark::page {

std::string Escaped(absl::string_view text) {
  return absl::StrReplaceAll(
      text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});
}

std::string EscapedText(absl::string_view untrusted, size_t most) {
  return Escaped(ElideMiddle(CleanForDisplay(untrusted, /*unicode=*/true), most, /*unicode=*/true));
}

}  // namespace tidemark::page
