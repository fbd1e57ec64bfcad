#include "tidemark/report/live_view.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tidemark/base/display_text.h"
#include "tidemark/report/line.h"
#include "tidemark/report/quantity.h"
#include "tidemark/report/site_column.h"
#include "tidemark/report/sparkline.h"

namespace tidemark::report {
namespace {

constexpr size_t kFigureStart = 8;
constexpr size_t kMostLivePlaces = 8;    // places
constexpr size_t kMostLiveFindings = 6;  // below them
constexpr size_t kLiveEnd = 12;          // columns of the table
constexpr size_t kLiveShareEnd = 18;
constexpr size_t kPeakEnd = 30;
constexpr size_t kPlaceColumn = 32;

// One place, whatever the scopes, kinds and dtypes.
struct PlaceRow {
  analysis::SiteReport site;
  int64_t live_bytes = 0;
  int64_t peak_bytes = 0;
};

std::vector<PlaceRow> RowsOf(const analysis::Report& report) {
  std::map<analysis::SiteReport, PlaceRow> by_site;
  for (const analysis::Usage& usage : report.usage) {
    if (usage.live_end_bytes == 0 && usage.peak_bytes == 0) continue;
    PlaceRow& row = by_site[usage.site];
    row.site = usage.site;
    row.live_bytes += usage.live_end_bytes;
    row.peak_bytes += usage.peak_bytes;
  }
  std::vector<PlaceRow> rows;
  for (auto& [site, row] : by_site) rows.push_back(std::move(row));
  std::stable_sort(rows.begin(), rows.end(), [](const PlaceRow& a, const PlaceRow& b) {
    return a.live_bytes != b.live_bytes ? a.live_bytes > b.live_bytes : a.peak_bytes > b.peak_bytes;
  });
  return rows;
}

// Per second; times of traces are up to 2^63.
int64_t PerSecond(int64_t difference, int64_t nanoseconds) {
  if (nanoseconds <= 0) return 0;
  const double rate = static_cast<double>(difference) * 1e9 / static_cast<double>(nanoseconds);
  return rate >= 9e18 ? INT64_MAX : static_cast<int64_t>(rate + 0.5);
}

class LiveScreen {
 public:
  LiveScreen(const analysis::Report& report, const LiveMoment& moment, const TextOptions& options)
      : report_(report), moment_(moment), options_(options) {}

  std::vector<Line> Lines(size_t room) {
    Head();
    Memory();
    Chart();
    Rates();
    Places(room);
    Findings(room);
    return std::move(lines_);
  }

 private:
  size_t width() const { return static_cast<size_t>(options_.width); }
  std::string Dot() const { return options_.unicode ? " · " : " - "; }
  std::string Bytes(int64_t bytes) const {
    return absl::StrCat(report_.trace.sample_bytes > 0 ? "~" : "", BytesText(bytes));
  }
  Line Heading(const char* text) const {
    return Line().Add(text, Style::kHeading).PadTo(kFigureStart);
  }

  void Head() {
    const analysis::TraceSummary& trace = report_.trace;
    std::string what = CleanForDisplay(trace.program, options_.unicode);
    if (moment_.pid > 0) absl::StrAppend(&what, what.empty() ? "" : " ", "(", moment_.pid, ")");
    const std::string files = CleanForDisplay(absl::StrJoin(trace.files, ", "), options_.unicode);
    if (!files.empty()) absl::StrAppend(&what, what.empty() ? "" : "  ", files);
    const std::string figures = absl::StrCat(moment_.state, Dot(), DurationText(trace.duration_ns),
                                             Dot(), Counted(trace.events, "event", "events"));
    constexpr size_t kName = 10;
    Line line = Line().Add("tidemark", Style::kHeading).PadTo(kName);
    const size_t figures_width = DisplayWidth(figures) + 2;
    if (kName + 12 + figures_width <= width()) {
      line.Add(ElideMiddle(what, width() - kName - figures_width, options_.unicode));
      lines_.push_back(line.PadTo(width() - figures_width + 2).Add(figures, Style::kFaint));
    } else {
      lines_.push_back(line.Add(ElideMiddle(what, width() - kName, options_.unicode)));
      lines_.push_back(Line().PadTo(kName).Add(figures, Style::kFaint));
    }
    if (trace.lost_events > 0) {
      lines_.push_back(Line()
                           .Add("warning: ", Style::kWarning)
                           .Add(absl::StrCat("the recorder lost ",
                                             Counted(trace.lost_events, "event", "events"))));
    }
  }

  void Memory() {
    const analysis::Totals& totals = report_.totals;
    Line live = Heading("LIVE");
    live.Add(Bytes(totals.live_end_bytes))
        .Add(absl::StrCat("  ", Counted(totals.live_end_count, "buffer", "buffers")));
    if (moment_.resident_bytes > 0) {
      live.Add(absl::StrCat("   resident ", BytesText(moment_.resident_bytes)), Style::kFaint);
    }
    lines_.push_back(std::move(live));
    lines_.push_back(Heading("PEAK")
                         .Add(Bytes(report_.peak.bytes))
                         .Add(absl::StrCat("  at ", DurationText(report_.peak.t)), Style::kFaint));
  }

  void Chart() {
    const Sparkline chart =
        DrawSparkline(report_.timeline, report_.peak.t, report_.trace.duration_ns,
                      std::max<size_t>(width() - kFigureStart, 20), options_.unicode);
    if (chart.peak.empty()) return;
    lines_.push_back(Line()
                         .PadTo(kFigureStart)
                         .Add(chart.before)
                         .Add(chart.peak, Style::kWarning)
                         .Add(chart.after));
    lines_.push_back(Line().PadTo(kFigureStart).Add(chart.axis, Style::kFaint));
  }

