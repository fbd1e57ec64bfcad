#include "tidemark/analysis/model/word_book.h"

#include <string>

#include "absl/container/node_hash_set.h"

namespace tidemark::analysis {

struct WordBook::Words {
  absl::node_hash_set<std::string> all;
};

WordBook::WordBook() : words_(std::make_unique<Words>()) {}
WordBook::~WordBook() = default;

absl::string_view WordBook::Keep(absl::string_view word) {
  if (word.empty()) return {};
  const auto found = words_->all.find(word);
  return found != words_->all.end() ? *found : *words_->all.emplace(word).first;
}

}  // namespace tidemark::analysis
