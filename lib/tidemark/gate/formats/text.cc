#include "tidemark/gate/formats/text.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "tidemark/base/bytes.h"
#include "tidemark/base/display_text.h"
#include "tidemark/gate/formats/finding_text.h"
#include "tidemark/gate/formats/screen.h"
#include "tidemark/gate/sites/site_key.h"

namespace tidemark::gate {
namespace {

constexpr absl::string_view kIndent = "      ";
constexpr size_t kMaxNameWidth = 120;

// Writes the text of one result.
class CheckTextWriter {
 public:
  explicit CheckTextWriter(const FormatOptions& options) : options_(options) {}

  std::string Write(const CheckResult& result);

 private:
  std::string Clean(absl::string_view text) const {
    return ElideMiddle(CleanForDisplay(text, options_.unicode), kMaxNameWidth, options_.unicode);
  }
  std::string Name(const Verdict& verdict) const;
  std::string Place(const analysis::SiteReport& site) const;
  std::string Amount(const Verdict& verdict, int64_t value) const;
  std::string Value(const Verdict& verdict, int64_t value) const;
  std::string Relation(const Verdict& verdict) const;
  std::string Change(const Verdict& verdict) const;

  void AppendVerdicts(const std::vector<Verdict>& verdicts);
  void AppendKept(const Verdict& verdict);
  void AppendFailure(const Verdict& verdict);
  void AppendDetails(const Verdict& verdict);
  void AppendParts(const Verdict& verdict);
  void AppendCommands(const Verdict& verdict);
  void AppendAllowed(const std::vector<Allowed>& allowed);
  void AppendSummary(const CheckResult& result);
  template <class... Pieces>
  void Line(const Pieces&... pieces) {
    absl::StrAppend(&text_, pieces..., "\n");
  }

