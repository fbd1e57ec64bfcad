#include "tidemark/gate/formats/github.h"

#include <array>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "tidemark/base/display_text.h"
#include "tidemark/gate/formats/finding_text.h"
#include "tidemark/gate/formats/source_place.h"

namespace tidemark::gate {
namespace {

// Cleaned, but with its line breaks, which are escaped below.
std::string LogSafe(absl::string_view text) {
  std::string safe;
  while (!text.empty()) {
    const size_t end = text.find_first_of("\r\n");
    absl::StrAppend(&safe, CleanForDisplay(text.substr(0, end), /*unicode=*/true));
    if (end == absl::string_view::npos) break;
    safe.push_back(text[end]);
    text.remove_prefix(end + 1);
  }
  return safe;
}

std::string MessageText(absl::string_view text) {
  return absl::StrReplaceAll(LogSafe(text), {{"%", "%25"}, {"\r", "%0D"}, {"\n", "%0A"}});
}

std::string PropertyText(absl::string_view text) {
  return absl::StrReplaceAll(
      LogSafe(text), {{"%", "%25"}, {"\r", "%0D"}, {"\n", "%0A"}, {":", "%3A"}, {",", "%2C"}});
}

struct Annotation {
  absl::string_view command;  // "error", "warning" or "notice"
  Place place;
  std::string title;
  std::string message;
};

absl::string_view CommandOf(Level level) {
  switch (level) {
    case Level::kError:
      return "error";
    case Level::kWarning:
      return "warning";
    case Level::kNote:
      return "notice";
  }
  return "error";
}

// The annotations of one command, up to kMaxAnnotations, and how many there were.
struct Shown {
  absl::string_view command;
  size_t count = 0;
};

class Log {
 public:
  void Add(const Annotation& annotation) {
    for (Shown& shown : shown_) {
      if (shown.command != annotation.command) continue;
      if (++shown.count > kMaxAnnotations) return;
    }
    absl::StrAppend(&text_, "::", annotation.command,
                    " file=", PropertyText(annotation.place.path));
    if (annotation.place.exact) absl::StrAppend(&text_, ",line=", annotation.place.line);
    absl::StrAppend(&text_, ",title=", PropertyText(annotation.title),
                    "::", MessageText(annotation.message), "\n");
  }

  std::string Finish(const CheckResult& result) && {
    for (const Shown& shown : shown_) {
      if (shown.count <= kMaxAnnotations) continue;
      absl::StrAppend(&text_, "::", shown.command,
                      " title=tidemark::", shown.count - kMaxAnnotations,
                      " more like these are not shown; ", MessageText(SummaryText(result)), "\n");
    }
    return std::move(text_);
  }

 private:
  std::array<Shown, 3> shown_ = {{{"error"}, {"warning"}, {"notice"}}};
  std::string text_;
};

std::string Title(const Verdict& verdict) {
  return absl::StrCat(TestName(verdict.test), ": ", FindingName(verdict));
}

}  // namespace

std::string GithubText(const CheckResult& result, const FormatOptions& options) {
  Log log;
  for (const RefusedTrace& refused : result.refused) {
    log.Add({"error", PlaceOfTrace(refused.trace, options),
             refused.empty ? "tidemark: a trace without events" : "tidemark: unusable trace",
             absl::StrCat(ShortText(refused.trace), ": ", ShortText(refused.message))});
  }
  for (const Verdict* verdict : FailuresLargestFirst(result)) {
    std::vector<std::string> lines = FindingDetails(*verdict, options);
    lines.insert(lines.begin(), FindingHeadline(*verdict));
    log.Add({CommandOf(verdict->level), PlaceOfVerdict(*verdict, options), Title(*verdict),
             absl::StrJoin(lines, "\n")});
  }
  for (const Verdict* verdict : NotJudged(result)) {
    log.Add(
        {"warning", PlaceOfVerdict(*verdict, options), Title(*verdict), FindingHeadline(*verdict)});
  }
  if (result.refused.empty() && result.verdicts.empty()) {
    return "::error title=tidemark::nothing was judged\n";
  }
  return std::move(log).Finish(result);
}

}  // namespace tidemark::gate
