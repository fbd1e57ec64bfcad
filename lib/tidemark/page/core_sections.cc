#include "tidemark/page/core_sections.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/base/saturating.h"
#include "tidemark/page/core_picture.h"
#include "tidemark/page/core_table.h"
#include "tidemark/page/html_text.h"
#include "tidemark/page/run_payload.h"
#include "tidemark/report/finding_words.h"
#include "tidemark/report/quantity.h"
#include "tidemark/report/site_column.h"

namespace tidemark::page {
namespace {

constexpr size_t kSentence = 400;
constexpr size_t kMostCalls = 60;
constexpr absl::string_view kSamplesNote =
    "The heap was sampled: a block stands for others like it.";

std::string Section(absl::string_view title, const std::string& body) {
  if (body.empty()) return "";
  return absl::StrCat("<h2>", Escaped(title), "</h2>\n", body);
}

std::string OtherWords(size_t rows, bool at_least = false) {
  const auto count = static_cast<int64_t>(rows);
  if (at_least) return absl::StrCat("Other (more than ", report::CountText(count - 1), " rows)");
  return absl::StrCat("Other (", report::Counted(count, "row", "rows"), ")");
}

// Of what stands here: `things` in the order of size.
void Note(absl::string_view view, absl::string_view things, size_t shown, int64_t total,
          std::vector<Coverage>* coverage, int64_t shown_bytes = -1, int64_t total_bytes = -1,
          bool at_least = false) {
  coverage->push_back(CoverageOf(view, things, static_cast<int64_t>(shown), total, shown_bytes,
                                 total_bytes, at_least));
}

std::string CoverageTable(absl::Span<const Coverage> coverage) {
  CoreTable table({"view", "#shown", "#of", "#bytes shown", "#of bytes", "in words"});
  for (const Coverage& row : coverage) {
    const bool has_bytes = row.shown_bytes >= 0;
    table.Row(
        {Escaped(ViewWords(row.view)), CountCell(row.shown),
         row.at_least ? absl::StrCat("more than ", CountCell(row.total - 1)) : CountCell(row.total),
         has_bytes ? BytesCell(row.shown_bytes) : "", has_bytes ? BytesCell(row.total_bytes) : "",
         Escaped(row.text)});
  }
  return table.Html();
}

std::string CallersText(const std::vector<analysis::SiteReport>& callers) {
  std::string text;
  for (const analysis::SiteReport& caller : callers) {
    absl::StrAppend(&text, " ← ", EscapedText(report::CallerText(caller, /*unicode=*/true), 80));
  }
  return text.empty() ? "" : absl::StrCat("<br><span class=\"soft\">", text, "</span>");
}

}  // namespace

std::string FindingsSection(const analysis::Report& report, const PageBounds& bounds,
                            std::vector<Coverage>* coverage) {
  CoreTable table({"rule", "place", "#count", "#bytes", "#peak saving"});
  const size_t shown = std::min(report.findings.size(), bounds.findings);
  for (size_t i = 0; i < shown; ++i) {
    const analysis::Finding& finding = report.findings[i];
    std::string words =
        absl::StrCat(PlaceCell(finding.site), "<br>", EscapedText(finding.message, kSentence));
    if (!finding.advice.empty()) {
      absl::StrAppend(&words, "<br><b>", EscapedText(finding.advice, kSentence), "</b>");
    }
    if (!finding.allowed.empty()) {
      absl::StrAppend(&words, "<br><i>allowed at ", EscapedText(finding.allowed_at, kSentence),
                      ": ", EscapedText(finding.allowed, kSentence), "</i>");
    }
    table.Row({absl::StrCat(EscapedText(finding.rule, kSentence), "<br><span class=\"soft\">",
                            report::SeverityName(finding.severity), ", ",
                            report::ConfidenceName(finding.confidence), "</span>"),
               words, CountCell(finding.count), BytesCell(finding.bytes),
               finding.tells_saving ? BytesCell(finding.peak_saving_bytes) : "-"});
  }
  Note("findings", "findings", shown, static_cast<int64_t>(report.findings.size()), coverage);
  if (shown < report.findings.size()) {
    coverage->back().text = "The findings that save most; all of them are in the text report.";
  }
  if (report.findings.empty()) return "<h2>What to fix</h2>\n<p>Nothing was found.</p>\n";
  const size_t left = report.findings.size() - shown;
  return Section("What to fix",
                 table.Html(left == 0 ? ""
                                      : absl::StrCat("The first ", shown, " of ",
                                                     report.findings.size(), " findings.")));
}

std::string PeakSection(const analysis::Report& report, const PageBounds& bounds,
                        std::vector<Coverage>* coverage) {
  CoreTable table({"place", "#bytes", "#share", "#buffers"});
  const std::vector<analysis::SiteBytes>& sites = report.peak.sites;
  int64_t bytes = report.peak.bytes;
  int64_t count = report.peak.buffers;
  for (size_t i = 0; i < std::min(sites.size(), bounds.core_rows); ++i) {
    bytes -= sites[i].bytes;
    count -= sites[i].count;
    table.Row({absl::StrCat(PlaceCell(sites[i].site), CallersText(sites[i].callers)),
               BytesCell(sites[i].bytes), report::ShareText(sites[i].bytes, report.peak.bytes),
               CountCell(sites[i].count)});
  }
  Note("peak_rows", "places that hold the peak", std::min(sites.size(), bounds.core_rows),
       static_cast<int64_t>(sites.size()), coverage, report.peak.bytes - bytes, report.peak.bytes);
  if (sites.size() > bounds.core_rows) {
    table.Row({OtherWords(sites.size() - bounds.core_rows), BytesCell(bytes),
               report::ShareText(bytes, report.peak.bytes), CountCell(count)},
              /*is_other=*/true);
  }
  return Section("What holds the peak", table.Html());
}

// The calls below which most of the peak was, each below what called it.
std::string CallsSection(const analysis::Report& report, const PageBounds& /*bounds*/,
                         std::vector<Coverage>* coverage) {
  const std::vector<analysis::CallNode>& nodes = report.details.call_tree.nodes;
  if (nodes.size() < 2) return "";
  std::vector<int64_t> below(nodes.size(), 0);
  std::vector<std::vector<size_t>> children(nodes.size());
  for (size_t i = nodes.size(); i-- > 0;) {
    AddSaturating(nodes[i].self.peak_bytes, &below[i]);
    if (nodes[i].parent < 0) continue;
    AddSaturating(below[i], &below[static_cast<size_t>(nodes[i].parent)]);
    children[static_cast<size_t>(nodes[i].parent)].push_back(i);
  }
  CoreTable table({"call", "#bytes at the peak", "#of it here"});
  size_t rows = 0;
  std::vector<std::pair<size_t, size_t>> open;  // a node and its depth, the next one last
  const auto push = [&](size_t node, size_t depth) {
    std::vector<size_t> order = children[node];
    std::stable_sort(order.begin(), order.end(),
                     [&](size_t a, size_t b) { return below[a] < below[b]; });
    for (const size_t child : order) {
      if (below[child] > report.peak.bytes / 200) open.emplace_back(child, depth);
    }
  };
  push(0, 0);
  while (!open.empty() && rows < kMostCalls) {
    const auto [node, depth] = open.back();
    open.pop_back();
    std::string indent;
    for (size_t i = 0; i < std::min<size_t>(depth, 30); ++i) absl::StrAppend(&indent, "&emsp;");
    table.Row({absl::StrCat(indent, nodes[node].is_other ? "Other" : PlaceCell(nodes[node].frame)),
               BytesCell(below[node]), BytesCell(nodes[node].self.peak_bytes)});
    ++rows;
    push(node, depth + 1);
  }
  Note("flame", "calls", rows, static_cast<int64_t>(nodes.size()) - 1, coverage);
  if (rows + 1 < nodes.size()) {
    coverage->back().text = "The calls with more than half a percent of the peak, 60 at most.";
  }
  return Section("Who called", table.Html("Calls with more than half a percent of the peak."));
}

std::string LivesSection(const analysis::Report& report, const PageBounds& bounds,
                         std::vector<Coverage>* coverage) {
  const analysis::BufferLives& lives = report.details.pictures.lives;
  const bool samples = report.trace.sample_bytes > 0;
  std::vector<absl::string_view> columns = {"made at", "dtype", "shape", "#bytes"};
  if (samples) columns.push_back("#stands for");
  columns.insert(columns.end(), {"#made", "#first written", "#last accessed", "#freed"});
  CoreTable table(columns);
  const size_t shown = std::min(lives.buffers.size(), bounds.core_rows);
  int64_t bytes = lives.other.bytes;
  int64_t shown_bytes = 0;
  for (size_t i = 0; i < lives.buffers.size(); ++i) {
    const analysis::BufferLife& life = lives.buffers[i];
    AddSaturating(life.all_bytes, i < shown ? &shown_bytes : &bytes);
    if (i >= shown) continue;
    std::vector<std::string> cells = {PlaceCell(life.site), WordCell(life.dtype),
                                      Escaped(ShapeText(life.shape, life.has_shape)),
                                      BytesCell(life.bytes)};
    if (samples) cells.push_back(BytesCell(life.all_bytes));
    for (const int64_t t : {life.begin_t, life.first_write_t, life.last_access_t, life.end_t}) {
      cells.push_back(TimeCell(t));
    }
    table.Row(cells);
  }
  const int64_t left =
      lives.other.rows + static_cast<int64_t>(lives.buffers.size()) - static_cast<int64_t>(shown);
  if (left > 0) {
    std::vector<std::string> cells = {OtherWords(static_cast<size_t>(left)), "", ""};
    if (samples) cells.emplace_back();  // what they are by themselves is no sum of the program's
    cells.push_back(BytesCell(bytes));
    cells.resize(columns.size());
    table.Row(cells, /*is_other=*/true);
  }
  int64_t all_bytes = shown_bytes;
  AddSaturating(bytes, &all_bytes);
  Note("lives", "buffers", shown, left + static_cast<int64_t>(shown), coverage, shown_bytes,
       all_bytes);
  return Section("The largest buffers", table.Html(samples ? kSamplesNote : ""));
}

std::string CopiesSection(const analysis::Report& report, const PageBounds& bounds,
                          std::vector<Coverage>* coverage) {
  const analysis::CopyFlows& flows = report.details.pictures.flows;
  CoreTable table(
      {"made at", "copied at", "why", "#copies", "#bytes", "#needless", "#needless bytes"});
  const size_t shown = std::min(flows.rows.size(), bounds.core_rows);
  analysis::CopyFlow other = flows.other;
  for (size_t i = 0; i < flows.rows.size(); ++i) {
    const analysis::CopyFlow& row = flows.rows[i];
    if (i >= shown) {
      AddSaturating(row.count, &other.count);
      AddSaturating(row.bytes, &other.bytes);
      AddSaturating(row.needless_count, &other.needless_count);
      AddSaturating(row.needless_bytes, &other.needless_bytes);
      continue;
    }
    table.Row({PlaceCell(row.from), PlaceCell(row.to),
               WordCell(row.reason.empty() ? row.op : row.reason), CountCell(row.count),
               BytesCell(row.bytes), CountCell(row.needless_count), BytesCell(row.needless_bytes)});
  }
  const int64_t left =
      flows.other_rows + static_cast<int64_t>(flows.rows.size()) - static_cast<int64_t>(shown);
  Note("flows", "pairs of places that copied", shown, left + static_cast<int64_t>(shown), coverage,
       report.copies.bytes - other.bytes, report.copies.bytes, flows.other_rows_at_least);
  if (left > 0) {
    table.Row({OtherWords(static_cast<size_t>(left), flows.other_rows_at_least), "", "",
               CountCell(other.count), BytesCell(other.bytes), CountCell(other.needless_count),
               BytesCell(other.needless_bytes)},
              /*is_other=*/true);
  }
  return Section("Copies, from where to where", table.Html());
}

std::string PinsSection(const analysis::Report& report, const PageBounds& bounds,
                        std::vector<Coverage>* coverage) {
  CoreTable table(
      {"view made at", "buffer made at", "#buffer", "#seen by views", "#idle", "#since", "#until"});
  const size_t shown = std::min(report.pins.size(), bounds.core_rows);
  int64_t shown_bytes = 0;
  int64_t wasted = 0;
  for (size_t i = 0; i < report.pins.size(); ++i) {
    const analysis::Pin& pin = report.pins[i];
    AddSaturating(pin.wasted_bytes, i < shown ? &shown_bytes : &wasted);
    if (i >= shown) continue;
    table.Row({PlaceCell(pin.site), PlaceCell(pin.base_site), BytesCell(pin.base_bytes),
               BytesCell(pin.view_bytes), BytesCell(pin.wasted_bytes), TimeCell(pin.since_t),
               TimeCell(pin.until_t)});
  }
  if (report.pins.size() > shown) {
    table.Row({OtherWords(report.pins.size() - shown), "", "", "", BytesCell(wasted), "", ""},
              /*is_other=*/true);
  }
  int64_t all_bytes = shown_bytes;
  AddSaturating(wasted, &all_bytes);
  Note("pins", "pinned buffers", shown, static_cast<int64_t>(report.pins.size()), coverage,
       shown_bytes, all_bytes);
  return Section("Small views that hold large buffers", table.Html());
}

std::string LeaksSection(const analysis::Report& report, const PageBounds& bounds,
                         std::vector<Coverage>* coverage) {
  CoreTable table({"made at", "#bytes", "#buffers", "since when"});
  std::map<analysis::SiteReport, const std::vector<int64_t>*> growth_of;
  for (const analysis::LeakGrowth& growth : report.details.pictures.leaks.sites) {
    growth_of[growth.site] = &growth.bytes;
  }
  const std::vector<analysis::SiteBytes>& sites = report.leaks.sites;
  const size_t shown = std::min(sites.size(), bounds.core_rows);
  int64_t bytes = report.leaks.bytes;
  int64_t count = report.leaks.count;
  for (size_t i = 0; i < shown; ++i) {
    bytes -= sites[i].bytes;
    count -= sites[i].count;
    const auto growth = growth_of.find(sites[i].site);
    table.Row({absl::StrCat(PlaceCell(sites[i].site), CallersText(sites[i].callers)),
               BytesCell(sites[i].bytes), CountCell(sites[i].count),
               growth == growth_of.end() ? "" : GrowthPicture(*growth->second)});
  }
  if (sites.size() > shown) {
    table.Row({OtherWords(sites.size() - shown), BytesCell(bytes), CountCell(count), ""},
              /*is_other=*/true);
  }
  Note("leak_sites", "places that leak", shown, static_cast<int64_t>(sites.size()), coverage,
       report.leaks.bytes - bytes, report.leaks.bytes);
  return Section("What is left at the end", table.Html());
}

std::string CompletenessSection(absl::Span<const Coverage> here,
                                absl::Span<const Coverage> with_script) {
  std::string html =
      Section("Completeness: how much of each list stands here", CoverageTable(here));
  absl::StrAppend(&html,
                  Section("What each view has where scripts run", CoverageTable(with_script)));
  return html;
}

}  // namespace tidemark::page
