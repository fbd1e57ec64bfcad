#include "tidemark/gate/formats/finding_text.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "tidemark/base/bytes.h"
#include "tidemark/base/display_text.h"
#include "tidemark/gate/formats/source_place.h"

namespace tidemark::gate {
namespace {

constexpr size_t kMaxTextWidth = 200;
// Commands are copied, so they are shortened only where no shell line could be meant.
constexpr size_t kMaxCommandWidth = 1000;

std::string CommandText(absl::string_view command) {
  return ElideMiddle(CleanForDisplay(command, /*unicode=*/true), kMaxCommandWidth,
                     /*unicode=*/true);
}

int64_t Magnitude(int64_t value) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  if (value >= 0) return value;
  return value == std::numeric_limits<int64_t>::min() ? kMost : -value;
}

// b - a, at most the largest number.
int64_t DifferenceOf(int64_t a, int64_t b) {
  int64_t difference = 0;
  if (!__builtin_sub_overflow(b, a, &difference)) return difference;
  return b > a ? std::numeric_limits<int64_t>::max() : std::numeric_limits<int64_t>::min();
}

std::string PercentText(int64_t before, int64_t after) {
  const double percent = 100.0 * (static_cast<double>(after) - static_cast<double>(before)) /
                         static_cast<double>(before);
  if (std::abs(percent) < 0.05 && after != before) return percent > 0 ? "+<0.1%" : "-<0.1%";
  return absl::StrFormat("%+.*f%%", std::abs(percent) < 10 ? 1 : 0, percent);
}

std::string ValueText(const Verdict& verdict, int64_t value) {
  return absl::StrCat(verdict.estimated ? "~" : "", MetricValueText(verdict.unit, value));
}

std::string ShortValueText(MetricUnit unit, int64_t magnitude) {
  return unit == MetricUnit::kBytes ? ByteCount(magnitude).ToString() : absl::StrCat(magnitude);
}

std::string RelationToLimit(const Verdict& verdict) {
  if (verdict.excess == 0) return ", exactly the limit that it must not reach";
  const std::string by = ShortValueText(verdict.unit, Magnitude(verdict.excess));
  return absl::StrCat(", ", by, verdict.after > *verdict.limit ? " over" : " under",
                      " the limit of ", MetricValueText(verdict.unit, *verdict.limit));
}

std::string KindText(const Contribution& contribution, const FormatOptions& options) {
  std::vector<std::string> parts;
  if (!contribution.scope.empty()) {
    parts.push_back(absl::StrCat("in ", ShortText(contribution.scope)));
  }
  std::string kind = ShortText(contribution.kind);
  if (!contribution.dtype.empty()) {
    absl::StrAppend(&kind, kind.empty() ? "" : " ", ShortText(contribution.dtype));
  }
  if (!kind.empty()) parts.push_back(std::move(kind));
  if (!contribution.note.empty()) parts.push_back(ShortText(contribution.note));
  if (contribution.caller != analysis::SiteReport()) {
    parts.push_back(absl::StrCat("called by ", SiteText(contribution.caller, options)));
  }
  return absl::StrJoin(parts, "; ");
}

int64_t SizeOf(const Verdict& verdict) {
  const int64_t change =
      verdict.before ? Magnitude(DifferenceOf(*verdict.before, verdict.after)) : 0;
  return std::max(Magnitude(verdict.excess), change);
}

}  // namespace

std::string ShortText(absl::string_view text) {
  return ElideMiddle(CleanForDisplay(text, /*unicode=*/true), kMaxTextWidth, /*unicode=*/true);
}

std::string TestName(absl::string_view test) {
  return test.empty() ? "(unnamed)" : ShortText(test);
}

std::string FindingName(const Verdict& verdict) {
  std::string name;
  if (verdict.rule != "limit" && !verdict.rule.empty()) {
    name = absl::StrCat(ShortText(verdict.rule), ": ");
  }
  const absl::string_view bound =
      verdict.limit_text.empty() ? absl::string_view(verdict.metric) : verdict.limit_text;
  absl::StrAppend(&name, ShortText(bound));
  if (!verdict.scope.empty() && !absl::StrContains(bound, "@scope")) {
    absl::StrAppend(&name, " @scope=", ShortText(verdict.scope));
  }
  if (!verdict.site.empty() && !absl::StrContains(bound, "@site")) {
    absl::StrAppend(&name, " @site=", ShortText(verdict.site));
  }
  return name.empty() ? "check" : name;
}

std::string ChangeText(const Verdict& verdict) {
  if (!verdict.before) return "";
  const int64_t before = *verdict.before;
  std::string text = SignedValueText(verdict.unit, DifferenceOf(before, verdict.after));
  if (before > 0) {
    absl::StrAppend(&text, ", ", PercentText(before, verdict.after));
  } else if (before == 0 && verdict.after > 0) {
    absl::StrAppend(&text, ", new");
  }
  return text;
}

