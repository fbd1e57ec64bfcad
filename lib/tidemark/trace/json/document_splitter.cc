#include <cstring>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tidemark/base/status.h"
#include "tidemark/trace/json/document_splitter_internal.h"
#include "tidemark/trace/json/json_check_internal.h"
#include "tidemark/trace/json/value_scanner_internal.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::trace {
namespace {

constexpr absl::string_view kElementStart = "{\"ev\"";

}  // namespace

absl::StatusOr<DocumentSplitter::Outcome> DocumentSplitter::Next() {
  Advance(held_);
  held_ = 0;
  while (true) {
    Step step = std::nullopt;
    switch (state_) {
      case State::kStart:
        step = StartDocument();
        break;
      case State::kKeys:
        step = TakeKey();
        break;
      case State::kElements:
        step = TakeElement();
        break;
      case State::kSearch:
        step = SearchElement();
        break;
      case State::kBehind:
        step = EndDocument();
        break;
      case State::kFinished:
        return Outcome::kEnd;
    }
    if (!step.ok()) return step.status();
    if (step->has_value()) return **step;
  }
}

DocumentSplitter::Step DocumentSplitter::StartDocument() {
  TIDEMARK_ASSIGN_OR_RETURN(const char c, Peek());
  if (at_end_) return Outcome::kCut;
  if (c != '{') return Unexpected("a JSON object");
  Advance(1);
  state_ = State::kKeys;
  comma_due_ = false;
  return std::nullopt;
}

DocumentSplitter::Step DocumentSplitter::TakeKey() {
  TIDEMARK_ASSIGN_OR_RETURN(char c, Peek());
  if (at_end_) return Outcome::kCut;
  if (c == '}' && !comma_just_taken_) {
    Advance(1);
    state_ = State::kBehind;
    return std::nullopt;
  }
  if (comma_due_) {
    if (c != ',') return Unexpected("',' or '}'");
    Advance(1);
    comma_due_ = false;
    comma_just_taken_ = true;
    return std::nullopt;
  }
  if (c != '"') return Unexpected("a key in quotes");
  TIDEMARK_ASSIGN_OR_RETURN(const size_t key_length, MeasureValue());
  if (extent_ == Extent::kCut) return Outcome::kCut;
  const std::string key(window_->text().substr(0, key_length));
  const JsonCheckResult check = CheckJsonValue(key, 0);
  if (!check.ok()) {
    Advance(check.offset);
    state_ = State::kSearch;
    return Bad(at_, check.message);
  }
  const TextPosition key_position = at_;
  Advance(key_length);
  TIDEMARK_ASSIGN_OR_RETURN(c, Peek());
  if (at_end_) return Outcome::kCut;
  if (c != ':') return Unexpected("':'");
  Advance(1);
  TIDEMARK_ASSIGN_OR_RETURN(c, Peek());
  if (at_end_) return Outcome::kCut;
  comma_just_taken_ = false;
  comma_due_ = true;
  if (key == "\"events\"") {
    if (c != '[') return Unexpected("an array as \"events\"");
    if (has_events_) {
      state_ = State::kSearch;
      return Bad(key_position, "found a second \"events\", expected one");
    }
    has_events_ = true;
    Advance(1);
    state_ = State::kElements;
    comma_due_ = false;
    return std::nullopt;
  }
  return TakeOther(key);
}

// The value of a key that is not "events".
DocumentSplitter::Step DocumentSplitter::TakeOther(absl::string_view key) {
  TIDEMARK_ASSIGN_OR_RETURN(const size_t length, MeasureValue());
  if (extent_ == Extent::kCut) return Outcome::kCut;
  if (extent_ == Extent::kTooLong) {
    return Bad(position_, absl::StrCat("found a value longer than 16 MiB, expected at most ",
                                       kMaxObjectBytes, " bytes"));
  }
  const absl::string_view value = window_->text().substr(0, length);
  const JsonCheckResult check = CheckJsonValue(value, kMaxJsonDepth - 1);
  if (!check.ok() || check.offset != length) {
    const std::string problem =
        check.ok() ? absl::StrCat("found ", DescribeJson(value.substr(check.offset)),
                                  ", expected ',' or '}'")
                   : check.message;
    Advance(check.offset);
    state_ = State::kSearch;
    return Bad(at_, problem);
  }
  if (key == "\"tidemark_trace\"") {
    int64_t version = 0;
    if (!absl::SimpleAtoi(value, &version) || version < 0) {
      Advance(0);
      Bad(at_, absl::StrCat("found ", DescribeJson(value),
                            " as \"tidemark_trace\", expected the version, 1"));
      Advance(length);
      has_version_ = true;
      return Outcome::kBad;
    }
    has_version_ = true;
    if (version != kTraceVersion) {
      Bad(at_, UnsupportedVersionMessage(version));
      return Outcome::kUnsupported;
    }
  }
  Advance(length);
  return std::nullopt;
}

