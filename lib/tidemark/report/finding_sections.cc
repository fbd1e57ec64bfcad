// The parts of the text report about what was found: what to fix, what leaked, what is pinned.
#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/base/display_text.h"
#include "tidemark/report/quantity.h"
#include "tidemark/report/section_parts_internal.h"
#include "tidemark/report/sections.h"
#include "tidemark/report/site_column.h"

namespace tidemark::report {
namespace {

constexpr size_t kFirstLeaks = 2;
constexpr size_t kMostHeapLeaks = 8;
constexpr size_t kMostLeakLines = 1 + 2 * kFirstLeaks + 2;  // heading, sites with callers, advice
constexpr size_t kMostReasons = 3;                          // for which memory is live at exit
constexpr size_t kTimesEnd = 18;  // of findings: where counts end, and rules start
constexpr size_t kRuleStart = 20;

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

// "75 KiB of it the runtimes'", "3 KiB of it suppressed", or both.
std::string Sections::WhoseText(const analysis::LiveAtExit& live) const {
  int64_t own = 0;
  for (const analysis::LiveAtExit::Group& group : live.groups) {
    if (group.suppressed) own += group.bytes;
  }
  const int64_t runtimes = live.bytes - own;
  const auto part = [&](int64_t bytes) {
    const bool all = bytes == report_.totals.live_end_bytes;
    return all ? std::string("all of it") : absl::StrCat(Estimated(BytesText(bytes)), " of it");
  };
  if (own == 0) return absl::StrCat(part(runtimes), " the runtimes' and no leak");
  if (runtimes == 0) return absl::StrCat(part(own), " suppressed");
  return absl::StrCat(part(runtimes), " the runtimes' and ", Estimated(BytesText(own)),
                      " suppressed");
}

std::string Sections::SavingText(const analysis::Finding& finding) const {
  if (finding.peak_saving_bytes > 0) {
    return absl::StrCat("peak -", Estimated(BytesText(finding.peak_saving_bytes)));
  }
  if (!finding.tells_saving) return "";
  const bool is_copy = finding.category == analysis::Category::kRedundantCopy;
  return absl::StrCat(
      "does not lower the peak",
      is_copy ? absl::StrCat("; saves ", Estimated(BytesText(finding.copied_bytes)), " of copying")
              : "");
}

void Sections::AppendFindingRow(const analysis::Finding& finding, std::vector<Line>* lines) const {
  Line line;
  line.AddRight(BytesText(finding.bytes), kBytesEnd);
  line.AddRight(absl::StrCat(CountText(finding.count), "x"), kTimesEnd, Style::kFaint);
  line.PadTo(kRuleStart - 1).Add(" ").Add(Clean(finding.rule), StyleOf(finding.severity));
  if (finding.confidence == analysis::Confidence::kLikely) line.Add(" (likely)", Style::kFaint);
  line.Add("  ");
  line.PadTo(kPlaceStart);
  AppendPlace(finding.site, std::move(line), lines);
}

void Sections::AppendFix(size_t index, size_t advice_lines, std::vector<Line>* lines) const {
  const analysis::Finding& finding = *fixes_[index];
  AppendFindingRow(finding, lines);
  const bool saves = finding.peak_saving_bytes > 0;
  std::string saving = SavingText(finding);
  if (!saving.empty()) saving += ": ";
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
    if (i == 0 && !saving.empty()) {
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
    const int64_t copies = report_.copies.count;
    const std::string made =
        copies == 0 ? "none" : absl::StrCat("of ", Counted(copies, "copy", "copies"));
    const bool more = std::any_of(allowed_.begin(), allowed_.end(),
                                  [](const auto* finding) { return !IsLeak(*finding); });
    heading.Add(absl::StrCat("no needless copies found", more ? " but those allowed, below" : "",
                             " (", made, " made)"),
                Style::kGood);
    lines.push_back(std::move(heading));
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
  const bool told = std::all_of(fixes_.begin(), fixes_.end(),
                                [](const auto* finding) { return finding->tells_saving; });
  const std::string what_if =
      lower  ? absl::StrCat("all fixed, the peak would be ", Estimated(BytesText(fixed)), " (-",
                            ShareText(report_.peak.bytes - fixed, report_.peak.bytes), ")")
      : told ? "none of them lowers the peak"
             : "none of them is known to lower the peak";
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
  // A free that was lost looks like none.
  if (report_.trace.lost_events > 0 && leaks.count > 0) heading.Add("likely ", Style::kFaint);
  if (leaks.count == 0) {
    const analysis::Totals& totals = report_.totals;
    if (report_.live_at_exit.count > 0) {
      lines.push_back(heading.Add("nothing", Style::kGood));
    } else if (totals.live_end_count == 0) {
      lines.push_back(report_.trace.truncated
                          ? heading.Add("unknown: no buffer was live where the trace stops")
                          : heading.Add("nothing: every buffer was freed", Style::kGood));
    } else {
      heading.Add(report_.trace.truncated ? "unknown: " : "nothing; ");
      lines.push_back(heading.Add(absl::StrCat(Buffers(totals.live_end_count), ", ",
                                               Estimated(BytesText(totals.live_end_bytes)),
                                               ", still live where the trace stops")));
    }
    return lines;
  }
  heading.Add(absl::StrCat(Estimated(BytesText(leaks.bytes)), " in ", Buffers(leaks.count)),
              Style::kError);
  heading.Add(" never freed");
  lines.push_back(std::move(heading));
  const size_t shown = std::min(leaks.sites.size(), kFirstLeaks);
  AppendSites(leaks.sites.data(), shown, leaks.bytes, {.style = Style::kError, .callers = true},
              &lines);
  for (const analysis::Finding& finding : report_.findings) {
    if (!IsLeak(finding) || finding.advice.empty() || !finding.allowed.empty()) continue;
    for (std::string& row : WrapWords(Clean(finding.advice), width() - 2)) {
      lines.push_back(Note(std::move(row), Style::kPlain));
      if (lines.size() == kMostLeakLines) break;
    }
    break;
  }
  return lines;
}

std::vector<Line> Sections::LiveAtExit() const {
  std::vector<Line> lines;
  const analysis::LiveAtExit& live = report_.live_at_exit;
  if (live.count == 0) return lines;
  // All that is live, so that the leaks above and what follows add up to it.
  std::string text = absl::StrCat(Estimated(BytesText(report_.totals.live_end_bytes)), " in ",
                                  Buffers(report_.totals.live_end_count), ", ");
  absl::StrAppend(&text, WhoseText(live), ": ");
  const size_t shown = std::min(live.groups.size(), kMostReasons);
  for (size_t i = 0; i < shown; ++i) {
    const analysis::LiveAtExit::Group& group = live.groups[i];
    absl::StrAppend(&text, i == 0 ? "" : ", ", Estimated(BytesText(group.bytes)), " ",
                    Clean(group.name));
  }
  if (shown < live.groups.size()) {
    absl::StrAppend(&text, " and ", live.groups.size() - shown, " more");
  }
  constexpr absl::string_view kHeading = "LIVE AT EXIT";
  for (const std::string& row : WrapWords(absl::StrCat(kHeading, "  ", text), width() - 2)) {
    if (lines.empty()) {
      const size_t heading = std::min(row.size(), kHeading.size());
      lines.push_back(Line().Add(row.substr(0, heading), Style::kHeading).Add(row.substr(heading)));
    } else {
      lines.push_back(Note(row, Style::kPlain));
    }
  }
  return lines;
}

std::vector<Line> Sections::MoreLeaks() const {
  std::vector<Line> lines;
  const std::vector<analysis::SiteBytes>& sites = report_.leaks.sites;
  if (sites.size() <= kFirstLeaks) return lines;
  lines.emplace_back();
  lines.push_back(Line().Add("MORE LEAKS", Style::kHeading));
  // Of a heap much is left to the end of the program, and the small ones are noise.
  const size_t most = report_.trace.heap_only ? kMostHeapLeaks : kMostRows;
  const size_t shown = std::min(sites.size() - kFirstLeaks, most);
  AppendSites(sites.data() + kFirstLeaks, shown, report_.leaks.bytes,
              {.style = Style::kError, .callers = false}, &lines);
  if (kFirstLeaks + shown < sites.size()) {
    lines.push_back(Note(absl::StrCat("and ", sites.size() - kFirstLeaks - shown,
                                      " more sites; --format json has them all")));
  }
  return lines;
}

std::vector<Line> Sections::Allowed() const {
  std::vector<Line> lines;
  if (allowed_.empty()) return lines;
  lines.emplace_back();
  lines.push_back(
      Line()
          .Add("ALLOWED", Style::kHeading)
          .Add(absl::StrCat("  ",
                            Counted(static_cast<int64_t>(allowed_.size()), "finding", "findings"),
                            " that the source allows, in no figure above")));
  const size_t end = std::min(allowed_.size(), kMostRows);
  for (size_t i = 0; i < end; ++i) {
    const analysis::Finding& finding = *allowed_[i];
    AppendFindingRow(finding, &lines);
    for (std::string& row : WrapWords(
             Clean(absl::StrCat(finding.allowed, " (", finding.allowed_at, ")")), width() - 2)) {
      lines.push_back(Note(std::move(row)));
    }
  }
  if (end < allowed_.size())
    lines.push_back(Note(absl::StrCat("and ", allowed_.size() - end, " more")));
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
    AppendPlace(pin.site, std::move(line), &lines);
  }
  if (end < report_.pins.size()) {
    lines.push_back(Note(absl::StrCat("and ", report_.pins.size() - end, " more")));
  }
  return lines;
}

}  // namespace tidemark::report
