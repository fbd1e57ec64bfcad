#include "tidemark/analysis/rules/source_allowance.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tidemark/analysis/rules/source_files.h"

namespace tidemark::analysis {
namespace {

constexpr absl::string_view kMacro = "TIDEMARK_ALLOW";
constexpr absl::string_view kTool = "tidemark:";
constexpr absl::string_view kAllow = "allow";
constexpr size_t kMostMacroBytes = 1000;

// Where the comment begins that speaks of an allowance, and what it says after "allow"; nothing where
// none does.
struct Comment {
  size_t begin = 0;
  absl::string_view words;
};

std::optional<Comment> CommentOn(absl::string_view line) {
  for (size_t at = line.find(kTool); at != absl::string_view::npos;
       at = line.find(kTool, at + kTool.size())) {
    const absl::string_view before = absl::StripTrailingAsciiWhitespace(line.substr(0, at));
    absl::string_view words = absl::StripLeadingAsciiWhitespace(line.substr(at + kTool.size()));
    if (!absl::ConsumePrefix(&words, kAllow) || words.empty() ||
        !absl::ascii_isspace(static_cast<unsigned char>(words[0]))) {
      continue;
    }
    for (const absl::string_view mark : {"#", "//", "/*"}) {
      if (!absl::EndsWith(before, mark)) continue;
      words = absl::StripAsciiWhitespace(words);
      absl::ConsumeSuffix(&words, "*/");
      return Comment{before.size() - mark.size(), absl::StripAsciiWhitespace(words)};
    }
  }
  return std::nullopt;
}

bool IsRuleName(absl::string_view word) {
  if (word.empty() || !absl::ascii_islower(static_cast<unsigned char>(word[0]))) return false;
  return word.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == absl::string_view::npos;
}

// The next literal of the text, those that follow it with nothing between put together, as a compiler
// does. False where there is none.
bool TakeLiteral(absl::string_view* text, std::string* literal) {
  literal->clear();
  bool any = false;
  while (true) {
    *text = absl::StripLeadingAsciiWhitespace(*text);
    if (!absl::ConsumePrefix(text, "\"")) return any;
    any = true;
    while (!text->empty() && text->front() != '"') {
      if (text->front() == '\\' && text->size() > 1) text->remove_prefix(1);
      literal->push_back(text->front());
      text->remove_prefix(1);
    }
    if (!absl::ConsumePrefix(text, "\"")) return false;
  }
}

// What a macro says; `text` begins after its name, and loses what belongs to the macro.
std::optional<Allowance> TakeMacro(absl::string_view* text) {
  absl::string_view rest = absl::StripLeadingAsciiWhitespace(text->substr(0, kMostMacroBytes));
  const size_t all = text->size();
  const size_t cut = all - std::min(all, kMostMacroBytes);
  std::string rule;
  std::string reason;
  if (!absl::ConsumePrefix(&rest, "(") || !TakeLiteral(&rest, &rule) ||
      !absl::ConsumePrefix(&rest, ",") || !TakeLiteral(&rest, &reason) ||
      !absl::ConsumePrefix(&rest, ")")) {
    return std::nullopt;
  }
  absl::ConsumePrefix(&rest, ";");
  text->remove_prefix(all - cut - rest.size());
  return Allowance{.rules = absl::StrSplit(rule, ','), .reason = std::move(reason)};
}

std::optional<Allowance> FromComment(absl::string_view words) {
  const size_t end = words.find_first_of(" \t");
  Allowance allowance;
  for (const absl::string_view rule : absl::StrSplit(words.substr(0, end), ',')) {
    if (!IsRuleName(rule)) return std::nullopt;
    allowance.rules.emplace_back(rule);
  }
  if (end != absl::string_view::npos) {
    allowance.reason = std::string(absl::StripAsciiWhitespace(words.substr(end)));
  }
  return allowance;
}

enum class LineKind { kEmpty, kComment, kCode };

LineKind KindOf(absl::string_view line) {
  line = absl::StripAsciiWhitespace(line);
  if (line.empty()) return LineKind::kEmpty;
  const bool comment = absl::StartsWith(line, "//") || absl::StartsWith(line, "# ");
  return comment ? LineKind::kComment : LineKind::kCode;
}

// A line, with the lines that a macro on it goes on in.
struct SourceLine {
  std::vector<Allowance> allowances;
  LineKind kind = LineKind::kEmpty;  // of what is left without them
  size_t bytes = 0;
  int64_t lines = 1;
};

// What is left of the line without the comment that allows something.
absl::string_view TakeComment(absl::string_view line, int64_t number, SourceLine* result) {
  const std::optional<Comment> comment = CommentOn(line);
  if (!comment.has_value()) return line;
  if (std::optional<Allowance> allowance = FromComment(comment->words)) {
    allowance->line = number;
    result->allowances.push_back(*std::move(allowance));
  }
  return line.substr(0, comment->begin);
}

SourceLine ReadLine(absl::string_view text, int64_t number) {
  SourceLine result;
  result.bytes = std::min(text.find('\n'), text.size());
  const absl::string_view line = text.substr(0, result.bytes);
  const size_t macro = line.find(kMacro);
  const absl::string_view before = line.substr(0, std::min(macro, line.size()));
  // A definition of the macro, or words about it, allow nothing.
  if (macro != absl::string_view::npos && !absl::StrContains(before, "//") &&
      !absl::StrContains(before, "#")) {
    absl::string_view rest = text.substr(macro + kMacro.size());
    if (std::optional<Allowance> allowance = TakeMacro(&rest)) {
      allowance->line = number;
      result.allowances.push_back(*std::move(allowance));
      const size_t stop = text.size() - rest.size();
      result.lines += std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(stop), '\n');
      result.bytes = std::min(text.find('\n', stop), text.size());
      const absl::string_view after =
          TakeComment(text.substr(stop, result.bytes - stop), number, &result);
      result.kind = std::max(KindOf(before), KindOf(after));
      return result;
    }
  }
  result.kind = KindOf(TakeComment(line, number, &result));
  return result;
}

}  // namespace