DocumentSplitter::Step DocumentSplitter::TakeElement() {
  TIDEMARK_ASSIGN_OR_RETURN(const char c, Peek());
  if (at_end_) return Outcome::kCut;
  if (c == ']' && !comma_just_taken_) {
    Advance(1);
    state_ = State::kKeys;
    comma_due_ = true;
    return std::nullopt;
  }
  if (c == ',' && !comma_just_taken_ && (comma_due_ || comma_may_come_)) {
    Advance(1);
    comma_due_ = false;
    comma_may_come_ = false;
    comma_just_taken_ = true;
    return std::nullopt;
  }
  if (comma_due_) return Unexpected("',' or ']'");
  if (c == ']') {
    // Behind a comma, but the array ends here all the same.
    comma_just_taken_ = false;
    return Bad(at_, "found ']', expected a JSON object");
  }
  if (c == ',' || c == ':' || c == '}') return Unexpected("a JSON object");
  TIDEMARK_ASSIGN_OR_RETURN(const size_t length, MeasureValue());
  comma_just_taken_ = false;
  comma_may_come_ = false;
  comma_due_ = true;
  if (extent_ == Extent::kCut) return Outcome::kCut;
  if (extent_ == Extent::kTooLong) {
    return Bad(position_, absl::StrCat("found an object longer than 16 MiB, expected at most ",
                                       kMaxObjectBytes, " bytes"));
  }
  // The decoder will say what is wrong with a broken one.
  if (extent_ == Extent::kBroken) state_ = State::kSearch;
  piece_ = window_->text().substr(0, length);
  position_ = at_;
  held_ = length;
  return Outcome::kPiece;
}

DocumentSplitter::Step DocumentSplitter::SearchElement() {
  while (true) {
    const absl::string_view text = window_->text();
    const size_t found = std::min(text.find('\n'), text.find(kElementStart));
    if (found != absl::string_view::npos) {
      Advance(found);
      state_ = State::kElements;
      comma_due_ = false;
      comma_just_taken_ = false;
      comma_may_come_ = true;
      return std::nullopt;
    }
    // The last bytes may be the beginning of what is searched.
    Advance(text.size() - std::min(text.size(), kElementStart.size() - 1));
    TIDEMARK_ASSIGN_OR_RETURN(const bool more, window_->Fill());
    if (more) continue;
    state_ = State::kFinished;
    return Outcome::kCut;
  }
}

DocumentSplitter::Step DocumentSplitter::EndDocument() {
  TIDEMARK_RETURN_IF_ERROR(Peek().status());
  state_ = State::kFinished;
  if (!at_end_) {
    TIDEMARK_ASSIGN_OR_RETURN(const std::string found, Found());
    return Bad(at_, absl::StrCat(found, " behind the document, expected the end of the file"));
  }
  if (!has_version_) {
    return Bad(at_, "found a document without \"tidemark_trace\", expected its version, 1");
  }
  if (!has_events_) {
    return Bad(at_, "found a document without \"events\", expected an array of events");
  }
  return Outcome::kEnd;
}

absl::StatusOr<char> DocumentSplitter::Peek() {
  while (true) {
    const absl::string_view text = window_->text();
    size_t blanks = 0;
    while (blanks < text.size() && IsJsonBlank(text[blanks])) ++blanks;
    Advance(blanks);
    if (!window_->text().empty()) return window_->text()[0];
    TIDEMARK_ASSIGN_OR_RETURN(const bool more, window_->Fill());
    at_end_ = !more;
    if (at_end_) return '\0';
  }
}

absl::StatusOr<size_t> DocumentSplitter::MeasureValue() {
  ValueScanner scanner;
  while (true) {
    const ValueScanner::Outcome outcome = scanner.Scan(window_->text());
    if (scanner.length() > kMaxObjectBytes) {
      extent_ = Extent::kTooLong;
      position_ = at_;
      if (outcome == ValueScanner::Outcome::kMore) {
        TIDEMARK_RETURN_IF_ERROR(DropRestOfValue(&scanner));
      } else {
        Advance(scanner.length());
      }
      return 0;
    }
    if (outcome != ValueScanner::Outcome::kMore) {
      extent_ = outcome == ValueScanner::Outcome::kWhole ? Extent::kWhole : Extent::kBroken;
      return scanner.length();
    }
    TIDEMARK_ASSIGN_OR_RETURN(const bool more, window_->Fill());
    if (!more) {
      extent_ = Extent::kCut;
      return 0;
    }
  }
}

// Goes on to the end of a value that is too long to be held.
absl::Status DocumentSplitter::DropRestOfValue(ValueScanner* scanner) {
  ValueScanner::Outcome outcome = ValueScanner::Outcome::kMore;
  while (outcome == ValueScanner::Outcome::kMore) {
    const size_t passed = scanner->length();
    Advance(passed);
    scanner->Forget(passed);
    TIDEMARK_ASSIGN_OR_RETURN(const bool more, window_->Fill());
    if (!more) return absl::OkStatus();
    outcome = scanner->Scan(window_->text());
  }
  Advance(scanner->length());
  if (outcome == ValueScanner::Outcome::kBroken) state_ = State::kSearch;
  return absl::OkStatus();
}

void DocumentSplitter::Advance(size_t bytes) {
  at_.Advance(window_->text().substr(0, bytes));
  window_->Consume(bytes);
}

absl::StatusOr<std::string> DocumentSplitter::Found() {
  constexpr size_t kLongest = 5;  // "false"; a character has at most four bytes
  while (window_->text().size() < kLongest) {
    TIDEMARK_ASSIGN_OR_RETURN(const bool more, window_->Fill());
    if (!more) break;
  }
  return absl::StrCat("found ", DescribeJson(window_->text()));
}

DocumentSplitter::Step DocumentSplitter::Unexpected(absl::string_view expected) {
  state_ = State::kSearch;
  TIDEMARK_ASSIGN_OR_RETURN(const std::string found, Found());
  return Bad(at_, absl::StrCat(found, ", expected ", expected));
}

}  // namespace tidemark::trace
