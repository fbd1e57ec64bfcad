#include "tidemark/page/static_core.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/page/core_picture.h"
#include "tidemark/page/core_sections.h"
#include "tidemark/page/core_table.h"
#include "tidemark/page/doubts.h"
#include "tidemark/page/html_text.h"
#include "tidemark/page/palette.h"
#include "tidemark/page/payload.h"
#include "tidemark/report/quantity.h"

namespace tidemark::page {
namespace {

constexpr size_t kNameColumns = 200;

std::string Tile(absl::string_view name, absl::string_view value, absl::string_view more) {
  return absl::StrCat("<div><dt>", Escaped(name), "</dt><dd>", value, "<small>", more,
                      "</small></dd></div>");
}

std::string Tiles(const analysis::Report& report) {
  const std::string exact = " bytes";
  std::string html = "<dl class=\"tiles\">";
  absl::StrAppend(&html,
                  Tile("Peak", BytesCell(report.peak.bytes),
                       absl::StrCat(report::CountText(report.peak.bytes), exact, ", at ",
                                    TimeCell(report.peak.t))),
                  Tile("Buffers at the peak", CountCell(report.peak.buffers), ""),
                  Tile("Peak with all fixed", BytesCell(report.what_if.peak_bytes_all_fixed),
                       absl::StrCat(report::CountText(report.what_if.peak_bytes_all_fixed), exact)),
                  Tile("Allocations", CountCell(report.totals.alloc_count),
                       absl::StrCat(BytesCell(report.totals.alloc_bytes), " in all")),
                  Tile("Copies", CountCell(report.copies.count), BytesCell(report.copies.bytes)),
                  Tile("Needless copies", CountCell(report.copies.redundant_count),
                       BytesCell(report.copies.redundant_bytes)),
                  Tile("Leaks", CountCell(report.leaks.count), BytesCell(report.leaks.bytes)),
                  Tile("Live at the end", CountCell(report.totals.live_end_count),
                       BytesCell(report.totals.live_end_bytes)),
                  Tile("Events", CountCell(report.trace.events),
                       absl::StrCat("in ", TimeCell(report.trace.duration_ns), ", ",
                                    CountCell(report.totals.thread_count), " threads")),
                  "</dl>\n");
  return html;
}

std::string Head(const PageRun& run) {
  std::string html = absl::StrCat("<p class=\"soft\">",
                                  EscapedText(run.report->trace.program, kNameColumns), "</p>\n");
  for (const std::string& doubt : Doubts(*run.report)) {
    absl::StrAppend(&html, "<p class=\"doubt\">", EscapedText(doubt, 4 * kNameColumns), "</p>\n");
  }
  return html;
}

std::string RunCore(const PageRun& run, const PageBounds& bounds, const PictureScale& scale,
                    const SiteColors& colors, absl::Span<const Coverage> with_script) {
  const analysis::Report& report = *run.report;
  std::vector<Coverage> here;
  std::string html = Head(run);
  absl::StrAppend(&html, Tiles(report));
  absl::StrAppend(&html, FindingsSection(report, bounds, &here));
  absl::StrAppend(&html, "<h2>Live bytes over time</h2>\n", TimelinePicture(report, scale, colors));
  for (const auto section :
       {PeakSection, CallsSection, LivesSection, CopiesSection, PinsSection, LeaksSection}) {
    absl::StrAppend(&html, section(report, bounds, &here));
  }
  absl::StrAppend(&html, CompletenessSection(here, with_script));
  return html;
}

// Both runs' figures, and by how much they differ.
std::string Comparison(const analysis::Report& before, const analysis::Report& after) {
  CoreTable table({"", "#before", "#after", "#change"});
  const auto row = [&](absl::string_view name, int64_t a, int64_t b, bool bytes) {
    int64_t change = 0;
    if (__builtin_sub_overflow(b, a, &change)) change = b > a ? INT64_MAX : INT64_MIN;
    const auto cell = [&](int64_t value) { return bytes ? BytesCell(value) : CountCell(value); };
    table.Row({Escaped(name), cell(a), cell(b), absl::StrCat(change > 0 ? "+" : "", cell(change))});
  };
  row("Peak", before.peak.bytes, after.peak.bytes, true);
  row("Peak with all fixed", before.what_if.peak_bytes_all_fixed,
      after.what_if.peak_bytes_all_fixed, true);
  row("Buffers at the peak", before.peak.buffers, after.peak.buffers, false);
  row("Allocations", before.totals.alloc_count, after.totals.alloc_count, false);
  row("Bytes allocated", before.totals.alloc_bytes, after.totals.alloc_bytes, true);
  row("Copies", before.copies.count, after.copies.count, false);
  row("Bytes copied", before.copies.bytes, after.copies.bytes, true);
  row("Needless copies", before.copies.redundant_count, after.copies.redundant_count, false);
  row("Bytes copied needlessly", before.copies.redundant_bytes, after.copies.redundant_bytes, true);
  row("Leaks", before.leaks.count, after.leaks.count, false);
  row("Bytes leaked", before.leaks.bytes, after.leaks.bytes, true);
  return table.Html();
}

}  // namespace

std::string StaticCore(absl::Span<const PageRun> runs, const PageOptions& options,
                       absl::Span<const std::vector<Coverage>> with_script) {
  const auto of_script = [&](size_t run) {
    return run < with_script.size() ? absl::MakeConstSpan(with_script[run])
                                    : absl::Span<const Coverage>();
  };
  PictureScale scale;
  for (const PageRun& run : runs) {
    scale.bytes = std::max(scale.bytes, run.report->peak.bytes);
    scale.ns = std::max(scale.ns, run.report->trace.duration_ns);
  }
  SiteColors colors;
  for (const analysis::SiteReport& site : ColoredSites(runs)) {
    const int color = static_cast<int>(colors.size());
    colors.emplace(site, color);
  }
  if (runs.size() == 1) {
    return absl::StrCat("<h1>", EscapedText(runs[0].name, kNameColumns), "</h1>\n",
                        RunCore(runs[0], options.bounds, scale, colors, of_script(0)));
  }
  std::string html = absl::StrCat("<h1>", EscapedText(runs[0].name, kNameColumns), " and ",
                                  EscapedText(runs[1].name, kNameColumns), "</h1>\n",
                                  Comparison(*runs[0].report, *runs[1].report));
  for (size_t i = 0; i < runs.size(); ++i) {
    absl::StrAppend(&html, "<section><h2>",
                    i == 0 ? "Before: " : "After: ", EscapedText(runs[i].name, kNameColumns),
                    "</h2>\n", RunCore(runs[i], options.bounds, scale, colors, of_script(i)),
                    "</section>\n");
  }
  return html;
}

}  // namespace tidemark::page
