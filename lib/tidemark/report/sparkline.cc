#include "tidemark/report/sparkline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/base/display_text.h"
#include "tidemark/report/quantity.h"

namespace tidemark::report {
namespace {

constexpr size_t kLevels = 9;
constexpr std::array<const char*, kLevels> kBlocks = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::array<const char*, kLevels> kAscii = {" ", ".", ":", "-", "=", "+", "*", "#", "@"};

// The maxima of `columns` equal spans. With fewer values than columns, each value is stretched.
std::vector<int64_t> Resample(const std::vector<int64_t>& values, size_t columns) {
  std::vector<int64_t> maxima(columns, 0);
  for (size_t column = 0; column < columns; ++column) {
    const size_t begin = column * values.size() / columns;
    const size_t end = std::max(begin + 1, (column + 1) * values.size() / columns);
    for (size_t i = begin; i < end; ++i) maxima[column] = std::max(maxima[column], values[i]);
  }
  return maxima;
}

size_t LevelOf(int64_t value, int64_t largest) {
  if (value <= 0) return 0;
  const double share = static_cast<double>(value) / static_cast<double>(largest);
  const auto level = static_cast<size_t>(std::lround(share * (kLevels - 1)));
  return std::clamp<size_t>(level, 1, kLevels - 1);
}

// The column in which the peak stands: the one that its time falls into, or, where times do not go
// with the order of the events, the first of full height.
size_t PeakColumn(const std::vector<int64_t>& maxima, const analysis::Timeline& timeline,
                  int64_t peak_t) {
  const auto highest = std::max_element(maxima.begin(), maxima.end());
  const auto bucket = static_cast<size_t>(std::max<int64_t>(0, peak_t / timeline.bucket_ns));
  const size_t buckets = timeline.max_bytes.size();
  for (size_t column = 0; column < maxima.size() && bucket < buckets; ++column) {
    const size_t begin = column * buckets / maxima.size();
    const size_t end = std::max(begin + 1, (column + 1) * buckets / maxima.size());
    if (bucket >= begin && bucket < end && maxima[column] == *highest) return column;
  }
  return static_cast<size_t>(highest - maxima.begin());
}

std::string AxisText(size_t column, int64_t peak_t, int64_t end_t, size_t width, bool unicode) {
  const std::string mark = unicode ? "▲" : "^";
  const std::string at = absl::StrCat("peak at ", DurationText(peak_t));
  const std::string end = DurationText(end_t);
  std::string axis;
  if (column + 2 + at.size() <= width) {
    axis = absl::StrCat(std::string(column, ' '), mark, " ", at);
  } else {
    axis = absl::StrCat(std::string(column - std::min(column, at.size() + 1), ' '), at, " ", mark);
  }
  const size_t used = DisplayWidth(axis);
  if (used + 2 + end.size() <= width) {
    absl::StrAppend(&axis, std::string(width - used - end.size(), ' '), end);
  }
  return axis;
}

}  // namespace

Sparkline DrawSparkline(const analysis::Timeline& timeline, int64_t peak_t, int64_t end_t,
                        size_t width, bool unicode) {
  Sparkline drawn;
  if (timeline.max_bytes.empty() || timeline.bucket_ns <= 0) return drawn;
  const std::vector<int64_t> maxima = Resample(timeline.max_bytes, width);
  const int64_t largest = *std::max_element(maxima.begin(), maxima.end());
  if (largest <= 0) return drawn;
  const size_t peak = PeakColumn(maxima, timeline, peak_t);
  const auto& glyphs = unicode ? kBlocks : kAscii;
  for (size_t column = 0; column < width; ++column) {
    std::string& part = column < peak ? drawn.before : column == peak ? drawn.peak : drawn.after;
    absl::StrAppend(&part, glyphs[LevelOf(maxima[column], largest)]);
  }
  drawn.axis = AxisText(peak, peak_t, end_t, width, unicode);
  return drawn;
}

}  // namespace tidemark::report
