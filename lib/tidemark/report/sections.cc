#include "tidemark/report/sections.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tidemark/base/display_text.h"
#include "tidemark/report/quantity.h"
#include "tidemark/report/site_column.h"
#include "tidemark/report/sparkline.h"

namespace tidemark::report {
namespace {

constexpr size_t kFirstSites = 5;
constexpr size_t kFirstLeaks = 2;
constexpr size_t kMostLeakLines = 1 + kFirstLeaks + 2;  // heading, sites, advice
constexpr size_t kMostRows = 50;
constexpr size_t kBytesEnd = 11;  // columns of the tables: where bytes end, ...
constexpr size_t kShareEnd = 16;
constexpr size_t kCountStart = 18;
constexpr size_t kTimesEnd = 18;  // of findings: where counts end, and rules start
constexpr size_t kRuleStart = 20;
constexpr size_t kPlaceStart = 31;

bool IsLeak(const analysis::Finding& finding) { return finding.rule == "leak"; }

std::string Buffers(int64_t count) { return Counted(count, "buffer", "buffers"); }

Line Note(std::string text, Style style = Style::kFaint) {
  return Line().Add("  ").Add(std::move(text), style);
}

Style StyleOf(analysis::Severity severity) {
  switch (severity) {
    case analysis::Severity::kError:
      return Style::kError;
    case analysis::Severity::kWarning:
      return Style::kWarning;
    case analysis::Severity::kNote:
      return Style::kFaint;
  }
  return Style::kPlain;
}

}  // namespace

Sections::Sections(const analysis::Report& report, const TextOptions& options)
    : report_(report), options_(options) {
  for (const analysis::Finding& finding : report.findings) {
    if (!IsLeak(finding)) fixes_.push_back(&finding);
  }
}

std::string Sections::Clean(const std::string& text) const {
  return CleanForDisplay(text, options_.unicode);
}

std::vector<Line> Sections::Header() const {
  const analysis::TraceSummary& trace = report_.trace;
  const std::string dot = options_.unicode ? " · " : " - ";
  std::string figures = Counted(trace.events, "event", "events");
  if (report_.totals.thread_count > 0) {  // else no event says which thread it was on
    absl::StrAppend(&figures, dot, Counted(report_.totals.thread_count, "thread", "threads"));
  }
  absl::StrAppend(&figures, dot, DurationText(trace.duration_ns));
  std::string name = Clean(trace.program);
  const std::string files = Clean(absl::StrJoin(trace.files, ", "));
  if (!files.empty()) absl::StrAppend(&name, name.empty() ? "" : "  ", files);
  constexpr size_t kName = 10;       // where the name starts
  constexpr size_t kLeastName = 12;  // fewer columns say nothing
  const size_t figures_width = DisplayWidth(figures) + 2;
  Line first = Line().Add("tidemark", Style::kHeading).PadTo(kName);
  std::vector<Line> lines;
  if (kName + kLeastName + figures_width <= width()) {
    first.Add(ElideMiddle(name, width() - kName - figures_width, options_.unicode));
    lines.push_back(first.PadTo(width() - figures_width + 2).Add(figures, Style::kFaint));
  } else {
    lines.push_back(first.Add(ElideMiddle(name, width() - kName, options_.unicode)));
    lines.push_back(Note(figures));
  }
  const auto warn = [&](std::string text) {
    lines.push_back(Line().Add("warning: ", Style::kWarning).Add(std::move(text)));
  };
  if (trace.truncated)
    warn("the trace has no end (truncated): analysed up to there, leaks unknown");
  if (trace.lost_events > 0) {
    warn(absl::StrCat("the recorder lost ", Counted(trace.lost_events, "event", "events"),
                      ": figures may be too low"));
  }
  int64_t anomalies = 0;
  for (const auto& [kind, anomaly] : trace.anomalies) anomalies += anomaly.count;
  if (anomalies > 0) {
    warn(absl::StrCat(Counted(anomalies, "anomaly", "anomalies"),
                      " in the trace, see the end of this report"));
  }
  if (trace.bad_lines_skipped > 0) {
    warn(absl::StrCat(Counted(trace.bad_lines_skipped, "bad line", "bad lines"),
                      " skipped, see the end of this report"));
  }
  if (trace.unknown_events_skipped > 0) {
    warn(absl::StrCat(Counted(trace.unknown_events_skipped, "event", "events"),
                      " of unknown kind skipped"));
  }
  return lines;
}

Line Sections::SiteRow(const analysis::SiteBytes& entry, int64_t whole, Style style) const {
  Line line;
  line.AddRight(BytesText(entry.bytes), kBytesEnd, style);
  line.AddRight(ShareText(entry.bytes, whole), kShareEnd, Style::kFaint);
  line.PadTo(kCountStart).Add(Buffers(entry.count)).PadTo(kPlaceStart - 1).Add(" ");
  const size_t used = line.width();
  const size_t room = width() > used ? width() - used : 0;
  return line.Add(SiteColumn(entry.site, room, options_.unicode), Style::kName);
}

std::vector<Line> Sections::PeakSites() const {
  const std::vector<analysis::SiteBytes>& sites = report_.peak.sites;
  std::vector<Line> lines;
  const size_t shown = std::min(sites.size(), kFirstSites);
  for (size_t i = 0; i < shown; ++i) {
    lines.push_back(SiteRow(sites[i], report_.peak.bytes, Style::kPlain));
  }
  return lines;
}

std::vector<Line> Sections::Peak() const {
  const analysis::Peak& peak = report_.peak;
  std::vector<Line> lines;
  Line heading;
  heading.Add("PEAK", Style::kHeading).Add("   ").Add(BytesText(peak.bytes), Style::kHeading);
  if (peak.bytes == 0) {
    lines.push_back(heading.Add("  nothing was ever allocated"));
    return lines;
  }
  heading.Add(absl::StrCat(" in ", Buffers(peak.buffers), " at ", DurationText(peak.t)));
  if (peak.sites.size() > kFirstSites) {
    heading.Add(absl::StrCat("; the largest ", kFirstSites, " of ",
                             CountText(static_cast<int64_t>(peak.sites.size())), " sites:"));
  } else {
    heading.Add(peak.sites.size() == 1 ? ", all from one site:" : ", by site:");
  }
  lines.push_back(std::move(heading));
  for (Line& line : PeakSites()) lines.push_back(std::move(line));
  const Sparkline spark = DrawSparkline(report_.timeline, peak.t, report_.trace.duration_ns,
                                        width() - 4, options_.unicode);
  if (!spark.axis.empty()) {
    lines.push_back(
        Line().Add("  ").Add(spark.before).Add(spark.peak, Style::kError).Add(spark.after));
    lines.push_back(Line().Add("  ").Add(spark.axis, Style::kFaint));
  }
  return lines;
}

void Sections::AppendFix(size_t index, size_t advice_lines, std::vector<Line>* lines) const {
  const analysis::Finding& finding = *fixes_[index];
  Line line;
  line.AddRight(BytesText(finding.bytes), kBytesEnd);
  line.AddRight(absl::StrCat("x", CountText(finding.count)), kTimesEnd, Style::kFaint);
  line.PadTo(kRuleStart - 1).Add(" ").Add(Clean(finding.rule), StyleOf(finding.severity));
  if (finding.confidence == analysis::Confidence::kLikely) line.Add(" (likely)", Style::kFaint);
  line.Add("  ");
  line.PadTo(kPlaceStart);
  const size_t used = line.width();
  const size_t room = width() > used ? width() - used : 0;
  lines->push_back(line.Add(SiteColumn(finding.site, room, options_.unicode), Style::kName));

  const bool saves = finding.peak_saving_bytes > 0;
  const std::string saving =
      saves ? absl::StrCat("peak -", BytesText(finding.peak_saving_bytes), ": ") : "off the peak: ";
  const size_t indent = kBytesEnd - 9;
  const std::string advice = Clean(finding.advice.empty() ? finding.message : finding.advice);
  const size_t room_for_advice = width() > indent ? width() - indent : 0;
  std::vector<std::string> wrapped = WrapWords(saving + advice, room_for_advice);
  if (wrapped.size() > advice_lines) {
    // The last line that may be shown takes all that is left, and the renderer marks the cut.
    for (size_t i = advice_lines; i < wrapped.size(); ++i) {
      absl::StrAppend(&wrapped[advice_lines - 1], " ", wrapped[i]);
    }
    wrapped.resize(advice_lines);
  }
  for (size_t i = 0; i < wrapped.size(); ++i) {
    Line row;
    row.Add(std::string(indent, ' '));
    if (i == 0) {
      row.Add(wrapped[0].substr(0, saving.size() - 1), saves ? Style::kGood : Style::kFaint);
      if (wrapped[0].size() >= saving.size()) row.Add(wrapped[0].substr(saving.size() - 1));
    } else {
      row.Add(wrapped[i]);
    }
    lines->push_back(std::move(row));
  }
}

std::vector<Line> Sections::Fixes(int room, int* shown) const {
  *shown = 0;
  std::vector<Line> lines;
  Line heading;
  heading.Add("FIX", Style::kHeading).Add("    ");
  if (fixes_.empty()) {
    const analysis::Copies& copies = report_.copies;
    std::string text =
        copies.count == 0
            ? "nothing: no copies were made, and nothing is wasted"
            : absl::StrCat("nothing: no needless copies (",
                           Counted(copies.count, "copy was", "copies were"), " made and needed)");
    lines.push_back(heading.Add(std::move(text), Style::kGood));
    return lines;
  }
  const int heading_lines = width() < 80 ? 2 : 1;
  std::vector<Line> rows;
  for (size_t i = 0; i < fixes_.size(); ++i) {
    std::vector<Line> more = rows;
    AppendFix(i, 2, &more);
    if (i > 0 && static_cast<int>(more.size()) + heading_lines > room) break;
    rows = std::move(more);
    ++*shown;
  }
  heading.Add(Counted(fix_count(), "finding", "findings"));
  if (*shown < fix_count()) heading.Add(absl::StrCat(", ", *shown, " shown"));
  const int64_t fixed = report_.what_if.peak_bytes_all_fixed;
  const bool lower = fixed < report_.peak.bytes;
  const std::string what_if =
      lower ? absl::StrCat("all fixed, the peak would be ", BytesText(fixed), " (-",
                           ShareText(report_.peak.bytes - fixed, report_.peak.bytes), ")")
            : "all off the peak, which would stay as it is";
  const Style style = lower ? Style::kGood : Style::kFaint;
  if (heading.width() + 2 + DisplayWidth(what_if) <= width()) {
    lines.push_back(heading.Add("; ").Add(what_if, style));
  } else {
    lines.push_back(std::move(heading));
    lines.push_back(Note(what_if, style));
  }
  for (Line& row : rows) lines.push_back(std::move(row));
  return lines;
}

std::vector<Line> Sections::MoreFixes(int shown) const {
  std::vector<Line> lines;
  const auto first = static_cast<size_t>(shown);
  if (first >= fixes_.size()) return lines;
  lines.emplace_back();
  lines.push_back(Line().Add("MORE TO FIX", Style::kHeading));
  const size_t end = std::min(fixes_.size(), first + kMostRows);
  for (size_t i = first; i < end; ++i) AppendFix(i, 3, &lines);
  if (end < fixes_.size()) {
    lines.push_back(
        Note(absl::StrCat("and ", fixes_.size() - end, " more; --format json has them all")));
  }
  return lines;
}

std::vector<Line> Sections::Leaks() const {
  std::vector<Line> lines;
  Line heading;
  heading.Add("LEAKS", Style::kHeading).Add("  ");
  const analysis::Leaks& leaks = report_.leaks;
  if (leaks.count == 0) {
    const analysis::Totals& totals = report_.totals;
    if (totals.live_end_count == 0) {
      lines.push_back(heading.Add("nothing: every buffer was freed", Style::kGood));
    } else {
      heading.Add(report_.trace.truncated ? "unknown: " : "nothing; ");
      lines.push_back(heading.Add(absl::StrCat(Buffers(totals.live_end_count), ", ",
                                               BytesText(totals.live_end_bytes),
                                               ", still live where the trace stops")));
    }
    return lines;
  }
  heading.Add(absl::StrCat(BytesText(leaks.bytes), " in ", Buffers(leaks.count)), Style::kError);
  lines.push_back(heading.Add(" never freed"));
  const size_t shown = std::min(leaks.sites.size(), kFirstLeaks);
  for (size_t i = 0; i < shown; ++i) {
    lines.push_back(SiteRow(leaks.sites[i], leaks.bytes, Style::kError));
  }
  for (const analysis::Finding& finding : report_.findings) {
    if (!IsLeak(finding) || finding.advice.empty()) continue;
    for (std::string& row : WrapWords(Clean(finding.advice), width() - 2)) {
      lines.push_back(Note(std::move(row), Style::kPlain));
      if (lines.size() == kMostLeakLines) break;
    }
    break;
  }
  return lines;
}

std::vector<Line> Sections::MoreLeaks() const {
  std::vector<Line> lines;
  const std::vector<analysis::SiteBytes>& sites = report_.leaks.sites;
  if (sites.size() <= kFirstLeaks) return lines;
  lines.emplace_back();
  lines.push_back(Line().Add("MORE LEAKS", Style::kHeading));
  const size_t end = std::min(sites.size(), kFirstLeaks + kMostRows);
  for (size_t i = kFirstLeaks; i < end; ++i) {
    lines.push_back(SiteRow(sites[i], report_.leaks.bytes, Style::kError));
  }
  if (end < sites.size()) {
    lines.push_back(Note(absl::StrCat("and ", sites.size() - end, " more sites")));
  }
  return lines;
}

std::vector<Line> Sections::Pins() const {
  std::vector<Line> lines;
  if (report_.pins.empty()) return lines;
  lines.emplace_back();
  lines.push_back(Line()
                      .Add("PINS", Style::kHeading)
                      .Add("   small views that keep large buffers alive: wasted of held"));
  const size_t end = std::min(report_.pins.size(), kMostRows);
  for (size_t i = 0; i < end; ++i) {
    const analysis::Pin& pin = report_.pins[i];
    Line line;
    line.AddRight(BytesText(pin.wasted_bytes), kBytesEnd);
    line.PadTo(kBytesEnd + 1).Add(absl::StrCat("of ", BytesText(pin.base_bytes)));
    line.PadTo(kPlaceStart - 1).Add(" ");
    const size_t used = line.width();
    const size_t room = width() > used ? width() - used : 0;
    lines.push_back(line.Add(SiteColumn(pin.site, room, options_.unicode), Style::kName));
  }
  if (end < report_.pins.size()) {
    lines.push_back(Note(absl::StrCat("and ", report_.pins.size() - end, " more")));
  }
  return lines;
}

std::vector<Line> Sections::Totals() const {
  const analysis::Totals& totals = report_.totals;
  const analysis::Copies& copies = report_.copies;
  const std::string dot = options_.unicode ? " · " : " - ";
  std::string text = absl::StrCat(
      Counted(totals.alloc_count, "allocation", "allocations"), " ", BytesText(totals.alloc_bytes),
      " (largest ", BytesText(totals.largest_alloc_bytes), ", ",
      Counted(totals.temporary_count, "temporary", "temporaries"), ")", dot,
      Counted(totals.view_count, "view", "views"), dot, Counted(copies.count, "copy", "copies"));
  if (copies.count > 0) {
    absl::StrAppend(&text, " ", BytesText(copies.bytes), " (");
    if (copies.redundant_count > 0) {
      absl::StrAppend(&text, copies.redundant_count, " needless, ",
                      BytesText(copies.redundant_bytes), ")");
    } else {
      absl::StrAppend(&text, "none needless)");
    }
  }
  if (totals.op_count > 0) absl::StrAppend(&text, dot, Counted(totals.op_count, "op", "ops"));
  if (totals.external_count > 0) {
    absl::StrAppend(&text, dot, totals.external_count, " adopted ",
                    BytesText(totals.external_bytes), ", not counted above");
  }
  std::vector<Line> lines;
  const size_t room = width() > kCountStart ? width() - 8 : width();
  for (const std::string& row : WrapWords(text, room)) {
    Line line;
    if (lines.empty()) line.Add("TOTALS", Style::kHeading);
    lines.push_back(line.PadTo(8).Add(row, Style::kFaint));
  }
  return lines;
}

std::vector<Line> Sections::Irregularities() const {
  std::vector<Line> lines;
  const analysis::TraceSummary& trace = report_.trace;
  for (const auto& [kind, anomaly] : trace.anomalies) {
    if (anomaly.count == 0) continue;
    if (lines.empty()) {
      lines.emplace_back();
      lines.push_back(
          Line().Add("ANOMALIES", Style::kHeading).Add("  the trace contradicts itself"));
    }
    Line line;
    line.AddRight(CountText(anomaly.count), kBytesEnd);
    line.Add("  ").Add(Clean(kind), Style::kWarning).PadTo(kPlaceStart).Add("  ");
    std::vector<std::string> sites;
    for (const analysis::SiteReport& site : anomaly.first_sites) {
      sites.push_back(SiteColumn(site, width(), options_.unicode));
    }
    lines.push_back(line.Add(absl::StrJoin(sites, ", ")));
  }
  if (!trace.first_bad_lines.empty()) {
    lines.emplace_back();
    lines.push_back(Line().Add("SKIPPED", Style::kHeading).Add("  the first of the bad lines"));
    for (const std::string& message : trace.first_bad_lines) {
      lines.push_back(Note(Clean(message), Style::kPlain));
    }
  }
  return lines;
}

}  // namespace tidemark::report
