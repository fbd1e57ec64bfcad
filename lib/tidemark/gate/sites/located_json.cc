#include "tidemark/gate/sites/located_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tidemark/base/nearest.h"

namespace tidemark::gate {
namespace {

using Json = nlohmann::json;

// Where each value of a valid document begins, in the order in which they begin: that in which SAX
// events come as well.
std::vector<int> LinesOfValues(absl::string_view text) {
  std::vector<int> lines;
  int line = 1;
  bool in_text = false;
  bool in_word = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') ++line;
    if (in_text) {
      if (c == '\\') ++i;
      in_text = c != '"';
      continue;
    }
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    const bool mark = c == ',' || c == ':' || c == '}' || c == ']';
    const bool opens = c == '{' || c == '[' || c == '"';
    if (!blank && !mark && (opens || !in_word)) lines.push_back(line);
    in_word = !blank && !mark && !opens;
    in_text = c == '"';
  }
  return lines;
}

}  // namespace

// Builds the tree from nlohmann's events. Keys count as values that begin, too.
class LocatedJsonBuilder : public nlohmann::json_sax<Json> {
 public:
  explicit LocatedJsonBuilder(absl::string_view text) : lines_(LinesOfValues(text)) {}

  bool null() override { return Begin() != nullptr; }
  bool boolean(bool value) override {
    LocatedValue* const at = Begin();
    at->type_ = LocatedValue::Type::kBool;
    at->flag_ = value;
    return true;
  }
  bool number_integer(number_integer_t value) override { return Whole(value); }
  bool number_unsigned(number_unsigned_t value) override {
    if (value <= static_cast<number_unsigned_t>(INT64_MAX)) {
      return Whole(static_cast<int64_t>(value));
    }
    return Number(static_cast<double>(value));
  }
  bool number_float(number_float_t value, const string_t&) override { return Number(value); }
  bool string(string_t& value) override {
    LocatedValue* const at = Begin();
    at->type_ = LocatedValue::Type::kText;
    at->text_ = std::move(value);
    return true;
  }
  bool binary(binary_t&) override { return false; }
  bool start_object(size_t) override { return Open(LocatedValue::Type::kObject); }
  bool start_array(size_t) override { return Open(LocatedValue::Type::kList); }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }
  bool key(string_t& value) override {
    const int line = NextLine();
    std::vector<std::string>& keys = open_.back()->keys_;
    if (std::find(keys.begin(), keys.end(), value) != keys.end()) {
      return Fail(line, absl::StrCat("the key '", value, "' stands twice in one object"));
    }
    if (keys.size() == LocatedJson::kMaxKeys) return Fail(line, "too many keys in one object");
    keys.push_back(std::move(value));
    return true;
  }
  bool parse_error(size_t position, const std::string&, const Json::exception&) override {
    position_ = position;
    return false;
  }

  LocatedValue Take() { return std::move(root_); }
  size_t position() const { return position_; }
  int error_line() const { return error_line_; }
  const std::string& error() const { return error_; }

 private:
  int NextLine() { return next_ < lines_.size() ? lines_[next_++] : 1; }

  bool Fail(int line, std::string message) {
    error_line_ = line;
    error_ = std::move(message);
    return false;
  }

  LocatedValue* Begin() {
    LocatedValue* at = &root_;
    if (!open_.empty()) {
      LocatedValue& parent = *open_.back();
      at = &parent.items_.emplace_back();
      at->path_ =
          parent.is_object()
              ? absl::StrCat(parent.path_, parent.path_.empty() ? "" : ".", parent.keys_.back())
              : absl::StrCat(parent.path_, "[", parent.items_.size() - 1, "]");
    }
    at->line_ = NextLine();
    return at;
  }
  bool Number(double value) {
    LocatedValue* const at = Begin();
    at->type_ = LocatedValue::Type::kNumber;
    at->number_ = value;
    return true;
  }
  bool Whole(int64_t value) {
    LocatedValue* const at = Begin();
    at->type_ = LocatedValue::Type::kNumber;
    at->whole_ = true;
    at->integer_ = value;
    at->number_ = static_cast<double>(value);
    return true;
  }
  bool Open(LocatedValue::Type type) {
    LocatedValue* const at = Begin();
    at->type_ = type;
    open_.push_back(at);
    if (open_.size() <= LocatedJson::kMaxDepth) return true;
    return Fail(at->line(), "nested too deeply");
  }
  bool Close() {
    open_.pop_back();
    return true;
  }

  std::vector<int> lines_;
  size_t next_ = 0;
  LocatedValue root_;
  std::vector<LocatedValue*> open_;  // a parent's items do not move while one of them is open
  size_t position_ = 0;
  int error_line_ = 0;
  std::string error_;
};

bool LocatedValue::Whole(int64_t* value) const {
  if (type_ != Type::kNumber || !whole_) return false;
  *value = integer_;
  return true;
}

const LocatedValue* LocatedValue::Find(absl::string_view key) const {
  for (size_t i = 0; i < keys_.size(); ++i) {
    if (keys_[i] == key) return &items_[i];
  }
  return nullptr;
}

absl::StatusOr<LocatedJson> LocatedJson::Parse(absl::string_view text, const std::string& name) {
  LocatedJson document;
  document.name_ = name;
  LocatedJsonBuilder builder(text);
  if (!Json::sax_parse(text, &builder)) {
    if (builder.error_line() > 0) {
      return absl::InvalidArgumentError(
          absl::StrCat(name, ":", builder.error_line(), ": ", builder.error()));
    }
    const size_t at = std::min(builder.position() > 0 ? builder.position() - 1 : 0, text.size());
    const absl::string_view before = text.substr(0, at);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const size_t begin = before.rfind('\n') == absl::string_view::npos ? 0 : before.rfind('\n') + 1;
    return absl::InvalidArgumentError(absl::StrCat(
        name, ":", line, ":", at - begin + 1,
        text.empty() ? ": the file is empty" : ": this is no JSON (a comma, quote or bracket?)"));
  }
  document.root_ = builder.Take();
  return document;
}

absl::Status LocatedJson::Error(const LocatedValue& at, absl::string_view message) const {
  return absl::InvalidArgumentError(
      absl::StrCat(name_, ":", at.line(), ": ", at.path(), at.path().empty() ? "" : ": ", message));
}

absl::Status LocatedJson::CheckKeys(const LocatedValue& object,
                                    absl::Span<const absl::string_view> allowed) const {
  for (size_t i = 0; i < object.keys().size(); ++i) {
    const std::string& key = object.keys()[i];
    if (std::find(allowed.begin(), allowed.end(), key) != allowed.end()) continue;
    return Error(
        object.items()[i],
        absl::StrCat("unknown key '", key, "'", DidYouMean(key, {allowed.begin(), allowed.end()})));
  }
  return absl::OkStatus();
}

}  // namespace tidemark::gate
