#include "tidemark/gate/formats/xml_text.h"

#include "absl/strings/str_replace.h"
#include "tidemark/base/display_text.h"

namespace tidemark::gate {

std::string XmlText(absl::string_view text) {
  return absl::StrReplaceAll(
      CleanForDisplay(text, /*unicode=*/true),
      {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&apos;"}});
}

}  // namespace tidemark::gate
