#include "tidemark/gate/formats/fit_text.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tidemark/base/bytes.h"
#include "tidemark/base/display_text.h"
#include "tidemark/gate/formats/source_place.h"
#include "tidemark/gate/growth/run_size.h"

namespace tidemark::gate {
namespace {

constexpr size_t kMostSites = 10;
constexpr size_t kSiteWidth = 80;
constexpr double kLargestCount = 9e18;  // that an int64 holds

// "12", "0.25", "1.5e+20": a number without more digits than it is worth.
std::string NumberText(double value) {
  const double size = std::abs(value);
  if (size == 0) return "0";
  if (size < 1e-3 || size >= 1e15) return absl::StrFormat("%.3g", value);
  if (std::abs(value - std::round(value)) < 1e-6 * size) return absl::StrFormat("%.0f", value);
  return absl::StrFormat(size < 1 ? "%.3f" : size < 100 ? "%.2f" : "%.1f", value);
}

// Of bytes with their unit; below a KiB with a fraction, because costs for each element have one.
std::string AmountText(MetricUnit unit, double value) {
  if (unit == MetricUnit::kCount) return NumberText(value);
  const double size = std::abs(value);
  if (size < 1024 || size > kLargestCount) return absl::StrCat(NumberText(value), " B");
  return absl::StrCat(value < 0 ? "-" : "",
                      ByteCount(static_cast<int64_t>(std::llround(size))).ToString());
}

// The size's name in formulas: "file" and "largest-array" say where it stands.
std::string NameOfSize(const GrowthReport& report) {
  return report.by == kByFile || report.by == kByLargestArray ? "n" : report.by;
}

// Less than a thousandth of a unit and of the value is none: arithmetic has such errors.
bool IsNothing(double part, double whole) {
  return std::abs(part) < std::max(1e-3, 1e-6 * std::abs(whole));
}

// A base that cannot be told from none: by its error, or by that of arithmetic.
bool HasBase(const FittedLaw& law, double most_n) {
  const double rounding = 1e-12 * std::abs(law.At(most_n));
  return std::abs(law.base) > std::max({0.5, rounding, 2 * law.base_error});
}

std::string MarginText(MetricUnit unit, double margin, double value, bool unicode) {
  if (IsNothing(margin, value)) return "";
  return absl::StrCat(unicode ? " ± " : " +- ", AmountText(unit, margin));
}

std::string FitsText(double part) {
  const double percent = 100 * part;
  if (percent < 1e-6) return "exactly";
  if (percent <= 0.1) return "within 0.1 %";
  if (percent > 1000) return "not at all";
  return absl::StrFormat(percent < 10 ? "within %.1f %%" : "within %.0f %%", percent);
}

// The columns of a table, each as wide as its widest cell; the last is left as it is.
void AppendColumns(const std::vector<std::vector<std::string>>& rows, std::string* text) {
  std::vector<size_t> widths;
  for (const std::vector<std::string>& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], DisplayWidth(row[i]));
  }
  for (const std::vector<std::string>& row : rows) {
    absl::StrAppend(text, " ");
    for (size_t i = 0; i < row.size(); ++i) {
      const size_t pad = i + 1 < row.size() ? widths[i] - DisplayWidth(row[i]) : 0;
      absl::StrAppend(text, " ", row[i], std::string(pad, ' '));
    }
    absl::StrAppend(text, "\n");
  }
}

void AppendMetrics(const GrowthReport& report, std::string* text) {
  std::vector<std::vector<std::string>> rows;
  for (const MetricGrowth& metric : report.metrics) {
    rows.push_back(
        {std::string(metric.metric->name),
         absl::StrCat(metric.estimated ? "~ " : "= ",
                      GrowthLawText(metric.fit, metric.metric->unit, NameOfSize(report))),
         absl::StrCat("(fits ", FitsText(metric.fit.worst), ")")});
  }
  AppendColumns(rows, text);
}

