#include "tidemark/page/core_picture.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "tidemark/page/html_text.h"
#include "tidemark/page/palette.h"
#include "tidemark/report/quantity.h"
#include "tidemark/report/site_column.h"

namespace tidemark::page {
namespace {

constexpr int kWidth = 1000;
constexpr int kHeight = 260;
constexpr int kTop = 24;     // room for the peak's words
constexpr int kBottom = 20;  // for the times
constexpr size_t kColumns = 250;
constexpr size_t kSiteColumns = 100;

// Of the spans of a timeline those that are drawn: of each group the one with most.
std::vector<size_t> DrawnSpans(const std::vector<int64_t>& bytes) {
  std::vector<size_t> drawn;
  const size_t group = (bytes.size() + kColumns - 1) / kColumns;
  for (size_t from = 0; from < bytes.size(); from += group) {
    const auto first = bytes.begin() + static_cast<std::ptrdiff_t>(from);
    const auto last =
        bytes.begin() + static_cast<std::ptrdiff_t>(std::min(from + group, bytes.size()));
    drawn.push_back(static_cast<size_t>(std::max_element(first, last) - bytes.begin()));
  }
  return drawn;
}

struct Drawing {
  const analysis::Timeline& timeline;
  const PictureScale& scale;
  std::vector<size_t> spans;  // drawn ones

  int X(int64_t t) const {
    if (scale.ns <= 0) return 0;
    const double share = static_cast<double>(t) / static_cast<double>(scale.ns);
    return static_cast<int>(std::clamp(share, 0.0, 1.0) * kWidth);
  }
  int Y(double bytes) const {
    const double share = scale.bytes > 0 ? bytes / static_cast<double>(scale.bytes) : 0.0;
    return kTop + static_cast<int>((1 - std::clamp(share, 0.0, 1.0)) * (kHeight - kTop));
  }
  // Where the column of a drawn span begins.
  int Left(size_t drawn) const {
    const size_t group = (timeline.max_bytes.size() + kColumns - 1) / kColumns;
    return X(static_cast<int64_t>(drawn * group) * timeline.bucket_ns);
  }
  int Right(size_t drawn) const {
    return drawn + 1 < spans.size() ? Left(drawn + 1) : std::max(X(scale_end), Left(drawn) + 1);
  }
  int64_t scale_end = 0;  // when the run ends
};

// One place's part of the stack: from `below` up by its bytes, which are added to `below`.
std::string Layer(const Drawing& drawing, const std::vector<int64_t>& bytes, int color,
                  std::vector<double>* below) {
  std::string up;
  std::string down;
  bool any = false;
  for (size_t i = 0; i < drawing.spans.size(); ++i) {
    const double from = (*below)[i];
    const double to = from + static_cast<double>(bytes[drawing.spans[i]]);
    any = any || bytes[drawing.spans[i]] > 0;
    const int left = drawing.Left(i);
    const int right = drawing.Right(i);
    const int top = drawing.Y(to);
    const int bottom = drawing.Y(from);
    absl::StrAppend(&up, i == 0 ? "M" : "L", left, " ", top, "H", right);
    down = absl::StrCat("L", right, " ", bottom, "H", left, down);
    (*below)[i] = to;
  }
  return any ? absl::StrCat("<path class=\"c", color, "\" d=\"", up, down, "Z\"/>") : "";
}

std::string Key(int color, const std::string& words, int64_t at_peak) {
  return absl::StrCat("<li><svg viewBox=\"0 0 12 12\"><rect class=\"c", color,
                      "\" width=\"12\" height=\"12\"/></svg>", words, " <data value=\"", at_peak,
                      "\">", report::BytesText(at_peak), "</data> at the peak</li>");
}

}  // namespace

std::string TimelinePicture(const analysis::Report& report, const PictureScale& scale,
                            const SiteColors& colors) {
  const analysis::Timeline& timeline = report.timeline;
  const analysis::SiteTimeline& sites = report.details.site_timeline;
  if (timeline.max_bytes.empty()) return "<p>Nothing was ever live.</p>";
  const Drawing drawing{.timeline = timeline,
                        .scale = scale,
                        .spans = DrawnSpans(timeline.max_bytes),
                        .scale_end = report.trace.duration_ns};
  std::string svg = absl::StrCat("<svg viewBox=\"0 0 ", kWidth, " ", kHeight + kBottom,
                                 "\" role=\"img\" aria-label=\"Live bytes over time, peak ",
                                 report::BytesText(report.peak.bytes), "\">");
  std::vector<double> below(drawing.spans.size(), 0);
  std::string key = "<ul class=\"key\">";
  for (size_t i = 0; i < sites.sites.size(); ++i) {
    const auto color = colors.find(sites.sites[i]);
    const int number = color == colors.end() ? kOtherColor : color->second;
    absl::StrAppend(&svg, Layer(drawing, sites.bytes[i], number, &below));
    absl::StrAppend(
        &key, Key(number,
                  EscapedText(report::SiteColumn(sites.sites[i], kSiteColumns, /*unicode=*/true),
                              kSiteColumns),
                  sites.peak.bytes[i]));
  }
  const bool by_site = !sites.at_t.empty();
  absl::StrAppend(&svg,
                  Layer(drawing, by_site ? sites.other : timeline.max_bytes, kOtherColor, &below));
  absl::StrAppend(&key, Key(kOtherColor, "Other", by_site ? sites.peak.other : report.peak.bytes),
                  "</ul>");
  const int x = drawing.X(report.peak.t);
  const int y = drawing.Y(static_cast<double>(report.peak.bytes));
  const bool at_right = x > kWidth / 2;
  absl::StrAppend(&svg, "<path class=\"axis\" d=\"M0 ", kHeight, "H", kWidth, "M", x, " ", kHeight,
                  "V", y, "\"/><text x=\"", at_right ? x - 6 : x + 6, "\" y=\"", y - 6,
                  "\" text-anchor=\"", at_right ? "end" : "start", "\">peak ",
                  report::BytesText(report.peak.bytes), " at ", report::DurationText(report.peak.t),
                  "</text><text x=\"0\" y=\"", kHeight + kBottom - 5, "\">0</text><text x=\"",
                  kWidth, "\" y=\"", kHeight + kBottom - 5, "\" text-anchor=\"end\">",
                  report::DurationText(scale.ns), "</text></svg>");
  return svg + key;
}

std::string GrowthPicture(const std::vector<int64_t>& bytes) {
  if (bytes.empty() || bytes.back() <= 0) return "";
  constexpr int kSpan = 2;
  constexpr int kHigh = 20;
  std::string path = absl::StrCat("M0 ", kHigh);
  for (size_t i = 0; i < bytes.size(); ++i) {
    const double share = static_cast<double>(bytes[i]) / static_cast<double>(bytes.back());
    absl::StrAppend(&path, "V", kHigh - static_cast<int>(share * (kHigh - 1)), "h", kSpan);
  }
  return absl::StrCat("<svg class=\"spark\" viewBox=\"0 0 ", kSpan * bytes.size(), " ", kHigh,
                      "\" aria-hidden=\"true\"><path class=\"c0\" d=\"", path, "V", kHigh,
                      "Z\"/></svg>");
}

}  // namespace tidemark::page
