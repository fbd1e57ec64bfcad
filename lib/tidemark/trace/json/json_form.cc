#include <cstring>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "tidemark/trace/json/json_check_internal.h"
#include "tidemark/trace/json/json_form_internal.h"
#include "tidemark/trace/json/value_scanner_internal.h"

namespace tidemark::trace {
namespace {

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

enum class Form { kLines, kDocument, kUndecided };

// A cursor over the first object of the file, as far as it has been read.
class FirstObject {
 public:
  explicit FirstObject(absl::string_view text) : text_(text) {}

  // A document says so by its keys, and an event by its "ev"; whichever comes first decides. What
  // is no object at all goes to the line reader, which reports the error.
  Form Decide() {
    if (!SkipBlanks()) return Form::kUndecided;
    if (text_[at_] != '{') return Form::kLines;
    do {
      ++at_;
      absl::string_view key;
      absl::string_view value;
      if (!SkipBlanks()) return Form::kUndecided;
      if (text_[at_] != '"') return Form::kLines;
      if (!Take(&key) || !SkipBlanks()) return Form::kUndecided;
      if (text_[at_] != ':') return Form::kLines;
      ++at_;
      if (!SkipBlanks()) return Form::kUndecided;
      if (key == "\"ev\"") return Form::kLines;
      if (key == "\"tidemark_trace\"") return Form::kDocument;
      if (key == "\"events\"" && text_[at_] == '[') return Form::kDocument;
      if (!Take(&value) || !SkipBlanks()) return Form::kUndecided;
    } while (text_[at_] == ',');
    return Form::kLines;
  }

 private:
  bool SkipBlanks() {
    while (at_ < text_.size() && IsJsonBlank(text_[at_])) ++at_;
    return at_ < text_.size();
  }
  // False if the text ends in the value.
  bool Take(absl::string_view* value) {
    ValueScanner scanner;
    const ValueScanner::Outcome outcome = scanner.Scan(text_.substr(at_));
    *value = text_.substr(at_, scanner.length());
    at_ += scanner.length();
    return outcome != ValueScanner::Outcome::kMore;
  }

  const absl::string_view text_;
  size_t at_ = 0;
};

// The file is one object that does not end. If it goes over several lines, and none of them begins
// as a line with an event does, it was to become a document.
bool LooksLikeCutDocument(absl::string_view text) {
  const absl::string_view object = absl::StripLeadingAsciiWhitespace(text);
  return absl::StrContains(object, '\n') && !absl::StrContains(object, "\n{");
}

}  // namespace

void TextPosition::Advance(absl::string_view text) {
  const char* const end = text.data() + text.size();
  const char* at = text.data();
  while (at != end) {
    const void* const found = std::memchr(at, '\n', static_cast<size_t>(end - at));
    if (found == nullptr) break;
    at = static_cast<const char*>(found) + 1;
    ++line;
    column = 1;
  }
  column += end - at;
}

JsonForm FindForm(ReadWindow* window) {
  // However it is cut into reads; whoever reads on meets the failure again.
  bool more = true;
  const auto fill = [&more, window] {
    const absl::StatusOr<bool> filled = window->Fill();
    more = filled.ok() && *filled;
  };
  while (more && window->text().size() < kByteOrderMark.size()) fill();
  if (absl::StartsWith(window->text(), kByteOrderMark)) window->Consume(kByteOrderMark.size());
  Form form = FirstObject(window->text()).Decide();
  while (form == Form::kUndecided && more && window->text().size() <= kMaxObjectBytes) {
    // Twice as much each time, for every scan starts at the beginning.
    const size_t wanted = 2 * window->text().size() + 1;
    while (more && window->text().size() < wanted) fill();
    form = FirstObject(window->text()).Decide();
  }
  if (form == Form::kUndecided && !more && LooksLikeCutDocument(window->text())) {
    form = Form::kDocument;
  }
  return form == Form::kDocument ? JsonForm::kDocument : JsonForm::kLines;
}

}  // namespace tidemark::trace