void AppendSites(const GrowthReport& report, const FormatOptions& options, std::string* text) {
  if (report.sites.empty()) return;
  absl::StrAppend(text, "\nwhat holds the peak, by place; what grows most comes first:\n");
  std::vector<std::vector<std::string>> rows;
  const size_t shown = std::min(report.sites.size(), kMostSites);
  for (size_t i = 0; i < shown; ++i) {
    const SiteGrowth& site = report.sites[i];
    const FittedLaw& law = site.fit.chosen;
    std::string cost = "does not grow";
    if (law.law != GrowthLaw::kConstant) {
      const double margin = law.CoefficientMargin();
      cost = absl::StrCat(AmountText(MetricUnit::kBytes, law.coefficient),
                          MarginText(MetricUnit::kBytes, margin, law.coefficient, options.unicode),
                          " * ", GrowthTermText(law.law, NameOfSize(report)));
    }
    const std::string base = absl::StrCat(law.base < 0 ? "- " : "+ ",
                                          AmountText(MetricUnit::kBytes, std::abs(law.base)));
    const std::string place = CleanForDisplay(SiteText(site.site, options), options.unicode);
    rows.push_back({cost, HasBase(law, site.fit.most_n) ? base : "",
                    ElideMiddle(place, kSiteWidth, options.unicode)});
  }
  AppendColumns(rows, text);
  const size_t others = report.sites.size() - shown;
  if (others > 0) {
    absl::StrAppend(text, "  and ", others, others == 1 ? " more place" : " more places", "\n");
  }
}

void AppendPredictions(const GrowthReport& report, const FormatOptions& options,
                       std::string* text) {
  if (report.metrics.empty() || !report.metrics.front().at.has_value()) return;
  absl::StrAppend(text, "\nat ", NameOfSize(report), " = ",
                  NumberText(report.metrics.front().at->n), ":\n");
  std::vector<std::vector<std::string>> rows;
  for (const MetricGrowth& metric : report.metrics) {
    const MetricUnit unit = metric.metric->unit;
    rows.push_back(
        {std::string(metric.metric->name),
         absl::StrCat(AmountText(unit, metric.at->value),
                      MarginText(unit, metric.at->margin, metric.at->value, options.unicode))});
  }
  AppendColumns(rows, text);
}

// Metrics that have the same to say are named together.
void AppendNotes(const GrowthReport& report, const FormatOptions& options, std::string* text) {
  std::vector<std::pair<std::string, std::string>> notes;  // what is said, of which metrics
  for (const MetricGrowth& metric : report.metrics) {
    const std::string note = SlopeNote(metric.fit, NameOfSize(report));
    if (note.empty()) continue;
    const auto same = std::find_if(notes.begin(), notes.end(),
                                   [&](const auto& other) { return other.first == note; });
    if (same == notes.end()) {
      notes.emplace_back(note, metric.metric->name);
    } else {
      absl::StrAppend(&same->second, ", ", metric.metric->name);
    }
  }
  if (!notes.empty() || !report.notes.empty()) absl::StrAppend(text, "\n");
  for (const auto& [note, metrics] : notes) {
    absl::StrAppend(text, "note: ", metrics, ": ", note, "\n");
  }
  for (const std::string& note : report.notes) {
    absl::StrAppend(text, "note: ", CleanForDisplay(note, options.unicode), "\n");
  }
}

}  // namespace

std::string GrowthLawText(const GrowthFit& fit, MetricUnit unit, const std::string& n) {
  const FittedLaw& law = fit.chosen;
  if (law.law == GrowthLaw::kConstant) {
    return absl::StrCat(AmountText(unit, law.base), ", whatever ", n, " is");
  }
  const std::string growth =
      absl::StrCat(AmountText(unit, std::abs(law.coefficient)), " * ", GrowthTermText(law.law, n));
  if (!HasBase(law, fit.most_n)) {
    return absl::StrCat(law.coefficient < 0 ? "-" : "", growth);
  }
  return absl::StrCat(AmountText(unit, law.base), law.coefficient < 0 ? " - " : " + ", growth);
}

std::string FitText(const GrowthReport& report, const FormatOptions& options) {
  std::string text;
  const std::string n = NameOfSize(report);
  absl::StrAppend(&text, "growth with ", n);
  if (report.by == kByFile) absl::StrAppend(&text, ", the last number in the files' names");
  if (report.by == kByLargestArray) {
    absl::StrAppend(&text, ", the elements of the largest array");
  }
  absl::StrAppend(&text, "; ", report.runs.size(), " traces");
  if (!report.runs.empty()) {
    absl::StrAppend(&text, ", ", n, " = ", NumberText(report.runs.front().n), " to ",
                    NumberText(report.runs.back().n));
  }
  absl::StrAppend(&text, ":\n");
  AppendMetrics(report, &text);
  AppendSites(report, options, &text);
  AppendPredictions(report, options, &text);
  AppendNotes(report, options, &text);
  return text;
}

}  // namespace tidemark::gate
