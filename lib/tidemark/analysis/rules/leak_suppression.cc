#include "tidemark/analysis/rules/leak_suppression.h"

#include <algorithm>
#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tidemark/base/display_text.h"
#include "tidemark/base/glob.h"
#include "tidemark/base/nearest.h"

namespace tidemark::analysis {
namespace {

constexpr size_t kLongestPattern = 1000;
constexpr size_t kMostSuppressions = 10'000;

// What else the files of the sanitizers may say.
constexpr absl::string_view kOtherKinds[] = {"race",
                                             "race_top",
                                             "thread",
                                             "mutex",
                                             "signal",
                                             "deadlock",
                                             "called_from_lib",
                                             "interceptor_name",
                                             "interceptor_via_fun",
                                             "interceptor_via_lib",
                                             "odr_violation",
                                             "alloc_dealloc_mismatch",
                                             "undefined",
                                             "alignment",
                                             "bool",
                                             "bounds",
                                             "enum",
                                             "float-cast-overflow",
                                             "float-divide-by-zero",
                                             "function",
                                             "integer",
                                             "integer-divide-by-zero",
                                             "nonnull-attribute",
                                             "null",
                                             "object-size",
                                             "pointer-overflow",
                                             "return",
                                             "returns-nonnull-attribute",
                                             "shift",
                                             "shift-base",
                                             "shift-exponent",
                                             "signed-integer-overflow",
                                             "implicit-conversion",
                                             "unreachable",
                                             "unsigned-integer-overflow",
                                             "vla-bound",
                                             "vptr",
                                             "vptr_check",
                                             "src",
                                             "fun",
                                             "type"};

bool IsOtherKind(absl::string_view kind) {
  return std::find(std::begin(kOtherKinds), std::end(kOtherKinds), kind) != std::end(kOtherKinds);
}

absl::Status LineError(absl::string_view where, absl::string_view problem) {
  return absl::InvalidArgumentError(absl::StrCat(where, ": ", problem));
}

// As shown in a message: a line of a file may hold anything.
std::string Shown(absl::string_view text) {
  constexpr size_t kWidth = 60;
  return ElideEnd(CleanForDisplay(text.substr(0, 4 * kWidth), /*unicode=*/true), kWidth,
                  /*unicode=*/true);
}

absl::Status ParseLine(absl::string_view line, const std::string& where,
                       LeakSuppressionFile* file) {
  const size_t colon = line.find(':');
  if (colon == absl::string_view::npos) {
    return LineError(where, absl::StrCat("expected 'leak:PATTERN', not '", Shown(line), "'"));
  }
  const absl::string_view kind = line.substr(0, colon);
  if (kind != "leak") {
    if (!IsOtherKind(kind)) {
      return LineError(where, absl::StrCat("unknown kind '", Shown(kind), "'",
                                           DidYouMean(std::string(kind.substr(0, 20)), {"leak"}),
                                           "; a suppression of leaks reads 'leak:PATTERN'"));
    }
    if (file->other_kinds++ == 0) file->first_of_other = absl::StrCat(where, ": ", kind);
    return absl::OkStatus();
  }
  const absl::string_view pattern = line.substr(colon + 1);
  // Such a pattern would hide every leak, which nobody who wants leaks judged can mean.
  if (pattern.find_first_not_of("^$*? \t") == absl::string_view::npos) {
    return LineError(where, absl::StrCat("the pattern '", Shown(pattern),
                                         "' would match everything; name a function, file or "
                                         "library"));
  }
  if (pattern.size() > kLongestPattern) {
    return LineError(where, absl::StrCat("the pattern is longer than ", kLongestPattern, " bytes"));
  }
  if (file->suppressions.size() == kMostSuppressions) {
    return LineError(where, absl::StrCat("more than ", kMostSuppressions, " suppressions"));
  }
  file->suppressions.push_back({.pattern = std::string(pattern), .source = where});
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<LeakSuppressionFile> ParseLeakSuppressions(absl::string_view text,
                                                          absl::string_view name) {
  LeakSuppressionFile file;
  absl::ConsumePrefix(&text, "\xEF\xBB\xBF");  // editors on Windows begin files with it
  for (int64_t number = 1; !text.empty(); ++number) {
    const size_t end = std::min(text.find('\n'), text.size());
    const absl::string_view line = absl::StripAsciiWhitespace(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line[0] == '#') continue;
    const absl::Status parsed = ParseLine(line, absl::StrCat(name, ":", number), &file);
    if (!parsed.ok()) return parsed;
  }
  return file;
}

bool SuppressionMatches(absl::string_view pattern, absl::string_view name) {
  if (name.empty()) return false;
  const bool from_start = absl::ConsumePrefix(&pattern, "^");
  const bool to_end = absl::ConsumeSuffix(&pattern, "$");
  return GlobMatches(absl::StrCat(from_start ? "" : "*", pattern, to_end ? "" : "*"), name);
}

}  // namespace tidemark::analysis
