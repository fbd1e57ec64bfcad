#include "tidemark/redact/pseudonyms.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace tidemark::redact {
namespace {

// a, b, … z, aa, ab, …: a number without digits.
std::string Letters(int64_t number) {
  std::string letters;
  for (; number > 0; number = (number - 1) / 26) {
    letters += static_cast<char>('a' + (number - 1) % 26);
  }
  std::reverse(letters.begin(), letters.end());
  return letters;
}

// As the rule `growing` takes names together.
std::string EachNumberAsOne(absl::string_view name) {
  std::string text;
  for (const char c : name) {
    const bool digit = absl::ascii_isdigit(static_cast<unsigned char>(c));
    if (!digit || !absl::EndsWith(text, "#")) text += digit ? '#' : c;
  }
  return text;
}

}  // namespace

const std::string& Pseudonyms::Of(absl::string_view text) {
  const auto [it, inserted] = names_.try_emplace(text);
  if (inserted) it->second = absl::StrCat(word_, names_.size());
  return it->second;
}

const std::string& SeriesPseudonyms::Of(absl::string_view text) {
  const auto [it, inserted] = names_.try_emplace(text);
  if (!inserted) return it->second;
  const auto [series, is_new] = series_.try_emplace(EachNumberAsOne(text));
  if (is_new) series->second.number = static_cast<int64_t>(series_.size());
  it->second = absl::StrCat(word_, "-", Letters(series->second.number));
  // A name without a number is all of its series.
  if (series->first != text) absl::StrAppend(&it->second, " ", ++series->second.names);
  return it->second;
}

}  // namespace tidemark::redact