std::multimap<int64_t, Allowance> FindAllowances(absl::string_view text) {
  std::multimap<int64_t, Allowance> found;
  std::vector<Allowance> waiting;  // for the next line with code
  for (int64_t number = 1; !text.empty();) {
    SourceLine line = ReadLine(text, number);
    number += line.lines - 1;
    for (Allowance& allowance : line.allowances) waiting.push_back(std::move(allowance));
    if (line.kind == LineKind::kCode) {
      for (Allowance& allowance : waiting) found.emplace(number, std::move(allowance));
    }
    // What an empty line parts from the code is not about it; other comments may stand between.
    const bool goes_on = line.kind == LineKind::kComment || !line.allowances.empty();
    if (line.kind == LineKind::kCode || !goes_on) waiting.clear();
    text.remove_prefix(std::min(line.bytes + 1, text.size()));
    ++number;
  }
  return found;
}

const std::multimap<int64_t, Allowance>& SourceAllowances::Of(const std::string& file) {
  const auto [known, inserted] = files_.try_emplace(file);
  if (!inserted) return known->second;
  const std::optional<SourceFile> source = ReadSourceFile(file, roots_);
  if (source.has_value()) known->second = FindAllowances(source->text);
  return known->second;
}

std::optional<SourceAllowances::Found> SourceAllowances::Find(absl::string_view rule,
                                                              const SiteReport& site) {
  if (site.file.empty() || site.line <= 0) return std::nullopt;
  const auto [first, last] = Of(site.file).equal_range(site.line);
  for (auto it = first; it != last; ++it) {
    for (const std::string& allowed : it->second.rules) {
      if (allowed != rule) continue;
      return Found{.reason = it->second.reason,
                   .at = absl::StrCat(site.file, ":", it->second.line)};
    }
  }
  return std::nullopt;
}

}  // namespace tidemark::analysis
