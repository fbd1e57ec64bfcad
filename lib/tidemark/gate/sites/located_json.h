// A JSON document that knows on which line each of its values stands, for files that people write.
//
// Produced from configurations and baselines; consumed by their readers, which turn a wrong value
// into an error with file, line and the way to it: "tidemark.json:7: scopes[0].limits: unknown ...".
//
// Ownership: values. Threading: immutable once parsed.
// Errors: InvalidArgument for what is no JSON, with line and column; for a key that stands twice in
//   one object, and for nesting beyond kMaxDepth.
//
//   TIDEMARK_ASSIGN_OR_RETURN(LocatedJson document, LocatedJson::Parse(text, "tidemark.json"));
//   if (!ok) return document.Error(value, "max_increase_pct must not be negative");
#ifndef TIDEMARK_GATE_SITES_LOCATED_JSON_H_
#define TIDEMARK_GATE_SITES_LOCATED_JSON_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace tidemark::gate {

class LocatedValue {
 public:
  enum class Type { kNull, kBool, kNumber, kText, kList, kObject };

  Type type() const { return type_; }
  bool is_object() const { return type_ == Type::kObject; }
  bool is_list() const { return type_ == Type::kList; }
  bool is_text() const { return type_ == Type::kText; }
  bool is_number() const { return type_ == Type::kNumber; }
  bool is_bool() const { return type_ == Type::kBool; }

  // Of each type alone.
  bool flag() const { return flag_; }
  double number() const { return number_; }
  // The number, where it is whole and fits; else false.
  bool Whole(int64_t* value) const;
  const std::string& text() const { return text_; }
  const std::vector<LocatedValue>& items() const { return items_; }
  // Of an object, in the order of the file.
  const std::vector<std::string>& keys() const { return keys_; }
  const LocatedValue* Find(absl::string_view key) const;

  int line() const { return line_; }
  const std::string& path() const { return path_; }  // "scopes[0].limits"; empty: the document

 private:
  friend class LocatedJsonBuilder;

  Type type_ = Type::kNull;
  bool flag_ = false;
  bool whole_ = false;
  int64_t integer_ = 0;
  double number_ = 0;
  std::string text_;
  std::vector<LocatedValue> items_;  // of an object, the value of each key
  std::vector<std::string> keys_;
  int line_ = 1;
  std::string path_;
};

class LocatedJson {
 public:
  static constexpr size_t kMaxDepth = 64;
  static constexpr size_t kMaxKeys = 1000;  // of one object

  // `name` is the file's, for errors.
  static absl::StatusOr<LocatedJson> Parse(absl::string_view text, const std::string& name);

  const LocatedValue& root() const { return root_; }

  // InvalidArgument: "tidemark.json:7: scopes[0].limits: <message>".
  absl::Status Error(const LocatedValue& at, absl::string_view message) const;

  // Error unless every key of the object is one of `allowed`; names the nearest.
  absl::Status CheckKeys(const LocatedValue& object,
                         absl::Span<const absl::string_view> allowed) const;

 private:
  std::string name_;
  LocatedValue root_;
};

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_SITES_LOCATED_JSON_H_
