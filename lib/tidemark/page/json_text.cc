#include "tidemark/page/json_text.h"

#include "absl/strings/str_cat.h"
#include "tidemark/base/json_string.h"

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
  AppendJsonString(text, &text_);
}

}  // namespace tidemark::page