std::string FindingHeadline(const Verdict& verdict) {
  const std::string metric = ShortText(verdict.metric);
  if (verdict.outcome == Outcome::kNotJudged) {
    const std::string what = metric.empty() ? FindingName(verdict) : metric;
    return absl::StrCat(what, " was not judged: ",
                        verdict.reason.empty() ? "no reason is known" : ShortText(verdict.reason));
  }
  if (metric.empty()) {
    return verdict.reason.empty() ? FindingName(verdict) : ShortText(verdict.reason);
  }
  std::string text;
  if (verdict.before) {
    absl::StrAppend(&text, metric, " went from ", ValueText(verdict, *verdict.before), " to ",
                    ValueText(verdict, verdict.after), " (", ChangeText(verdict), ")");
  } else {
    absl::StrAppend(&text, metric, " is ", ValueText(verdict, verdict.after));
  }
  if (verdict.outcome == Outcome::kFailed && verdict.limit) {
    absl::StrAppend(&text, RelationToLimit(verdict));
  }
  if (!verdict.reason.empty()) absl::StrAppend(&text, "; ", ShortText(verdict.reason));
  return text;
}

std::string SignedValueText(MetricUnit unit, int64_t value) {
  return absl::StrCat(value < 0 ? "-" : "+", ShortValueText(unit, Magnitude(value)));
}

std::string ContributionText(const Contribution& contribution, MetricUnit unit,
                             const FormatOptions& options) {
  const int64_t delta = DifferenceOf(contribution.before, contribution.after);
  std::string text = absl::StrCat(SignedValueText(unit, delta), "  ");
  // A sum of places has none of its own.
  if (contribution.site == analysis::SiteReport() && !contribution.note.empty()) {
    const std::string scope =
        contribution.scope.empty() ? "" : absl::StrCat(" (in ", ShortText(contribution.scope), ")");
    return absl::StrCat(text, ShortText(contribution.note), scope);
  }
  text += SiteText(contribution.site, options);
  const std::string kind = KindText(contribution, options);
  if (!kind.empty()) absl::StrAppend(&text, " (", kind, ")");
  return text;
}

std::string RemainderText(const Verdict& verdict) {
  if (verdict.other_places == 0 && verdict.other_delta == 0) return "";
  return absl::StrCat(SignedValueText(verdict.unit, verdict.other_delta), "  in ",
                      Counted(verdict.other_places, "other place", "other places"));
}

std::vector<std::string> FindingDetails(const Verdict& verdict, const FormatOptions& options) {
  std::vector<std::string> lines;
  if (!verdict.limit_text.empty() || !verdict.limit_source.empty()) {
    std::string line = absl::StrCat("limit: ", FindingName(verdict));
    if (!verdict.limit_source.empty()) {
      absl::StrAppend(&line, ", set by ", ShortText(verdict.limit_source));
    }
    lines.push_back(std::move(line));
  }
  for (const Contribution& contribution : verdict.contributions) {
    lines.push_back(ContributionText(contribution, verdict.unit, options));
  }
  std::string remainder = RemainderText(verdict);
  if (!remainder.empty()) lines.push_back(std::move(remainder));
  if (!verdict.inspect_command.empty()) {
    lines.push_back(absl::StrCat("look closer: ", CommandText(verdict.inspect_command)));
  }
  if (!verdict.accept_command.empty()) {
    lines.push_back(absl::StrCat("accept: ", CommandText(verdict.accept_command)));
  }
  return lines;
}

std::string SummaryText(const CheckResult& result) {
  const int64_t failed = result.failures();
  const int64_t unjudged = result.not_judged();
  const int64_t judged = result.judged();
  std::string text;
  if (judged == 0) {
    text = "nothing was judged";
  } else if (failed > 0) {
    text = absl::StrCat(failed, " of ", Counted(judged, "check", "checks"), " failed");
  } else {
    text = absl::StrCat(Counted(judged, "check", "checks"), " passed");
  }
  if (unjudged > 0) absl::StrAppend(&text, ", ", unjudged, " could not be judged");
  if (!result.refused.empty()) {
    absl::StrAppend(
        &text, ", ",
        Counted(static_cast<int64_t>(result.refused.size()), "trace was", "traces were"),
        " refused");
  }
  return text;
}

std::vector<const Verdict*> FailuresLargestFirst(const CheckResult& result) {
  std::vector<const Verdict*> failures;
  for (const Verdict& verdict : result.verdicts) {
    if (verdict.outcome == Outcome::kFailed) failures.push_back(&verdict);
  }
  std::stable_sort(failures.begin(), failures.end(), [](const Verdict* a, const Verdict* b) {
    if (a->level != b->level) return a->level < b->level;
    return SizeOf(*a) > SizeOf(*b);
  });
  return failures;
}

std::vector<const Verdict*> NotJudged(const CheckResult& result) {
  std::vector<const Verdict*> unjudged;
  for (const Verdict& verdict : result.verdicts) {
    if (verdict.outcome == Outcome::kNotJudged) unjudged.push_back(&verdict);
  }
  return unjudged;
}

}  // namespace tidemark::gate
