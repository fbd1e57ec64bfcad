#include "tidemark/report/timeline_view.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/base/display_text.h"
#include "tidemark/report/quantity.h"
#include "tidemark/report/section_parts_internal.h"
#include "tidemark/report/site_column.h"

namespace tidemark::report {
namespace {

using analysis::SiteTimeline;

constexpr size_t kNobody = SIZE_MAX;
constexpr size_t kRows = 12;
constexpr size_t kMostLetters = 8;
constexpr size_t kLeastLetters = 3;
constexpr int64_t kSmallestLetter =
    100;  // a place with a letter held at least this part of the peak
constexpr size_t kChartStart = 12;
constexpr size_t kMoments = 10;
constexpr size_t kNamedAtMoment = 3;
constexpr size_t kMostMarks = 12;  // in the table
constexpr size_t kTimeEnd = 9;
constexpr size_t kTotalEnd = 19;
constexpr size_t kShareAt = 19;
constexpr size_t kMostAt = 31;

constexpr std::array<Style, kMostLetters> kStyles = {Style::kName,    Style::kWarning, Style::kGood,
                                                     Style::kError,   Style::kHeading, Style::kName,
                                                     Style::kWarning, Style::kGood};

class TimelineDrawing {
 public:
  TimelineDrawing(const analysis::Report& report, const TextOptions& options);

  void AppendChart(std::vector<Line>* lines) const;
  void AppendPlaces(std::vector<Line>* lines) const;
  void AppendMoments(std::vector<Line>* lines) const;

 private:
  size_t width() const { return static_cast<size_t>(options_.width); }
  size_t columns() const { return width() - kChartStart; }
  int64_t total(size_t span) const { return report_.timeline.max_bytes[span]; }
  std::string Bytes(int64_t bytes) const {
    return absl::StrCat(report_.trace.sample_bytes > 0 ? "~" : "", BytesText(bytes));
  }
  // Of `parts` equal parts of the time, the span with most live in this one.
  size_t HighestOf(size_t part, size_t parts) const;
  size_t ColumnOf(int64_t t) const;
  size_t PeakColumn() const;
  static std::string Letter(size_t site) { return std::string(1, static_cast<char>('A' + site)); }
  std::string Dot() const { return options_.unicode ? "·" : "."; }
  // Whose letter is drawn there, in lettered_; its size for the others, kNobody above what is live.
  size_t SiteAt(size_t span, size_t row) const;
  Line PeakLine() const;
  void AppendAxis(std::vector<Line>* lines) const;
  std::string WhoText(size_t span) const;

