// JSON as it is written piece by piece, for large documents of numbers.
//
// Filled by the payload; the script of the page reads it. Numbers are integers; one that a double does
// not hold exactly is written as text.
//
// Ownership: owns the text. Threading: one thread at a time. Errors: none; texts have to be UTF-8.
//
//   JsonText json;
//   json.Open('{');
//   json.Key("bytes").Int(12);
//   json.Close('}');
#ifndef TIDEMARK_PAGE_JSON_TEXT_H_
#define TIDEMARK_PAGE_JSON_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace tidemark::page {

class JsonText {
 public:
  static constexpr int64_t kMostExact = (int64_t{1} << 53) - 1;

  // '{' or '[', and its other end.
  void Open(char bracket);
  void Close(char bracket);
  JsonText& Key(absl::string_view key);
  void Int(int64_t number);
  void Text(absl::string_view text);
  void Null();
  // A key with its number.
  void Field(absl::string_view key, int64_t number) { Key(key).Int(number); }
  // A list of one number for each row; `of` is called with the row's index.
  template <class Of>
  void Column(absl::string_view key, size_t rows, Of of) {
    Key(key).Open('[');
    for (size_t i = 0; i < rows; ++i) Int(of(i));
    Close(']');
  }

  const std::string& text() const { return text_; }
  std::string Take() { return std::move(text_); }

 private:
  void Separate();

  std::string text_;
  bool first_ = true;  // within the innermost bracket, or behind a key
};

}  // namespace tidemark::page

#endif  // TIDEMARK_PAGE_JSON_TEXT_H_
