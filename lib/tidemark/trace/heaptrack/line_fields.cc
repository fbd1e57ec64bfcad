#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/trace/heaptrack/line_fields_internal.h"

namespace tidemark::trace {
namespace {

// -1 for what is no digit. Recordings have lower case only.
int DigitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

LineFields::LineFields(absl::string_view line)
    : line_(line), at_(std::min<size_t>(line.size(), 2)) {}

bool LineFields::Number(absl::string_view what, uint64_t* value) {
  return Number(what, std::numeric_limits<uint64_t>::max(), value);
}

bool LineFields::Number(absl::string_view what, uint64_t most, uint64_t* value) {
  column_ = at_ + 1;
  if (at_end()) return Reject(absl::StrCat("found the end of the line, expected ", what));
  constexpr size_t kMostDigits = 16;
  uint64_t number = 0;
  size_t digits = 0;
  size_t at = at_;
  for (; at < line_.size() && line_[at] != ' '; ++at) {
    const int digit = DigitOf(line_[at]);
    if (digit < 0) {
      constexpr size_t kMostShown = 20;
      const absl::string_view word = rest().substr(0, rest().find(' '));
      return Reject(absl::StrCat("found '", word.substr(0, kMostShown), "', expected ", what,
                                 " as a hexadecimal number"));
    }
    if (number != 0 || digit != 0) ++digits;
    if (digits > kMostDigits) break;
    number = number * 16 + static_cast<uint64_t>(digit);
  }
  if (at == at_) return Reject(absl::StrCat("found a blank, expected ", what));
  if (digits > kMostDigits || number > most) {
    return Reject(absl::StrCat("found a number over ", absl::Hex(most), ", expected ", what));
  }
  at_ = std::min(at + 1, line_.size());
  *value = number;
  return true;
}

bool LineFields::SizedText(absl::string_view what, absl::string_view* text) {
  uint64_t size = 0;
  if (!Number(absl::StrCat("the length of ", what), &size)) return false;
  if (size > line_.size() - at_) {
    return Reject(absl::StrCat("found ", line_.size() - at_, " bytes, expected ", what, " of ",
                               size, " as the line says"));
  }
  column_ = at_ + 1;
  *text = line_.substr(at_, size);
  at_ += size;
  if (!at_end() && line_[at_] != ' ') {
    return Reject(
        absl::StrCat("found more than the ", size, " bytes of ", what, " that the line says"));
  }
  at_ = std::min(at_ + 1, line_.size());
  return true;
}

bool LineFields::Word(absl::string_view what, absl::string_view* text) {
  column_ = at_ + 1;
  *text = rest().substr(0, rest().find(' '));
  if (text->empty()) return Reject(absl::StrCat("found nothing, expected ", what));
  at_ = std::min(at_ + text->size() + 1, line_.size());
  return true;
}

bool LineFields::End() {
  if (at_end()) return true;
  column_ = at_ + 1;
  return Reject("found more fields, expected the end of the line");
}

bool LineFields::Reject(std::string problem) {
  if (problem_.empty()) problem_ = std::move(problem);
  return false;
}

}  // namespace tidemark::trace
