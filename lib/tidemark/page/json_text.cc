#include "tidemark/page/json_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace tidemark::page {

void JsonText::Separate() {
  if (!first_) text_.push_back(',');
  first_ = false;
}

void JsonText::Open(char bracket) {
  Separate();
  text_.push_back(bracket);
  first_ = true;
}

void JsonText::Close(char bracket) {
  text_.push_back(bracket);
  first_ = false;
}

JsonText& JsonText::Key(absl::string_view key) {
  Text(key);
  text_.push_back(':');
  first_ = true;
  return *this;
}

void JsonText::Int(int64_t number) {
  Separate();
  if (number > kMostExact || number < -kMostExact) {
    absl::StrAppend(&text_, "\"", number, "\"");
  } else {
    absl::StrAppend(&text_, number);
  }
}

void JsonText::Null() {
  Separate();
  absl::StrAppend(&text_, "null");
}

void JsonText::Text(absl::string_view text) {
  Separate();
  text_.push_back('"');
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      text_.push_back('\\');
      text_.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppendFormat(&text_, "\\u%04x", static_cast<unsigned>(c));
    } else {
      text_.push_back(c);
    }
  }
  text_.push_back('"');
}

}  // namespace tidemark::page