  const FormatOptions& options_;
  Screen screen_;
  std::string text_;
  size_t findings_ = 0;
};

// "run.json", and what part of it.
std::string CheckTextWriter::Name(const Verdict& verdict) const {
  std::string name = Clean(verdict.trace.empty() ? verdict.test : verdict.trace);
  if (!verdict.scope.empty()) absl::StrAppend(&name, " [scope ", Clean(verdict.scope), "]");
  if (!verdict.site.empty()) absl::StrAppend(&name, " [site ", Clean(verdict.site), "]");
  return name;
}

// Of code without a source file the name of its library says where it is.
std::string CheckTextWriter::Place(const analysis::SiteReport& site) const {
  std::string text = "(unknown site)";
  if (!site.file.empty()) {
    absl::string_view file = site.file;
    if (site.file == site.module) {
      file = file.substr(file.rfind('/') + 1);
    } else if (!options_.source_root.empty()) {
      absl::ConsumePrefix(&file, absl::StrCat(options_.source_root, "/"));
    }
    text = Clean(file);
    if (site.line > 0) absl::StrAppend(&text, ":", site.line);
  }
  if (!site.function.empty()) absl::StrAppend(&text, "  ", Clean(site.function));
  if (!site.label.empty()) absl::StrAppend(&text, "  [", Clean(site.label), "]");
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
  return absl::StrCat(Value(verdict, *verdict.before), options_.unicode ? " → " : " -> ",
                      Value(verdict, verdict.after), ", ", ChangeText(verdict));
}

void CheckTextWriter::AppendParts(const Verdict& verdict) {
  const size_t shown = std::min(screen_.parts, verdict.contributions.size());
  int64_t places = verdict.other_places;
  int64_t rest = verdict.other_delta;
  for (size_t i = 0; i < verdict.contributions.size(); ++i) {
    const Contribution& part = verdict.contributions[i];
    if (i >= shown) {
      ++places;
      rest += part.delta();
      continue;
    }
    // A sum of places has none of its own.
    std::string place = Clean(part.note);
    if (place.empty() || part.site != analysis::SiteReport()) {
      place = absl::StrCat(Place(part.site), place.empty() ? "" : absl::StrCat("  (", place, ")"));
    }
    Line(kIndent, absl::StrFormat("%11s  ", Amount(verdict, part.delta())), place);
    // A place in a library says little, and the first one is looked at most.
    const bool wanted = i == 0 || IsSystemFile(part.site.module);
    if (wanted && part.caller != analysis::SiteReport()) {
      Line(kIndent, std::string(13, ' '), "called by ", Place(part.caller));
    }
  }
  if (places > 0) {
    Line(kIndent, absl::StrFormat("%11s  ", Amount(verdict, rest)), "at ", places,
         places == 1 ? " more place" : " more places");
  }
}

// The whole of a command is there to be copied.
void CheckTextWriter::AppendCommands(const Verdict& verdict) {
  if (!verdict.inspect_command.empty()) {
    Line(kIndent, "see: ", CleanForDisplay(verdict.inspect_command, options_.unicode));
  }
  if (!verdict.accept_command.empty()) {
    Line(kIndent, "accept: ", CleanForDisplay(verdict.accept_command, options_.unicode));
  }
}

void CheckTextWriter::AppendDetails(const Verdict& verdict) {
  if (!verdict.reason.empty()) Line(kIndent, CleanForDisplay(verdict.reason, options_.unicode));
  std::string bound = Clean(verdict.limit_text);
  if (bound.empty() && verdict.limit.has_value()) {
    bound = absl::StrCat("at most ", MetricValueText(verdict.unit, *verdict.limit));
  }
  if (!bound.empty() && !verdict.limit_source.empty()) {
    Line(kIndent, "limit: ", bound, ", set by ", Clean(verdict.limit_source));
  }
  AppendParts(verdict);
}

void CheckTextWriter::AppendFailure(const Verdict& verdict) {
  if (verdict.rule == "suppression") {
    Line("FAIL  ", Clean(verdict.limit_source), ": ", Clean(verdict.metric), " at ",
         Clean(verdict.site), ": ", CleanForDisplay(verdict.reason, options_.unicode));
    return;
  }
  if (verdict.rule == "selftest") {
    Line("FAIL  ", Name(verdict), ": ", Clean(verdict.limit_text), " (",
         Clean(verdict.limit_source), "): ", verdict.reason);
    return;
  }
  const bool brief = findings_ > screen_.detailed;
  const std::string place = brief && !verdict.contributions.empty()
                                ? absl::StrCat("  ", Place(verdict.contributions.front().site))
                                : "";
  if (verdict.before.has_value()) {
    Line("FAIL  ", Name(verdict), ": ", verdict.metric, " ", Change(verdict), place);
  } else {
    Line("FAIL  ", Name(verdict), ": ", verdict.metric, " is ", Value(verdict, verdict.after), ", ",
         Relation(verdict), place);
  }
  if (!brief) AppendDetails(verdict);
}

void CheckTextWriter::AppendKept(const Verdict& verdict) {
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

// Failures that follow each other and have the same commands share one line of each.
void CheckTextWriter::AppendVerdicts(const std::vector<Verdict>& verdicts) {
  const Verdict* last = nullptr;  // whose commands are still to be written
  const auto has_other_commands = [&](const Verdict& verdict) {
    return last != nullptr && (last->inspect_command != verdict.inspect_command ||
                               last->accept_command != verdict.accept_command);
  };
  size_t kept = 0;
  size_t not_judged = 0;
  for (const Verdict& verdict : verdicts) {
    if (verdict.outcome == Outcome::kFailed) {
      if (++findings_ > kMaxFindingsInText) continue;
      if (has_other_commands(verdict)) AppendCommands(*std::exchange(last, nullptr));
      AppendFailure(verdict);
      if (findings_ <= screen_.detailed) last = &verdict;
    } else if (verdict.outcome == Outcome::kPassed) {
      if (++kept <= screen_.kept) AppendKept(verdict);
    } else if (++not_judged <= screen_.not_judged) {
      Line("----  ", Name(verdict), ": ", verdict.metric,
           " was not judged: ", CleanForDisplay(verdict.reason, options_.unicode));
    }
  }
  if (findings_ > kMaxFindingsInText) {
    Line("      and ", findings_ - kMaxFindingsInText,
         findings_ == kMaxFindingsInText + 1 ? " more finding" : " more findings",
         " (--format json has all of them)");
  }
  if (not_judged > screen_.not_judged) {
    Line("----  ", not_judged - screen_.not_judged, " more were not judged");
  }
  if (kept > screen_.kept) {
    Line("ok    ", kept - screen_.kept, screen_.kept > 0 ? " more" : "",
         kept - screen_.kept == 1 ? " limit" : " limits");
  }
  if (last != nullptr) AppendCommands(*last);
}

void CheckTextWriter::AppendAllowed(const std::vector<Allowed>& allowed) {
  const size_t shown = std::min(screen_.allowed, allowed.size());
  for (size_t i = 0; i < shown; ++i) {
    Line("allow ", Clean(allowed[i].rule), " at ", Place(allowed[i].site), ": ",
         Clean(allowed[i].reason), " (", Clean(allowed[i].source), ")");
  }
  if (allowed.size() > shown) Line("allow ", allowed.size() - shown, " more");
}

void CheckTextWriter::AppendSummary(const CheckResult& result) {
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
         " was not judged: ", CleanForDisplay(refused.message, options_.unicode));
  }
  for (const TraceNote& note : result.notes) {
    Line("warn  ", Clean(note.trace), ": ", CleanForDisplay(note.text, options_.unicode));
  }
  screen_ = ScreenFor(result);
  AppendVerdicts(result.verdicts);
  AppendAllowed(result.allowed);
  AppendSummary(result);
  return std::move(text_);
}

}  // namespace

std::string CheckText(const CheckResult& result, const FormatOptions& options) {
  return CheckTextWriter(options).Write(result);
}

}  // namespace tidemark::gate
