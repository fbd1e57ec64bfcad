#include "tidemark/gate/formats/check_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tidemark/base/bytes.h"
#include "tidemark/base/display_text.h"

namespace tidemark::gate {
namespace {

constexpr absl::string_view kIndent = "      ";
constexpr size_t kMaxNameWidth = 120;

std::string Clean(absl::string_view text, bool unicode) {
  return ElideMiddle(CleanForDisplay(text, unicode), kMaxNameWidth, unicode);
}

// Of code without a source file the name of its library says where it is.
std::string PlaceText(const analysis::SiteReport& site) {
  if (site.file.empty()) return "(unknown site)";
  return site.file == site.module ? site.file.substr(site.file.rfind('/') + 1) : site.file;
}

std::string SiteText(const analysis::SiteReport& site, bool unicode) {
  std::string text = Clean(PlaceText(site), unicode);
  if (!site.file.empty() && site.line > 0) absl::StrAppend(&text, ":", site.line);
  if (!site.function.empty()) absl::StrAppend(&text, "  ", Clean(site.function, unicode));
  if (!site.label.empty()) absl::StrAppend(&text, "  [", Clean(site.label, unicode), "]");
  return text;
}

std::string RelationText(const LimitVerdict& verdict) {
  const MetricUnit unit = verdict.limit.metric->unit;
  const std::string by = MetricValueText(unit, verdict.excess);
  if (verdict.excess == 0) return "exactly the limit that it must not reach";
  std::string percent;
  if (verdict.limit.value > 0) {
    percent = absl::StrFormat(
        ", %+.0f%%",
        100.0 * (static_cast<double>(verdict.actual) - static_cast<double>(verdict.limit.value)) /
            static_cast<double>(verdict.limit.value));
  }
  const bool over = verdict.actual > verdict.limit.value;
  return absl::StrCat(by, over ? " over" : " under", " the limit", percent);
}

void AppendSites(const LimitVerdict& verdict, bool unicode, std::string* text) {
  const bool by_count = verdict.limit.metric->unit == MetricUnit::kCount;
  for (const analysis::SiteBytes& entry : verdict.sites) {
    const std::string amount =
        by_count ? absl::StrCat(entry.count, "x") : ByteCount(entry.bytes).ToString();
    absl::StrAppend(text, kIndent, absl::StrFormat("%11s  ", amount), SiteText(entry.site, unicode),
                    "\n");
  }
  if (verdict.other_sites > 0) {
    absl::StrAppend(text, kIndent, absl::StrFormat("%11s  ", ""), "and ", verdict.other_sites,
                    verdict.other_sites == 1 ? " more site" : " more sites", "\n");
  }
}

void AppendVerdict(const std::string& trace, const LimitVerdict& verdict, bool unicode,
                   std::string* text) {
  const Metric& metric = *verdict.limit.metric;
  const std::string actual =
      absl::StrCat(verdict.estimated ? "~" : "", MetricValueText(metric.unit, verdict.actual));
  const std::string limit = Clean(verdict.limit.text, unicode);
  if (verdict.passed) {
    absl::StrAppend(text, "ok    ", trace, ": ", metric.name, " is ", actual, "; limit: ", limit,
                    "\n");
    return;
  }
  absl::StrAppend(text, "FAIL  ", trace, ": ", metric.name, " is ", actual, ", ",
                  RelationText(verdict), "\n");
  absl::StrAppend(text, kIndent, "limit: ", limit, " (",
                  MetricValueText(metric.unit, verdict.limit.value), ")\n");
  AppendSites(verdict, unicode, text);
  absl::StrAppend(text, kIndent, "see: tidemark report ", trace, "\n");
}

}  // namespace

std::string CheckText(const CheckResult& result, bool unicode) {
  std::string text;
  for (const TraceVerdicts& trace : result.traces) {
    const std::string name = Clean(trace.trace, unicode);
    for (const std::string& warning : trace.warnings) {
      absl::StrAppend(&text, "warn  ", name, ": ", Clean(warning, unicode), "\n");
    }
    for (const LimitVerdict& verdict : trace.verdicts) AppendVerdict(name, verdict, unicode, &text);
  }
  const int64_t failures = result.failures();
  const int64_t judged = result.judged();
  if (failures == 0) {
    absl::StrAppend(&text, "check: passed, ", judged, judged == 1 ? " limit" : " limits",
                    " kept\n");
  } else {
    absl::StrAppend(&text, "check: failed, ", failures, " of ", judged,
                    judged == 1 ? " limit" : " limits", " not kept\n");
  }
  return text;
}

}  // namespace tidemark::gate
