// Words that occur again and again in a trace (names of operations, reasons, dtypes), each kept once.
//
// Memory: O(different words). Ownership: the book owns the words; views of them are valid as long as
// it lives. Threading: one thread at a time.
//
//   WordBook words;
//   const absl::string_view op = words.Keep(event.op);
//   state.kind = words.NumberOf(event.kind);
#ifndef TIDEMARK_ANALYSIS_MODEL_WORD_BOOK_H_
#define TIDEMARK_ANALYSIS_MODEL_WORD_BOOK_H_

#include <cstdint>
#include <memory>

#include "absl/strings/string_view.h"

namespace tidemark::analysis {

class WordBook {
 public:
  WordBook();
  WordBook(const WordBook&) = delete;
  WordBook& operator=(const WordBook&) = delete;
  ~WordBook();

  // An equal word that stays.
  absl::string_view Keep(absl::string_view word);
  // A number that different words share only from kLastNumber on; 0 for an empty one.
  uint8_t NumberOf(absl::string_view word);

  static constexpr uint8_t kLastNumber = 255;

 private:
  struct Words;
  std::unique_ptr<Words> words_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_WORD_BOOK_H_
