#include "tidemark/gate/formats/text.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tidemark/base/bytes.h"
#include "tidemark/base/display_text.h"

namespace tidemark::gate {
namespace {

constexpr absl::string_view kIndent = "      ";
constexpr size_t kMaxNameWidth = 120;

// Keeps each command once.
void Remember(const std::string& command, std::vector<std::string>* commands) {
  if (command.empty()) return;
  if (std::find(commands->begin(), commands->end(), command) == commands->end()) {
    commands->push_back(command);
  }
}

// Writes the text of one result.
class CheckTextWriter {
 public:
  explicit CheckTextWriter(bool unicode) : unicode_(unicode) {}

  std::string Write(const CheckResult& result);

 private:
  std::string Clean(absl::string_view text) const {
    return ElideMiddle(CleanForDisplay(text, unicode_), kMaxNameWidth, unicode_);
  }
  std::string Name(const Verdict& verdict) const;
  std::string Place(const Contribution& part) const;
  std::string Amount(const Verdict& verdict, int64_t value) const;
  std::string Value(const Verdict& verdict, int64_t value) const;
  std::string Relation(const Verdict& verdict) const;
  std::string Change(const Verdict& verdict) const;

  void AppendVerdict(const Verdict& verdict);
  void AppendFailure(const Verdict& verdict);
  void AppendParts(const Verdict& verdict);
  void AppendCommands();
  void AppendSummary(const CheckResult& result);
  template <class... Pieces>
  void Line(const Pieces&... pieces) {
    absl::StrAppend(&text_, pieces..., "\n");
  }

