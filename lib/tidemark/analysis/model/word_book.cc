#include "tidemark/analysis/model/word_book.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/container/node_hash_set.h"

namespace tidemark::analysis {

struct WordBook::Words {
  absl::node_hash_set<std::string> all;
  std::vector<std::string> numbered;
};

WordBook::WordBook() : words_(std::make_unique<Words>()) {}
WordBook::~WordBook() = default;

absl::string_view WordBook::Keep(absl::string_view word) {
  if (word.empty()) return {};
  const auto found = words_->all.find(word);
  return found != words_->all.end() ? *found : *words_->all.emplace(word).first;
}

uint8_t WordBook::NumberOf(absl::string_view word) {
  if (word.empty()) return 0;
  std::vector<std::string>& numbered = words_->numbered;
  const auto found = std::find(numbered.begin(), numbered.end(), word);
  const auto number = static_cast<size_t>(found - numbered.begin()) + 1;
  if (number >= kLastNumber) return kLastNumber;
  if (found == numbered.end()) numbered.emplace_back(word);
  return static_cast<uint8_t>(number);
}

}  // namespace tidemark::analysis
