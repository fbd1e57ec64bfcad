// Builds one flat JSON object in a string, fast: fields go through a buffer on the stack.
//
// Produced for AppendJson only. The key of a field comes quoted and with its colon, `"bytes":`.
// The object begins with its "ev", so every other field is preceded by a comma.
#ifndef TIDEMARK_TRACE_JSON_JSON_OBJECT_INTERNAL_H_
#define TIDEMARK_TRACE_JSON_JSON_OBJECT_INTERNAL_H_

#include <cstdint>
#include <cstring>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace tidemark::trace {

class JsonObject {
 public:
  JsonObject(absl::string_view ev, std::string* out) : out_(out) {
    Raw("{\"ev\":\"");
    Raw(ev);
    Byte('"');
  }
  JsonObject(const JsonObject&) = delete;
  JsonObject& operator=(const JsonObject&) = delete;

  // The last call.
  void Finish() {
    Byte('}');
    Spill();
  }

  void Integer(absl::string_view key, int64_t value) {
    Key(key);
    Number(value);
  }
  void Bool(absl::string_view key, bool value) {
    Key(key);
    Raw(value ? "true" : "false");
  }
  void Text(absl::string_view key, absl::string_view text) {
    Key(key);
    Quoted(text);
  }
  void Address(absl::string_view key, uint64_t address);
  void Integers(absl::string_view key, absl::Span<const int64_t> values);
  void Texts(absl::string_view key, absl::Span<const absl::string_view> texts);
  // JSON as it is, but on one line.
  void Json(absl::string_view key, absl::string_view json);

  // For an array of things that are no int64_t.
  template <class T, class ToInteger>
  void IntegersOf(absl::string_view key, absl::Span<const T> values, ToInteger to_integer) {
    Key(key);
    Byte('[');
    bool first = true;
    for (const T& value : values) {
      if (!first) Byte(',');
      first = false;
      Number(to_integer(value));
    }
    Byte(']');
  }

 private:
  static constexpr size_t kBufferBytes = 1024;
  static constexpr size_t kLongestNumber = 20;

  void Key(absl::string_view key) {
    Byte(',');
    Raw(key);
  }
  void Byte(char c) {
    if (used_ == kBufferBytes) Spill();
    buffer_[used_++] = c;
  }
  void Raw(absl::string_view bytes) {
    if (bytes.size() > kBufferBytes - used_) {
      Spill();
      if (bytes.size() > kBufferBytes) {
        out_->append(bytes.data(), bytes.size());
        return;
      }
    }
    std::memcpy(buffer_ + used_, bytes.data(), bytes.size());
    used_ += bytes.size();
  }
  void Spill() {
    out_->append(buffer_, used_);
    used_ = 0;
  }
  void Number(int64_t value);
  void Quoted(absl::string_view text);
  // Writes what stands for the first byte or bytes of `text`, which needs escaping or is not
  // ASCII, and returns how many bytes of it that took.
  size_t Special(absl::string_view text);

  std::string* out_;
  size_t used_ = 0;
  char buffer_[kBufferBytes];
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_JSON_JSON_OBJECT_INTERNAL_H_
