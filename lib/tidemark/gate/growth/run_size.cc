#include "tidemark/gate/growth/run_size.h"

#include <cmath>
#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace tidemark::gate {
namespace {

constexpr absl::string_view kExtensions[] = {".gz", ".zst", ".tmk", ".ndjson", ".json", ".jsonl"};

// The name of the file without its folder and what traces end in.
absl::string_view Stem(absl::string_view path) {
  const size_t slash = path.rfind('/');
  absl::string_view name = slash == absl::string_view::npos ? path : path.substr(slash + 1);
  for (const absl::string_view extension : kExtensions) absl::ConsumeSuffix(&name, extension);
  return name;
}

size_t DigitsAt(absl::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size() && absl::ascii_isdigit(text[end])) ++end;
  return end - at;
}

// Where the exponent that begins at `at` ends; 0: there is none.
size_t ExponentEnd(absl::string_view text, size_t at) {
  if (at >= text.size() || (text[at] != 'e' && text[at] != 'E')) return 0;
  size_t digits = at + 1;
  if (digits < text.size() && text[digits] == '+') ++digits;
  const size_t count = DigitsAt(text, digits);
  return count == 0 ? 0 : digits + count;
}

double Multiple(char suffix) {
  switch (suffix) {
    case 'k':
    case 'K':
      return 1e3;
    case 'M':
      return 1e6;
    case 'G':
      return 1e9;
    default:
      return 1;
  }
}

struct FoundNumber {
  std::optional<double> value;  // nullopt: too large
  size_t end = 0;
};

// The number that begins at `at`, which is a digit. A fraction is one only before an exponent:
// elsewhere a dot separates ("run-1000.4711.tmk").
FoundNumber NumberAt(absl::string_view text, size_t at) {
  size_t end = at + DigitsAt(text, at);
  size_t with_exponent = ExponentEnd(text, end);
  if (with_exponent == 0 && end < text.size() && text[end] == '.') {
    const size_t fraction = DigitsAt(text, end + 1);
    if (fraction > 0) with_exponent = ExponentEnd(text, end + 1 + fraction);
  }
  if (with_exponent != 0) end = with_exponent;
  double value = 0;
  const bool is_read = absl::SimpleAtod(text.substr(at, end - at), &value);
  const bool word_goes_on = end + 1 < text.size() && absl::ascii_isalpha(text[end + 1]);
  if (end < text.size() && !word_goes_on && Multiple(text[end]) != 1) {
    value *= Multiple(text[end]);
    ++end;
  }
  FoundNumber found = {.value = std::nullopt, .end = end};
  if (is_read && std::isfinite(value)) found.value = value;
  return found;
}

absl::Status NoSize(absl::string_view trace, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(trace, ": ", why));
}

absl::StatusOr<std::vector<double>> ByLargestArray(absl::Span<const SizedTrace> traces) {
  std::vector<double> sizes;
  for (const SizedTrace& run : traces) {
    const int64_t elements = run.report->trace.largest_array_elements;
    if (elements <= 0) {
      return NoSize(run.trace,
                    "the trace has no arrays, so there is no largest one; say the size with "
                    "tidemark run --param n=1000 and --by n, or in the files' names and --by file");
    }
    sizes.push_back(static_cast<double>(elements));
  }
  return sizes;
}

absl::StatusOr<std::vector<double>> ByFile(absl::Span<const SizedTrace> traces) {
  std::vector<double> sizes;
  for (const SizedTrace& run : traces) {
    const std::optional<double> size = SizeInFileName(run.trace);
    if (!size.has_value()) {
      return NoSize(run.trace, "the file's name has no number; name the traces as run-1000.tmk");
    }
    sizes.push_back(*size);
  }
  return sizes;
}

absl::StatusOr<std::vector<double>> ByParam(const std::string& name,
                                            absl::Span<const SizedTrace> traces) {
  std::vector<double> params;
  std::vector<double> in_names;
  const SizedTrace* without = nullptr;
  for (const SizedTrace& run : traces) {
    const auto param = run.report->trace.params.find(name);
    if (param != run.report->trace.params.end()) {
      params.push_back(param->second);
    } else if (without == nullptr) {
      without = &run;
    }
    if (const auto size = SizeInFileName(run.trace, name)) in_names.push_back(*size);
  }
  if (without == nullptr) return params;
  if (!params.empty()) {
    return NoSize(without->trace,
                  absl::StrCat("was recorded without the parameter ", name,
                               ", which other traces have; record it with tidemark run --param ",
                               name, "=1000"));
  }
  if (in_names.size() == traces.size()) return in_names;
  return NoSize(without->trace,
                absl::StrCat("nothing says what ", name, " was; record with tidemark run --param ",
                             name, "=1000 (a program that records itself: TIDEMARK_PARAMS=", name,
                             "=1000), or name the traces as run-", name,
                             "1000.tmk, or take --by file or --by largest-array"));
}

}  // namespace

bool IsSizeName(absl::string_view by) {
  if (by == kByLargestArray || by == kByFile) return true;
  if (by.empty() || absl::ascii_isdigit(by.front())) return false;
  for (const char c : by) {
    if (!absl::ascii_isalnum(c) && c != '_') return false;
  }
  return true;
}

std::optional<double> SizeInFileName(absl::string_view path) {
  const absl::string_view stem = Stem(path);
  std::optional<double> last;
  for (size_t at = 0; at < stem.size();) {
    if (!absl::ascii_isdigit(stem[at])) {
      ++at;
      continue;
    }
    const FoundNumber found = NumberAt(stem, at);
    last = found.value;
    at = found.end;
  }
  return last;
}

std::optional<double> SizeInFileName(absl::string_view path, absl::string_view name) {
  const absl::string_view stem = Stem(path);
  for (size_t at = stem.find(name); at != absl::string_view::npos; at = stem.find(name, at + 1)) {
    if (at > 0 && absl::ascii_isalnum(stem[at - 1])) continue;  // the end of another word
    size_t number = at + name.size();
    if (number < stem.size() && absl::StrContains("=_-", stem[number])) ++number;
    if (number >= stem.size() || !absl::ascii_isdigit(stem[number])) continue;
    return NumberAt(stem, number).value;
  }
  return std::nullopt;
}

absl::StatusOr<std::vector<double>> RunSizes(absl::string_view by,
                                             absl::Span<const SizedTrace> traces) {
  if (!IsSizeName(by)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "found '", by, "' for the name of the size, expected a parameter's name, as n, or ",
        kByFile, " or ", kByLargestArray));
  }
  if (by == kByLargestArray) return ByLargestArray(traces);
  if (by == kByFile) return ByFile(traces);
  return ByParam(std::string(by), traces);
}

}  // namespace tidemark::gate
