#include "tidemark/page/run_payload.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tidemark/base/saturating.h"
#include "tidemark/page/doubts.h"
#include "tidemark/page/folded_tree.h"
#include "tidemark/report/finding_words.h"

namespace tidemark::page {

std::string ShapeText(const std::vector<int64_t>& shape, bool has_shape) {
  if (!has_shape) return "";
  return shape.empty() ? "()" : absl::StrJoin(shape, " × ");
}

RunPayload::RunPayload(const PageRun& run, const PageBounds& bounds, StringBook* strings,
                       SiteBook* sites, JsonText* json)
    : run_(run),
      report_(*run.report),
      bounds_(bounds),
      strings_(*strings),
      sites_(*sites),
      json_(*json) {
  const std::vector<analysis::BufferLife>& lives = report_.details.pictures.lives.buffers;
  lives_ = std::min(lives.size(), bounds_.lives);
  for (size_t i = 0; i < lives_; ++i) {
    life_of_serial_[lives[i].serial] = static_cast<int64_t>(i);
    if (lives[i].id != 0) life_of_id_[lives[i].id] = static_cast<int64_t>(i);
  }
}

int64_t RunPayload::LifeOfId(int64_t id) const {
  const auto found = life_of_id_.find(id);
  return found == life_of_id_.end() ? -1 : found->second;
}

int64_t RunPayload::LifeOfSerial(int64_t serial) const {
  const auto found = life_of_serial_.find(serial);
  return found == life_of_serial_.end() ? -1 : found->second;
}

std::vector<Coverage> RunPayload::Write() {
  json_.Open('{');
  Number("name", run_.name);
  WriteTrace();
  WriteSummary();
  WriteFindings();
  WriteTimeline();
  WriteScopesAndMarks();
  WritePeakRows();
  WriteFlame();
  WriteLives();
  WriteFlows();
  WriteLineage();
  WritePins();
  WriteLeaks();
  WriteThreads();
  WriteSources();
  json_.Key("completeness");
  WriteCoverage(coverage_, &strings_, &json_);
  json_.Key("doubts").Open('[');
  for (const std::string& doubt : Doubts(report_)) json_.Int(strings_.Number(doubt));
  json_.Close(']');
  json_.Close('}');
  return std::move(coverage_);
}

void RunPayload::WriteTrace() {
  const analysis::TraceSummary& trace = report_.trace;
  json_.Key("trace").Open('{');
  json_.Key("files").Open('[');
  for (const std::string& file : trace.files) json_.Int(strings_.Number(file));
  json_.Close(']');
  Number("program", trace.program);
  json_.Field("events", trace.events);
  json_.Field("duration_ns", trace.duration_ns);
  json_.Field("truncated", trace.truncated ? 1 : 0);
  json_.Field("lost_events", trace.lost_events);
  json_.Field("unknown_events_skipped", trace.unknown_events_skipped);
  json_.Field("bad_lines_skipped", trace.bad_lines_skipped);
  json_.Field("sample_bytes", trace.sample_bytes);
  json_.Field("estimated", trace.sample_bytes > 0 ? 1 : 0);
  json_.Field("heap_only", trace.heap_only ? 1 : 0);
  json_.Key("anomalies").Open('{');
  int64_t total = 0;
  for (const auto& [kind, anomaly] : trace.anomalies) {
    json_.Field(kind, anomaly.count);
    total += anomaly.count;
  }
  json_.Field("total", total);
  json_.Close('}');
  json_.Close('}');
}

void RunPayload::WriteSummary() {
  const analysis::Totals& totals = report_.totals;
  json_.Key("totals").Open('{');
  json_.Field("alloc_count", totals.alloc_count);
  json_.Field("alloc_bytes", totals.alloc_bytes);
  json_.Field("resize_count", totals.resize_count);
  json_.Field("free_count", totals.free_count);
  json_.Field("view_count", totals.view_count);
  json_.Field("copy_count", totals.copy_count);
  json_.Field("copy_bytes", totals.copy_bytes);
  json_.Field("op_count", totals.op_count);
  json_.Field("temporary_count", totals.temporary_count);
  json_.Field("largest_alloc_bytes", totals.largest_alloc_bytes);
  json_.Field("live_end_count", totals.live_end_count);
  json_.Field("live_end_bytes", totals.live_end_bytes);
  json_.Field("thread_count", totals.thread_count);
  json_.Field("external_count", totals.external_count);
  json_.Field("external_bytes", totals.external_bytes);
  json_.Close('}');
  json_.Key("peak").Open('{');
  json_.Field("bytes", report_.peak.bytes);
  json_.Field("t", report_.peak.t);
  json_.Field("buffers", report_.peak.buffers);
  json_.Field("standard_error", report_.peak.standard_error);
  json_.Close('}');
  json_.Key("copies").Open('{');
  json_.Field("count", report_.copies.count);
  json_.Field("bytes", report_.copies.bytes);
  json_.Field("redundant_count", report_.copies.redundant_count);
  json_.Field("redundant_bytes", report_.copies.redundant_bytes);
  json_.Close('}');
  json_.Key("leaks").Open('{');
  json_.Field("count", report_.leaks.count);
  json_.Field("bytes", report_.leaks.bytes);
  json_.Close('}');
  json_.Key("what_if").Open('{');
  json_.Field("peak_bytes_all_fixed", report_.what_if.peak_bytes_all_fixed);
  json_.Close('}');
  json_.Key("live_at_exit").Open('{');
  json_.Field("count", report_.live_at_exit.count);
  json_.Field("bytes", report_.live_at_exit.bytes);
  json_.Key("groups").Open('[');
  for (const analysis::LiveAtExit::Group& group : report_.live_at_exit.groups) {
    json_.Open('{');
    Number("name", group.name);
    Number("reason", group.reason);
    json_.Field("count", group.count);
    json_.Field("bytes", group.bytes);
    json_.Field("suppressed", group.suppressed ? 1 : 0);
    json_.Close('}');
  }
  json_.Close(']');
  json_.Close('}');
  json_.Key("memory");
  const analysis::ProcessMemory& memory = report_.process_memory;
  if (memory.samples == 0) return json_.Null();
  json_.Open('{');
  json_.Field("samples", memory.samples);
  json_.Field("t", memory.t);
  json_.Field("resident_bytes", memory.resident_bytes);
  json_.Field("live_bytes", memory.live_bytes);
  json_.Field("file_bytes", memory.file_bytes);
  json_.Field("swap_bytes", memory.swap_bytes);
  json_.Field("kernel_bytes", memory.kernel_bytes);
  json_.Close('}');
}

void RunPayload::WriteFindings() {
  const std::vector<analysis::Finding>& findings = report_.findings;
  const size_t shown = std::min(findings.size(), bounds_.findings);
  json_.Key("findings").Open('[');
  for (size_t i = 0; i < shown; ++i) {
    const analysis::Finding& finding = findings[i];
    json_.Open('{');
    Number("rule", finding.rule);
    Number("severity", report::SeverityName(finding.severity));
    Number("confidence", report::ConfidenceName(finding.confidence));
    json_.Field("site", sites_.Number(finding.site));
    json_.Field("count", finding.count);
    json_.Field("bytes", finding.bytes);
    json_.Field("peak_saving_bytes", finding.peak_saving_bytes);
    json_.Field("tells_saving", finding.tells_saving ? 1 : 0);
    Number("message", finding.message);
    Number("advice", finding.advice);
    Number("allowed", finding.allowed);
    Number("allowed_at", finding.allowed_at);
    json_.Key("evidence").Open('[');
    for (const analysis::Evidence& evidence : finding.evidence) {
      json_.Open('{');
      json_.Field("buf", evidence.buf);
      json_.Field("src_buf", evidence.src_buf);
      json_.Field("view", evidence.view);
      json_.Field("t", evidence.t);
      json_.Field("life", evidence.buf == 0 ? -1 : LifeOfId(evidence.buf));
      json_.Field("src_life", evidence.src_buf == 0 ? -1 : LifeOfId(evidence.src_buf));
      json_.Close('}');
    }
    json_.Close(']');
    json_.Close('}');
  }
  json_.Close(']');
  json_.Field("findings_total", static_cast<int64_t>(findings.size()));
  Coverage coverage = CoverageOf("findings", "findings", static_cast<int64_t>(shown),
                                 static_cast<int64_t>(findings.size()));
  if (shown < findings.size()) {
    coverage.text = "The findings that save most; all of them are in the text report.";
  }
  coverage_.push_back(std::move(coverage));
}

void RunPayload::WriteTimeline() {
  const analysis::Timeline& timeline = report_.timeline;
  const analysis::SiteTimeline& sites = report_.details.site_timeline;
  const size_t n = timeline.max_bytes.size();
  json_.Key("timeline").Open('{');
  json_.Field("bucket_ns", timeline.bucket_ns);
  json_.Field("n", static_cast<int64_t>(n));
  json_.Column("max_bytes", n, [&](size_t i) { return timeline.max_bytes[i]; });
  json_.Column("at_t", n, [&](size_t i) {
    return i < sites.at_t.size() ? sites.at_t[i] : static_cast<int64_t>(i) * timeline.bucket_ns;
  });
  json_.Column("sites", sites.sites.size(),
               [&](size_t i) { return sites_.Number(sites.sites[i]); });
  json_.Key("bytes").Open('[');
  for (const std::vector<int64_t>& bytes : sites.bytes) {
    json_.Open('[');
    for (const int64_t figure : bytes) json_.Int(figure);
    json_.Close(']');
  }
  json_.Close(']');
  json_.Column("other", n, [&](size_t i) {
    return i < sites.other.size() ? sites.other[i] : timeline.max_bytes[i];
  });
  json_.Key("peak").Open('{');
  json_.Field("t", report_.peak.t);
  json_.Column("bytes", sites.peak.bytes.size(), [&](size_t i) { return sites.peak.bytes[i]; });
  json_.Field("other", sites.at_t.empty() ? report_.peak.bytes : sites.peak.other);
  json_.Field("total", report_.peak.bytes);
  json_.Close('}');
  json_.Close('}');
  const auto shown = static_cast<int64_t>(sites.sites.size());
  Coverage coverage = CoverageOf("timeline", "places", shown, shown + sites.other_sites);
  if (sites.late_sites > 0) {
    coverage.text +=
        " Some places were small for long: what they held before they grew is part of Other.";
  }
  coverage_.push_back(std::move(coverage));
}

void RunPayload::WriteScopesAndMarks() {
  const size_t scopes = std::min(report_.scopes.size(), bounds_.scopes);
  json_.Key("scopes").Open('[');
  for (size_t i = 0; i < scopes; ++i) {
    const analysis::ScopeReport& scope = report_.scopes[i];
    json_.Open('{');
    Number("path", scope.path);
    json_.Field("entered", scope.entered);
    json_.Field("peak_bytes", scope.peak_bytes);
    json_.Field("peak_t", scope.peak_t);
    json_.Close('}');
  }
  json_.Close(']');
  const size_t marks = std::min(report_.details.marks.size(), bounds_.marks);
  json_.Key("marks").Open('[');
  for (size_t i = 0; i < marks; ++i) {
    const analysis::MarkReport& mark = report_.details.marks[i];
    json_.Open('{');
    Number("name", mark.name);
    json_.Field("t", mark.t);
    json_.Field("live_bytes", mark.live_bytes);
    json_.Close('}');
  }
  json_.Close(']');
  const auto first = [&](absl::string_view view, size_t shown, size_t total) {
    if (shown == total) return;
    coverage_.push_back(
        CoverageOf(view, view, static_cast<int64_t>(shown), static_cast<int64_t>(total)));
    coverage_.back().text = absl::StrCat("The first ", shown, " ", view, " only.");
  };
  first("scopes", scopes, report_.scopes.size());
  first("marks", marks, report_.details.marks.size());
}

void RunPayload::WritePeakRows() {
  const analysis::PeakHolders& holders = report_.details.pictures.holders;
  const std::vector<analysis::PeakHolder>& rows = holders.rows;
  const size_t n = std::min(rows.size(), bounds_.peak_rows);
  json_.Key("peak_rows").Open('{');
  json_.Field("n", static_cast<int64_t>(n));
  json_.Column("site", n, [&](size_t i) { return sites_.Number(rows[i].site); });
  json_.Column("dtype", n, [&](size_t i) { return strings_.Number(rows[i].dtype); });
  json_.Column("shape", n, [&](size_t i) {
    return strings_.Number(ShapeText(rows[i].shape, rows[i].has_shape));
  });
  json_.Column("thread", n, [&](size_t i) { return rows[i].thread; });
  json_.Column("bytes", n, [&](size_t i) { return rows[i].bytes; });
  json_.Column("count", n, [&](size_t i) { return rows[i].count; });
  analysis::FoldedRows other = holders.other;
  for (size_t i = n; i < rows.size(); ++i) {
    ++other.rows;
    AddSaturating(rows[i].bytes, &other.bytes);
    AddSaturating(rows[i].count, &other.count);
  }
  json_.Key("other").Open('{');
  json_.Field("rows", other.rows);
  json_.Field("bytes", other.bytes);
  json_.Field("count", other.count);
  json_.Close('}');
  json_.Close('}');
  const auto shown = static_cast<int64_t>(n);
  coverage_.push_back(CoverageOf("peak_rows", "kinds of buffers at the peak", shown,
                                 shown + other.rows, report_.peak.bytes - other.bytes,
                                 report_.peak.bytes));
}

void RunPayload::WriteFlame() {
  const analysis::CallTree tree = FoldedTree(report_.details.call_tree, bounds_.flame_nodes);
  const std::vector<analysis::CallNode>& nodes = tree.nodes;
  const size_t n = nodes.size();
  json_.Key("flame").Open('{');
  json_.Field("n", static_cast<int64_t>(n));
  json_.Column("parent", n, [&](size_t i) { return nodes[i].parent; });
  json_.Column("site", n, [&](size_t i) {
    return nodes[i].is_other ? SiteBook::kOther : sites_.Number(nodes[i].frame);
  });
  const auto column = [&](absl::string_view key, int64_t analysis::CallFigures::*figure) {
    json_.Column(key, n, [&](size_t i) { return nodes[i].self.*figure; });
  };
  column("alloc_count", &analysis::CallFigures::alloc_count);
  column("alloc_bytes", &analysis::CallFigures::alloc_bytes);
  column("peak_count", &analysis::CallFigures::peak_count);
  column("peak_bytes", &analysis::CallFigures::peak_bytes);
  column("live_end_count", &analysis::CallFigures::live_end_count);
  column("live_end_bytes", &analysis::CallFigures::live_end_bytes);
  column("leak_count", &analysis::CallFigures::leak_count);
  column("leak_bytes", &analysis::CallFigures::leak_bytes);
  column("copy_count", &analysis::CallFigures::copy_count);
  column("copy_bytes", &analysis::CallFigures::copy_bytes);
  column("lifetime_ns", &analysis::CallFigures::lifetime_ns);
  json_.Field("folded_stacks", tree.folded_stacks);
  json_.Close('}');
  const analysis::CallFigures others = FiguresOfOthers(tree);
  const auto shown = static_cast<int64_t>(n);
  Coverage coverage =
      CoverageOf("flame", "calls", shown, shown + tree.folded_stacks,
                 report_.totals.alloc_bytes - others.alloc_bytes, report_.totals.alloc_bytes);
  coverage_.push_back(std::move(coverage));
}

}  // namespace tidemark::page
