// Names in the place of names: the same text has the same pseudonym, different texts have different ones.
//
// Made by the redactor, one for each kind of name (files, functions, labels); the pseudonyms are numbered
// in the order in which the texts come, so that they tell nothing of them.
//
// Memory: O(different texts). Ownership: what is returned lives as long as the object.
// Threading: one thread at a time. Errors: none.
//
//   Pseudonyms labels("label");
//   labels.Of("salaries");  // "label1"
//   labels.Of("salaries");  // "label1"
#ifndef TIDEMARK_REDACT_PSEUDONYMS_H_
#define TIDEMARK_REDACT_PSEUDONYMS_H_

#include <cstdint>
#include <string>

#include "absl/container/node_hash_map.h"
#include "absl/strings/string_view.h"

namespace tidemark::redact {

class Pseudonyms {
 public:
  explicit Pseudonyms(absl::string_view word) : word_(word) {}

  const std::string& Of(absl::string_view text);

  int64_t size() const { return static_cast<int64_t>(names_.size()); }

 private:
  const std::string word_;
  absl::node_hash_map<std::string, std::string> names_;
};

// The same for names of marks and scopes, of which those that differ in their numbers only are one
// series ("epoch 1", "epoch 2"): so are their pseudonyms ("mark-a 1", "mark-a 2").
class SeriesPseudonyms {
 public:
  explicit SeriesPseudonyms(absl::string_view word) : word_(word) {}

  const std::string& Of(absl::string_view text);

  int64_t size() const { return static_cast<int64_t>(names_.size()); }

 private:
  struct Series {
    int64_t number = 0;
    int64_t names = 0;  // so far
  };

  const std::string word_;
  absl::node_hash_map<std::string, Series> series_;  // by the text without its numbers
  absl::node_hash_map<std::string, std::string> names_;
};

}  // namespace tidemark::redact

#endif  // TIDEMARK_REDACT_PSEUDONYMS_H_
