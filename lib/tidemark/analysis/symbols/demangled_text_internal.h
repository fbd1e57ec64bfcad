// Goes through the text of a demangled C++ name and keeps what distinguishes functions.
//
// Made by FunctionName() for one name. See function_name.h for what goes.
//
// Ownership: borrows the text. Threading: one thread at a time. Errors: none; of text that is not
//   what a demangler prints something is made that is no longer than it.
#ifndef TIDEMARK_ANALYSIS_SYMBOLS_DEMANGLED_TEXT_INTERNAL_H_
#define TIDEMARK_ANALYSIS_SYMBOLS_DEMANGLED_TEXT_INTERNAL_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace tidemark::analysis {

class DemangledText {
 public:
  explicit DemangledText(absl::string_view text) : text_(text) {}

  // Empty when there is none in it.
  std::string FunctionName();

 private:
  bool AtEnd() const { return at_ >= text_.size(); }
  bool Skip(absl::string_view prefix);
  // The text of the brackets that open here, without them; moves behind them.
  absl::string_view Group();
  void Operator();
  void Parameters();
  void Lambda();

  absl::string_view text_;
  size_t at_ = 0;
  std::string name_;
  bool ended_ = false;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_SYMBOLS_DEMANGLED_TEXT_INTERNAL_H_
