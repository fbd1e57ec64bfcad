// Any text as text or attribute value of XML 1.0.
//
// Consumes names out of traces; its consumers are the formats that are XML.
//
// Characters that XML does not allow, controls, invisible formatting characters and bytes that are
// not UTF-8 become U+FFFD; markup becomes references. Lines are not kept: a line break is a control.
// Threading: pure function.
//
//   XmlText("a<b & \"c\"\n")  // "a&lt;b &amp; &quot;c&quot;\uFFFD"
#ifndef TIDEMARK_GATE_FORMATS_XML_TEXT_H_
#define TIDEMARK_GATE_FORMATS_XML_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"

namespace tidemark::gate {

std::string XmlText(absl::string_view text);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_FORMATS_XML_TEXT_H_