  bool unicode_;
  std::string text_;
  int64_t findings_ = 0;
  std::vector<std::string> to_see_;
  std::vector<std::string> to_accept_;
};

// "run.json", and what part of it.
std::string CheckTextWriter::Name(const Verdict& verdict) const {
  std::string name = Clean(verdict.trace.empty() ? verdict.test : verdict.trace);
  if (!verdict.scope.empty()) absl::StrAppend(&name, " [scope ", Clean(verdict.scope), "]");
  if (!verdict.site.empty()) absl::StrAppend(&name, " [site ", Clean(verdict.site), "]");
  return name;
}

// Of code without a source file the name of its library says where it is.
std::string CheckTextWriter::Place(const Contribution& part) const {
  const analysis::SiteReport& site = part.site;
  std::string text = "(unknown site)";
  if (!site.file.empty()) {
    text = Clean(site.file == site.module ? site.file.substr(site.file.rfind('/') + 1) : site.file);
    if (site.line > 0) absl::StrAppend(&text, ":", site.line);
  }
  if (!site.function.empty()) absl::StrAppend(&text, "  ", Clean(site.function));
  if (!site.label.empty()) absl::StrAppend(&text, "  [", Clean(site.label), "]");
  if (!part.note.empty()) absl::StrAppend(&text, "  (", Clean(part.note), ")");
  return text;
}

// Short, with a sign where it is part of a difference.
std::string CheckTextWriter::Amount(const Verdict& verdict, int64_t value) const {
  const bool signs = verdict.before.has_value();
  const int64_t size = value < 0 ? -(value + (value == INT64_MIN ? 1 : 0)) : value;
  std::string amount = verdict.unit == MetricUnit::kCount ? absl::StrCat(size, signs ? "" : "x")
                                                          : ByteCount(size).ToString();
  return absl::StrCat(value < 0 ? "-" : (signs ? "+" : ""), amount);
}

std::string CheckTextWriter::Value(const Verdict& verdict, int64_t value) const {
  return absl::StrCat(verdict.estimated ? "~" : "", MetricValueText(verdict.unit, value));
}

std::string CheckTextWriter::Relation(const Verdict& verdict) const {
  if (verdict.excess == 0) return "exactly the limit that it must not reach";
  const int64_t limit = verdict.limit.value_or(0);
  std::string percent;
  if (limit > 0) {
    percent = absl::StrFormat(
        ", %+.0f%%", 100.0 * (static_cast<double>(verdict.after) - static_cast<double>(limit)) /
                         static_cast<double>(limit));
  }
  return absl::StrCat(MetricValueText(verdict.unit, verdict.excess),
                      verdict.after > limit ? " over" : " under", " the limit", percent);
}

// "64 MiB (67108864 B) -> 66 MiB (69206016 B), +2 MiB, +3.1%".
std::string CheckTextWriter::Change(const Verdict& verdict) const {
  const int64_t before = *verdict.before;
  const int64_t delta = verdict.after - before;
  std::string percent = ", new";
  if (before > 0) {
    percent = absl::StrFormat(", %+.3g%%",
                              100.0 * static_cast<double>(delta) / static_cast<double>(before));
  }
  if (delta == 0) percent.clear();
  return absl::StrCat(Value(verdict, before), unicode_ ? " → " : " -> ",
                      Value(verdict, verdict.after), ", ", Amount(verdict, delta), percent);
}

void CheckTextWriter::AppendParts(const Verdict& verdict) {
  for (const Contribution& part : verdict.contributions) {
    Line(kIndent, absl::StrFormat("%11s  ", Amount(verdict, part.delta())), Place(part));
  }
  if (verdict.other_places > 0) {
    Line(kIndent, absl::StrFormat("%11s  ", Amount(verdict, verdict.other_delta)), "at ",
         verdict.other_places, verdict.other_places == 1 ? " more place" : " more places");
  }
}

void CheckTextWriter::AppendFailure(const Verdict& verdict) {
  if (++findings_ > kMaxFindingsInText) return;
  if (verdict.rule == "suppression") {
    Line("FAIL  ", Clean(verdict.limit_source), ": ", Clean(verdict.metric), " at ",
         Clean(verdict.site), ": ", CleanForDisplay(verdict.reason, unicode_));
    return;
  }
  if (verdict.rule == "selftest") {
    Line("FAIL  ", Name(verdict), ": ", Clean(verdict.limit_text), " (",
         Clean(verdict.limit_source), "): ", verdict.reason);
    return;
  }
  if (verdict.before.has_value()) {
    Line("FAIL  ", Name(verdict), ": ", verdict.metric, " ", Change(verdict));
  } else {
    Line("FAIL  ", Name(verdict), ": ", verdict.metric, " is ", Value(verdict, verdict.after), ", ",
         Relation(verdict));
  }
  if (!verdict.reason.empty()) Line(kIndent, CleanForDisplay(verdict.reason, unicode_));
  if (!verdict.limit_text.empty()) {
    Line(kIndent, "limit: ", Clean(verdict.limit_text), ", set by ", Clean(verdict.limit_source));
  } else if (verdict.before.has_value() && verdict.limit.has_value()) {
    Line(kIndent, "limit: no more than in the baseline, ", Clean(verdict.limit_source));
  }
  AppendParts(verdict);
  Remember(verdict.inspect_command, &to_see_);
  Remember(verdict.accept_command, &to_accept_);
}

// What several failures have in common is said once, below them.
void CheckTextWriter::AppendCommands() {
  for (const std::string& command : to_see_) {
    Line("see:     ", CleanForDisplay(command, unicode_));
  }
  for (const std::string& command : to_accept_) {
    Line("accept:  ", CleanForDisplay(command, unicode_));
  }
}

void CheckTextWriter::AppendVerdict(const Verdict& verdict) {
  switch (verdict.outcome) {
    case Outcome::kFailed:
      AppendFailure(verdict);
      return;
    case Outcome::kNotJudged:
      Line("----  ", Name(verdict), ": ", verdict.metric,
           " was not judged: ", CleanForDisplay(verdict.reason, unicode_));
      return;
    case Outcome::kPassed:
      break;
  }
  if (verdict.rule == "selftest") {
    Line("ok    ", Name(verdict), ": ", Clean(verdict.limit_text), ": ", verdict.reason);
  } else if (verdict.before.has_value()) {
    Line("ok    ", Name(verdict), ": ", verdict.metric, " ",
         verdict.after == *verdict.before
             ? absl::StrCat("is ", Value(verdict, verdict.after), ", as in the baseline")
             : Change(verdict));
  } else {
    Line("ok    ", Name(verdict), ": ", verdict.metric, " is ", Value(verdict, verdict.after),
         "; limit: ", Clean(verdict.limit_text));
  }
}

void CheckTextWriter::AppendSummary(const CheckResult& result) {
  if (findings_ > kMaxFindingsInText) {
    Line("      and ", findings_ - kMaxFindingsInText,
         findings_ == kMaxFindingsInText + 1 ? " more finding" : " more findings",
         " (--format json has all of them)");
  }
  const int64_t judged = result.judged();
  const int64_t failures = result.failures();
  std::string summary = "check: ";
  if (result.passed()) {
    absl::StrAppend(&summary, "passed, ", judged, judged == 1 ? " limit" : " limits", " kept");
  } else if (failures > 0) {
    absl::StrAppend(&summary, "failed, ", failures, " of ", judged,
                    judged == 1 ? " limit" : " limits", " not kept");
  } else {
    absl::StrAppend(&summary, "not passed, ", judged, judged == 1 ? " limit" : " limits", " kept");
  }
  if (result.not_judged() > 0) absl::StrAppend(&summary, ", ", result.not_judged(), " not judged");
  if (!result.refused.empty()) {
    absl::StrAppend(&summary, ", ", result.refused.size(), " of ", result.traces.size(),
                    result.traces.size() == 1 ? " trace" : " traces", " not usable");
  }
  Line(summary);
}

std::string CheckTextWriter::Write(const CheckResult& result) {
  for (const RefusedTrace& refused : result.refused) {
    Line("error ", Clean(refused.trace),
         " was not judged: ", CleanForDisplay(refused.message, unicode_));
  }
  for (const TraceNote& note : result.notes) {
    Line("warn  ", Clean(note.trace), ": ", CleanForDisplay(note.text, unicode_));
  }
  for (const Verdict& verdict : result.verdicts) AppendVerdict(verdict);
  AppendCommands();
  for (const Allowed& allowed : result.allowed) {
    Contribution at;
    at.site = allowed.site;
    Line("allow ", Clean(allowed.rule), " at ", Place(at), ": ", Clean(allowed.reason), " (",
         Clean(allowed.source), ")");
  }
  AppendSummary(result);
  return std::move(text_);
}

}  // namespace

std::string CheckText(const CheckResult& result, const FormatOptions& options) {
  return CheckTextWriter(options.unicode).Write(result);
}

}  // namespace tidemark::gate
