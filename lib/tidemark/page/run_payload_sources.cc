// The part of a run's payload that is annotated source.
#include <algorithm>

#include "tidemark/page/run_payload.h"

namespace tidemark::page {

void RunPayload::WriteSources() {
  size_t left = bounds_.source_lines;
  int64_t shown = 0;
  int64_t total = 0;
  json_.Key("sources").Open('[');
  for (const report::SourceListing& listing : run_.sources) {
    std::vector<int64_t> lines = report::LinesToShow(listing);
    total += static_cast<int64_t>(lines.size());
    lines.resize(std::min(lines.size(), left));
    left -= lines.size();
    shown += static_cast<int64_t>(lines.size());
    if (!lines.empty()) WriteSource(listing, lines);
  }
  json_.Close(']');
  Coverage coverage = CoverageOf("sources", "lines of source", shown, total);
  if (shown < total) {
    coverage.text =
        "The lines of the files that hold most; `tidemark report --source FILE` has all.";
  }
  coverage_.push_back(coverage);
}

void RunPayload::WriteSource(const report::SourceListing& listing,
                             const std::vector<int64_t>& lines) {
  const std::vector<report::LineFigures>& all = listing.figures.lines;
  std::vector<report::LineFigures> figures(lines.size());
  for (size_t i = 0; i < lines.size(); ++i) {
    const auto found = std::lower_bound(
        all.begin(), all.end(), lines[i],
        [](const report::LineFigures& one, int64_t line) { return one.line < line; });
    if (found != all.end() && found->line == lines[i]) figures[i] = *found;
  }
  json_.Open('{');
  Number("file", listing.figures.file);
  json_.Field("peak_bytes", listing.figures.total.peak_bytes);
  json_.Field("changed", listing.changed ? 1 : 0);
  json_.Key("lines").Open('{');
  json_.Field("n", static_cast<int64_t>(lines.size()));
  json_.Column("line", lines.size(), [&](size_t i) { return lines[i]; });
  json_.Column("text", lines.size(), [&](size_t i) {
    const auto at = static_cast<size_t>(lines[i] - 1);
    return at < listing.lines.size() ? strings_.Number(listing.lines[at]) : 0;
  });
  const auto column = [&](const char* key, int64_t report::LineFigures::*figure) {
    json_.Column(key, lines.size(), [&](size_t i) { return figures[i].*figure; });
  };
  column("peak_bytes", &report::LineFigures::peak_bytes);
  column("alloc_count", &report::LineFigures::alloc_count);
  column("alloc_bytes", &report::LineFigures::alloc_bytes);
  column("copy_count", &report::LineFigures::copy_count);
  column("copy_bytes", &report::LineFigures::copy_bytes);
  json_.Column("finding", lines.size(), [&](size_t i) {
    const std::vector<size_t>& findings = figures[i].findings;
    return findings.empty() || findings.front() >= bounds_.findings
               ? int64_t{-1}
               : static_cast<int64_t>(findings.front());
  });
  json_.Close('}');
  json_.Close('}');
}

}  // namespace tidemark::page