  void Rates() {
    const LiveFigures now = FiguresOf(report_);
    const LiveFigures& since = moment_.since;
    const int64_t time = now.t - since.t;
    const auto rate = [&](const char* heading, int64_t count, int64_t bytes, int64_t all,
                          int64_t all_bytes, const char* one, const char* many) {
      lines_.push_back(Heading(heading)
                           .Add(absl::StrCat(CountText(PerSecond(count, time)), "/s  ",
                                             Bytes(PerSecond(bytes, time)), "/s"))
                           .Add(absl::StrCat("   ", since.t > 0 ? "" : "on average; ", "in all ",
                                             Counted(all, one, many), Dot(), Bytes(all_bytes)),
                                Style::kFaint));
    };
    rate("MADE", now.alloc_count - since.alloc_count, now.alloc_bytes - since.alloc_bytes,
         now.alloc_count, now.alloc_bytes, "allocation", "allocations");
    if (now.copy_count > 0) {
      rate("COPIED", now.copy_count - since.copy_count, now.copy_bytes - since.copy_bytes,
           now.copy_count, now.copy_bytes, "copy", "copies");
    }
  }

  void Places(size_t room) {
    const std::vector<PlaceRow> rows = RowsOf(report_);
    if (rows.empty()) return;
    lines_.emplace_back();
    Line heading;
    heading.AddRight("LIVE", kLiveEnd, Style::kHeading);
    heading.AddRight("PEAK", kPeakEnd, Style::kHeading);
    lines_.push_back(heading.PadTo(kPlaceColumn).Add("place", Style::kFaint));
    // Findings have their lines, too.
    size_t most = kMostLivePlaces;
    if (room > 0) {
      const size_t reserved = std::min<size_t>(report_.findings.size(), 3) + 3;
      const size_t taken = lines_.size() + reserved;
      most = std::min(most, room > taken ? room - taken : 1);
    }
    for (size_t i = 0; i < std::min(rows.size(), most); ++i) {
      Line line;
      line.AddRight(Bytes(rows[i].live_bytes), kLiveEnd);
      line.AddRight(ShareText(rows[i].live_bytes, report_.totals.live_end_bytes), kLiveShareEnd,
                    Style::kFaint);
      line.AddRight(Bytes(rows[i].peak_bytes), kPeakEnd).PadTo(kPlaceColumn);
      const size_t used = line.width();
      line.Add(SiteColumn(rows[i].site, width() > used ? width() - used : 0, options_.unicode),
               Style::kName);
      lines_.push_back(std::move(line));
    }
    if (rows.size() > most) {
      lines_.push_back(
          Line()
              .PadTo(kPlaceColumn)
              .Add(absl::StrCat("and ", Counted(static_cast<int64_t>(rows.size() - most),
                                                "more place", "more places")),
                   Style::kFaint));
    }
  }

  void Findings(size_t room) {
    std::vector<const analysis::Finding*> findings;
    for (const analysis::Finding& finding : report_.findings) {
      if (finding.allowed.empty()) findings.push_back(&finding);
    }
    lines_.emplace_back();
    if (findings.empty()) {
      lines_.push_back(Line()
                           .Add("FOUND", Style::kHeading)
                           .PadTo(kFigureStart)
                           .Add("nothing so far", Style::kFaint));
      return;
    }
    lines_.push_back(Line()
                         .Add("FOUND", Style::kHeading)
                         .PadTo(kFigureStart)
                         .Add(Counted(static_cast<int64_t>(findings.size()), "finding", "findings"),
                              Style::kFaint));
    size_t most = kMostLiveFindings;
    if (room > 0) most = std::min(most, room > lines_.size() ? room - lines_.size() : 0);
    for (size_t i = 0; i < std::min(findings.size(), most); ++i) {
      const analysis::Finding& finding = *findings[i];
      Line line;
      line.AddRight(Bytes(finding.bytes), kLiveEnd);
      line.AddRight(absl::StrCat(CountText(finding.count), "x"), kLiveShareEnd, Style::kFaint);
      line.Add("  ").Add(finding.rule, Style::kWarning).Add("  ");
      if (line.width() < kPlaceColumn + 8) line.PadTo(kPlaceColumn + 8);
      const size_t used = line.width();
      line.Add(SiteColumn(finding.site, width() > used ? width() - used : 0, options_.unicode),
               Style::kName);
      lines_.push_back(std::move(line));
    }
  }

  const analysis::Report& report_;
  const LiveMoment& moment_;
  const TextOptions& options_;
  std::vector<Line> lines_;
};

}  // namespace

LiveFigures FiguresOf(const analysis::Report& report) {
  return {.t = report.trace.duration_ns,
          .alloc_count = report.totals.alloc_count,
          .alloc_bytes = report.totals.alloc_bytes,
          .copy_count = report.copies.count,
          .copy_bytes = report.copies.bytes};
}

std::string LiveView(const analysis::Report& report, const LiveMoment& moment,
                     const TextOptions& options, int lines) {
  const size_t room = lines > 0 ? static_cast<size_t>(lines) : 0;
  std::vector<Line> all = LiveScreen(report, moment, options).Lines(room);
  if (room > 0 && all.size() > room) all.resize(room);
  std::string text;
  for (const Line& line : all) absl::StrAppend(&text, RenderLine(line, options));
  return text;
}

}  // namespace tidemark::report