  const analysis::Report& report_;
  const SiteTimeline& timeline_;
  const TextOptions& options_;
  std::vector<int64_t> most_;     // of each site in any span
  std::vector<size_t> lettered_;  // sites that have a letter, in their order
};

TimelineDrawing::TimelineDrawing(const analysis::Report& report, const TextOptions& options)
    : report_(report), timeline_(report.details.site_timeline), options_(options) {
  for (size_t site = 0; site < timeline_.sites.size(); ++site) {
    const std::vector<int64_t>& bytes = timeline_.bytes[site];
    most_.push_back(std::max(timeline_.peak.bytes[site],
                             bytes.empty() ? 0 : *std::max_element(bytes.begin(), bytes.end())));
    lettered_.push_back(site);
  }
  std::stable_sort(lettered_.begin(), lettered_.end(),
                   [this](size_t a, size_t b) { return most_[a] > most_[b]; });
  size_t letters = 0;
  while (letters < std::min(lettered_.size(), kMostLetters) &&
         (letters < kLeastLetters ||
          most_[lettered_[letters]] >= report.peak.bytes / kSmallestLetter)) {
    ++letters;
  }
  lettered_.resize(letters);
  std::sort(lettered_.begin(), lettered_.end());
}

size_t TimelineDrawing::HighestOf(size_t part, size_t parts) const {
  const size_t spans = timeline_.at_t.size();
  const size_t begin = part * spans / parts;
  const size_t end = std::max(begin + 1, (part + 1) * spans / parts);
  size_t highest = begin;
  for (size_t span = begin; span < end; ++span) {
    if (total(span) > total(highest)) highest = span;
  }
  return highest;
}

size_t TimelineDrawing::ColumnOf(int64_t t) const {
  const auto spans = static_cast<int64_t>(timeline_.at_t.size());
  const int64_t span = std::clamp<int64_t>(t / timeline_.bucket_ns, 0, spans - 1);
  for (size_t column = 0; column + 1 < columns(); ++column) {
    const auto begin = static_cast<int64_t>(column) * spans / static_cast<int64_t>(columns());
    const auto next = static_cast<int64_t>(column + 1) * spans / static_cast<int64_t>(columns());
    if (span < std::max(begin + 1, next)) return column;
  }
  return columns() - 1;
}

size_t TimelineDrawing::PeakColumn() const {
  const size_t column = ColumnOf(report_.peak.t);
  if (total(HighestOf(column, columns())) == report_.peak.bytes) return column;
  // Times do not go with the order of the events.
  for (size_t other = 0; other < columns(); ++other) {
    if (total(HighestOf(other, columns())) == report_.peak.bytes) return other;
  }
  return column;
}

size_t TimelineDrawing::SiteAt(size_t span, size_t row) const {
  const double all = static_cast<double>(total(span));
  const double height = static_cast<double>(report_.peak.bytes) / kRows;
  double middle = (static_cast<double>(row) + 0.5) * height;
  if (row == 0) middle = std::min(middle, all / 2);  // whatever is live is seen
  if (all <= 0 || middle >= all) return kNobody;
  double below = 0;
  for (size_t i = 0; i < lettered_.size(); ++i) {
    below += static_cast<double>(timeline_.bytes[lettered_[i]][span]);
    if (middle < below) return i;
  }
  return lettered_.size();
}

Line TimelineDrawing::PeakLine() const {
  const std::string mark = options_.unicode ? "▼" : "v";
  const std::string text =
      absl::StrCat("peak ", Bytes(report_.peak.bytes), " at ", DurationText(report_.peak.t));
  const size_t at = kChartStart + PeakColumn();
  Line line;
  if (at + 2 + DisplayWidth(text) <= width()) {
    return line.PadTo(at).Add(mark, Style::kHeading).Add(absl::StrCat(" ", text));
  }
  const size_t used = DisplayWidth(text) + 1;
  line.PadTo(at > used ? at - used : 0).Add(absl::StrCat(text, " "));
  return line.Add(mark, Style::kHeading);
}

void TimelineDrawing::AppendAxis(std::vector<Line>* lines) const {
  std::string axis(columns(), '-');
  if (options_.unicode) {
    axis.clear();
    for (size_t i = 0; i < columns(); ++i) axis += "─";
  }
  lines->push_back(Line()
                       .AddRight("0", kChartStart - 2, Style::kFaint)
                       .PadTo(kChartStart - 1)
                       .Add(absl::StrCat(options_.unicode ? "└" : "+", axis), Style::kFaint));
  if (!report_.details.marks.empty()) {
    std::vector<bool> marked(columns());
    for (const analysis::MarkReport& mark : report_.details.marks) marked[ColumnOf(mark.t)] = true;
    std::string ticks;
    for (const bool here : marked) ticks += here ? (options_.unicode ? "╵" : "'") : " ";
    lines->push_back(
        Line().AddRight("marks", kChartStart - 2, Style::kFaint).PadTo(kChartStart).Add(ticks));
  }
  const std::string end = DurationText(report_.trace.duration_ns);
  lines->push_back(
      Line().PadTo(kChartStart).Add("0", Style::kFaint).AddRight(end, width(), Style::kFaint));
}

void TimelineDrawing::AppendChart(std::vector<Line>* lines) const {
  lines->push_back(PeakLine());
  std::vector<size_t> spans;
  for (size_t column = 0; column < columns(); ++column) {
    spans.push_back(HighestOf(column, columns()));
  }
  for (size_t row = kRows; row-- > 0;) {
    Line line;
    if (row + 1 == kRows || row + 1 == kRows / 2) {
      const int64_t bytes = row + 1 == kRows ? report_.peak.bytes : report_.peak.bytes / 2;
      line.AddRight(Bytes(bytes), kChartStart - 2, Style::kFaint);
    }
    line.PadTo(kChartStart - 1).Add(options_.unicode ? "│" : "|", Style::kFaint);
    // Runs of one place are one piece.
    for (size_t column = 0; column < spans.size();) {
      const size_t site = SiteAt(spans[column], row);
      std::string run;
      for (; column < spans.size() && SiteAt(spans[column], row) == site; ++column) {
        absl::StrAppend(&run, site == kNobody            ? " "
                              : site == lettered_.size() ? Dot()
                                                         : Letter(site));
      }
      line.Add(std::move(run), site < lettered_.size() ? kStyles[site] : Style::kFaint);
    }
    lines->push_back(std::move(line));
  }
  AppendAxis(lines);
}

void TimelineDrawing::AppendPlaces(std::vector<Line>* lines) const {
  const bool wide = width() >= 64;
  Line head = Line().AddRight("at peak", 14, Style::kFaint);
  if (wide) head.AddRight("at most", kMostAt, Style::kFaint);
  lines->push_back(head.PadTo(wide ? kMostAt + 1 : kShareAt + 1).Add(" place", Style::kFaint));
  const auto row = [&](const std::string& sign, Style style, int64_t peak, int64_t most) {
    Line line = Line().Add("  ").Add(sign, style);
    line.AddRight(peak == 0 ? "-" : Bytes(peak), 14);
    line.AddRight(peak == 0 ? "" : ShareText(peak, report_.peak.bytes), kShareAt, Style::kFaint);
    if (wide) line.AddRight(most < 0 ? "" : Bytes(most), kMostAt);
    return line.PadTo(wide ? kMostAt + 1 : kShareAt + 1).Add(" ");
  };
  int64_t shown = 0;
  for (size_t i = 0; i < lettered_.size(); ++i) {
    const size_t site = lettered_[i];
    Line line = row(Letter(i), kStyles[i], timeline_.peak.bytes[site], most_[site]);
    const size_t used = line.width();
    lines->push_back(line.Add(
        SiteColumn(timeline_.sites[site], width() > used ? width() - used : 0, options_.unicode),
        Style::kName));
    shown += timeline_.peak.bytes[site];
  }
  const int64_t places =
      static_cast<int64_t>(timeline_.sites.size() - lettered_.size()) + timeline_.other_sites;
  if (places > 0) {
    lines->push_back(
        row(Dot(), Style::kFaint, report_.peak.bytes - shown, -1)
            .Add(absl::StrCat(Counted(places, "other place", "other places")), Style::kFaint));
  }
  if (timeline_.late_sites > 0) {
    const std::string note = absl::StrCat(
        Counted(timeline_.late_sites, "place was", "places were"),
        " too small to be followed all the time, and stand among the others meanwhile");
    for (std::string& text : WrapWords(note, width() - 2)) lines->push_back(Note(std::move(text)));
  }
}

// "A 61 MiB, C 20 MiB, others 3 MiB", the largest first, as many as have room.
std::string TimelineDrawing::WhoText(size_t span) const {
  std::vector<std::pair<int64_t, size_t>> held;
  for (size_t i = 0; i < lettered_.size(); ++i) {
    const int64_t bytes = timeline_.bytes[lettered_[i]][span];
    if (bytes > 0) held.emplace_back(-bytes, i);
  }
  std::sort(held.begin(), held.end());
  const size_t room = width() - kTotalEnd - 3;
  for (size_t named = std::min(held.size(), kNamedAtMoment);; --named) {
    std::string text;
    int64_t rest = total(span);
    for (size_t i = 0; i < named; ++i) {
      rest += held[i].first;
      absl::StrAppend(&text, i == 0 ? "" : ", ", Letter(held[i].second), " ",
                      Bytes(-held[i].first));
    }
    const std::string others =
        rest > 0 ? absl::StrCat(named == 0 ? "" : ", ", "others ", Bytes(rest)) : "";
    if (named <= 1 || DisplayWidth(text) + others.size() <= room) {
      const bool fits = named == 0 || DisplayWidth(text) + others.size() <= room;
      return absl::StrCat(text, fits ? others : options_.unicode ? ", …" : ", ...");
    }
  }
}

void TimelineDrawing::AppendMoments(std::vector<Line>* lines) const {
  struct Moment {
    int64_t t = 0;
    int64_t bytes = 0;
    std::string text;
    bool is_peak = false;
  };
  std::vector<Moment> moments;
  const size_t parts = std::min(kMoments, timeline_.at_t.size());
  for (size_t part = 0; part < parts; ++part) {
    const size_t span = HighestOf(part, parts);
    Moment moment{
        .t = timeline_.at_t[span],
        .bytes = total(span),
        .text = WhoText(span),
        .is_peak = total(span) == report_.peak.bytes && timeline_.at_t[span] == report_.peak.t};
    // What is as it was needs no line, but for the last one.
    const bool same = !moments.empty() && !moment.is_peak && part + 1 < parts &&
                      moments.back().bytes == moment.bytes && moments.back().text == moment.text;
    if (!same) moments.push_back(std::move(moment));
  }
  const std::vector<analysis::MarkReport>& marks = report_.details.marks;
  if (marks.size() <= kMostMarks) {
    for (const analysis::MarkReport& mark : marks) {
      moments.push_back(
          {.t = mark.t,
           .bytes = mark.live_bytes,
           .text = absl::StrCat("mark ", CleanForDisplay(mark.name, options_.unicode))});
    }
  }
  std::stable_sort(moments.begin(), moments.end(),
                   [](const Moment& a, const Moment& b) { return a.t < b.t; });
  lines->push_back(Line()
                       .AddRight("time", kTimeEnd, Style::kFaint)
                       .AddRight("live", kTotalEnd, Style::kFaint)
                       .Add("   who", Style::kFaint));
  for (const Moment& moment : moments) {
    Line line = Line().AddRight(DurationText(moment.t), kTimeEnd);
    line.AddRight(Bytes(moment.bytes), kTotalEnd, moment.is_peak ? Style::kHeading : Style::kPlain);
    const char* const peak = options_.unicode ? " ▲ " : " ^ ";
    lines->push_back(line.Add(moment.is_peak ? peak : "   ").Add(moment.text));
  }
  if (marks.size() > kMostMarks) {
    lines->push_back(Note(absl::StrCat(CountText(static_cast<int64_t>(marks.size())),
                                       " marks, listed by --table marks")));
  }
}

}  // namespace

std::vector<Line> TimelineLines(const analysis::Report& report, const TextOptions& options) {
  constexpr size_t kStart = 10;
  const SiteTimeline& timeline = report.details.site_timeline;
  const bool nothing = timeline.at_t.empty() || report.peak.bytes <= 0;
  const std::string what = nothing ? "nothing was ever live"
                                   : absl::StrCat("who held the live bytes over ",
                                                  DurationText(report.trace.duration_ns),
                                                  "; of each column its highest ", "moment");
  std::vector<Line> lines;
  for (std::string& text : WrapWords(what, static_cast<size_t>(options.width) - kStart)) {
    Line line;
    if (lines.empty()) line.Add("TIMELINE", Style::kHeading);
    lines.push_back(line.PadTo(kStart).Add(std::move(text)));
  }
  if (nothing) return lines;
  const TimelineDrawing drawing(report, options);
  drawing.AppendChart(&lines);
  lines.emplace_back();
  drawing.AppendPlaces(&lines);
  lines.emplace_back();
  drawing.AppendMoments(&lines);
  return lines;
}

}  // namespace tidemark::report
