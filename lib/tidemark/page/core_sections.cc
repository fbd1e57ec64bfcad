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

std::string Section(absl::string_view title, const std::string& body) {
  if (body.empty()) return "";
  return absl::StrCat("<h2>", Escaped(title), "</h2>\n", body);
}

std::string OtherWords(size_t rows) {
  return absl::StrCat("Other (", report::Counted(static_cast<int64_t>(rows), "row", "rows"), ")");
}

std::string CallersText(const std::vector<analysis::SiteReport>& callers) {
  std::string text;
  for (const analysis::SiteReport& caller : callers) {
    absl::StrAppend(&text, " ← ", EscapedText(report::CallerText(caller, /*unicode=*/true), 80));
  }
  return text.empty() ? "" : absl::StrCat("<br><span class=\"soft\">", text, "</span>");
}

}  // namespace

std::string FindingsSection(const analysis::Report& report, const PageBounds& bounds) {
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
  if (report.findings.empty()) return "<h2>What to fix</h2>\n<p>Nothing was found.</p>\n";
  const size_t left = report.findings.size() - shown;
  return Section("What to fix",
                 table.Html(left == 0 ? ""
                                      : absl::StrCat("The first ", shown, " of ",
                                                     report.findings.size(), " findings.")));
}

std::string PeakSection(const analysis::Report& report, const PageBounds& bounds) {
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
  if (sites.size() > bounds.core_rows) {
    table.Row({OtherWords(sites.size() - bounds.core_rows), BytesCell(bytes),
               report::ShareText(bytes, report.peak.bytes), CountCell(count)},
              /*is_other=*/true);
  }
  return Section("What holds the peak", table.Html());
}

// The calls below which most of the peak was, each below what called it.
std::string CallsSection(const analysis::Report& report, const PageBounds& /*bounds*/) {
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
  return Section("Who called", table.Html("Calls with more than half a percent of the peak."));
}

std::string LivesSection(const analysis::Report& report, const PageBounds& bounds) {
  const analysis::BufferLives& lives = report.details.pictures.lives;
  CoreTable table({"made at", "dtype", "shape", "#bytes", "#made", "#first written",
                   "#last accessed", "#freed"});
  const size_t shown = std::min(lives.buffers.size(), bounds.core_rows);
  int64_t bytes = lives.other.bytes;
  for (size_t i = 0; i < lives.buffers.size(); ++i) {
    const analysis::BufferLife& life = lives.buffers[i];
    if (i >= shown) {
      AddSaturating(life.bytes, &bytes);
      continue;
    }
    table.Row({PlaceCell(life.site), WordCell(life.dtype),
               Escaped(ShapeText(life.shape, life.has_shape)), BytesCell(life.bytes),
               TimeCell(life.begin_t), TimeCell(life.first_write_t), TimeCell(life.last_access_t),
               TimeCell(life.end_t)});
  }
  const int64_t left =
      lives.other.rows + static_cast<int64_t>(lives.buffers.size()) - static_cast<int64_t>(shown);
  if (left > 0) {
    table.Row({OtherWords(static_cast<size_t>(left)), "", "", BytesCell(bytes), "", "", "", ""},
              /*is_other=*/true);
  }
  return Section("The largest buffers", table.Html());
}

std::string CopiesSection(const analysis::Report& report, const PageBounds& bounds) {
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
  if (left > 0) {
    table.Row(
        {OtherWords(static_cast<size_t>(left)), "", "", CountCell(other.count),
         BytesCell(other.bytes), CountCell(other.needless_count), BytesCell(other.needless_bytes)},
        /*is_other=*/true);
  }
  return Section("Copies, from where to where", table.Html());
}

std::string PinsSection(const analysis::Report& report, const PageBounds& bounds) {
  CoreTable table(
      {"view made at", "buffer made at", "#buffer", "#seen by views", "#idle", "#since", "#until"});
  const size_t shown = std::min(report.pins.size(), bounds.core_rows);
  int64_t wasted = 0;
  for (size_t i = 0; i < report.pins.size(); ++i) {
    const analysis::Pin& pin = report.pins[i];
    if (i >= shown) {
      AddSaturating(pin.wasted_bytes, &wasted);
      continue;
    }
    table.Row({PlaceCell(pin.site), PlaceCell(pin.base_site), BytesCell(pin.base_bytes),
               BytesCell(pin.view_bytes), BytesCell(pin.wasted_bytes), TimeCell(pin.since_t),
               TimeCell(pin.until_t)});
  }
  if (report.pins.size() > shown) {
    table.Row({OtherWords(report.pins.size() - shown), "", "", "", BytesCell(wasted), "", ""},
              /*is_other=*/true);
  }
  return Section("Small views that hold large buffers", table.Html());
}

std::string LeaksSection(const analysis::Report& report, const PageBounds& bounds) {
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
  return Section("What is left at the end", table.Html());
}

}  // namespace tidemark::page
