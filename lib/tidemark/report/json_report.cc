#include "tidemark/report/json_report.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tidemark/report/finding_words.h"
#include "tidemark/report/source_view.h"
#include "tidemark/report/table.h"

namespace tidemark::report {
namespace {

using Json = nlohmann::ordered_json;

Json SiteJson(const analysis::SiteReport& site) {
  Json json = {
      {"file", site.file}, {"line", site.line}, {"function", site.function}, {"label", site.label}};
  if (!site.module.empty()) json["module"] = site.module;
  return json;
}

Json CallersJson(const std::vector<analysis::SiteReport>& callers) {
  Json list = Json::array();
  for (const analysis::SiteReport& caller : callers) list.push_back(SiteJson(caller));
  return list;
}

Json SitesJson(const std::vector<analysis::SiteBytes>& sites) {
  Json list = Json::array();
  for (const analysis::SiteBytes& entry : sites) {
    list.push_back(
        {{"site", SiteJson(entry.site)}, {"bytes", entry.bytes}, {"count", entry.count}});
    if (!entry.grown_at.empty()) list.back()["grown_at"] = SitesJson(entry.grown_at);
    if (entry.callers.empty()) continue;
    list.back()["callers"] = CallersJson(entry.callers);
    if (entry.paths.empty()) continue;
    Json paths = Json::array();
    for (const analysis::CallPath& path : entry.paths) {
      paths.push_back(
          {{"callers", CallersJson(path.callers)}, {"bytes", path.bytes}, {"count", path.count}});
    }
    list.back()["paths"] = std::move(paths);
    list.back()["path_count"] = entry.path_count;
  }
  return list;
}

Json TraceJson(const analysis::TraceSummary& trace) {
  Json anomalies = {{"total", 0}};
  Json anomaly_sites = Json::object();
  int64_t total = 0;
  // The kinds that the contract names come first and are always there; the map has the rest.
  for (const char* kind :
       {"unknown_free", "double_free", "duplicate_buffer", "dead_view", "unknown_drop"}) {
    anomalies[kind] = 0;
  }
  for (const auto& [kind, anomaly] : trace.anomalies) {
    anomalies[kind] = anomaly.count;
    total += anomaly.count;
    if (anomaly.first_sites.empty()) continue;
    Json sites = Json::array();
    for (const analysis::SiteReport& site : anomaly.first_sites) sites.push_back(SiteJson(site));
    anomaly_sites[kind] = std::move(sites);
  }
  anomalies["total"] = total;
  Json unnamed = Json::array();
  for (const analysis::UnnamedCode& entry : trace.unnamed_code) {
    unnamed.push_back(
        {{"module", entry.module}, {"reason", entry.reason}, {"addresses", entry.addresses}});
    if (!entry.package.empty()) unnamed.back()["debug_package"] = entry.package;
  }
  return {{"files", trace.files},
          {"program", trace.program},
          {"events", trace.events},
          {"duration_ns", trace.duration_ns},
          {"truncated", trace.truncated},
          {"lost_events", trace.lost_events},
          {"anomalies", std::move(anomalies)},
          {"anomaly_sites", std::move(anomaly_sites)},
          {"unknown_events_skipped", trace.unknown_events_skipped},
          {"bad_lines_skipped", trace.bad_lines_skipped},
          {"first_bad_lines", trace.first_bad_lines},
          {"sample_bytes", trace.sample_bytes},
          {"estimated", trace.sample_bytes > 0},
          {"unnamed_code", std::move(unnamed)}};
}

Json TotalsJson(const analysis::Totals& totals) {
  return {{"alloc_count", totals.alloc_count},
          {"alloc_bytes", totals.alloc_bytes},
          {"resize_count", totals.resize_count},
          {"free_count", totals.free_count},
          {"view_count", totals.view_count},
          {"copy_count", totals.copy_count},
          {"copy_bytes", totals.copy_bytes},
          {"op_count", totals.op_count},
          {"temporary_count", totals.temporary_count},
          {"largest_alloc_bytes", totals.largest_alloc_bytes},
          {"live_end_count", totals.live_end_count},
          {"live_end_bytes", totals.live_end_bytes},
          {"thread_count", totals.thread_count},
          {"external_count", totals.external_count},
          {"external_bytes", totals.external_bytes}};
}

Json LiveAtExitJson(const analysis::LiveAtExit& live) {
  Json groups = Json::array();
  for (const analysis::LiveAtExit::Group& group : live.groups) {
    groups.push_back({{"name", group.name},
                      {"reason", group.reason},
                      {"count", group.count},
                      {"bytes", group.bytes},
                      {"suppressed", group.suppressed}});
  }
  return {{"count", live.count}, {"bytes", live.bytes}, {"groups", std::move(groups)}};
}

Json PinsJson(const std::vector<analysis::Pin>& pins) {
  Json list = Json::array();
  for (const analysis::Pin& pin : pins) {
    list.push_back({{"site", SiteJson(pin.site)},
                    {"base_bytes", pin.base_bytes},
                    {"view_bytes", pin.view_bytes},
                    {"wasted_bytes", pin.wasted_bytes}});
  }
  return list;
}

Json FindingJson(const analysis::Finding& finding) {
  Json evidence = Json::array();
  for (const analysis::Evidence& entry : finding.evidence) {
    evidence.push_back(
        {{"buf", entry.buf}, {"src_buf", entry.src_buf}, {"t", entry.t}, {"view", entry.view}});
  }
  Json json = {{"rule", finding.rule},
               {"severity", SeverityName(finding.severity)},
               {"confidence", ConfidenceName(finding.confidence)},
               {"site", SiteJson(finding.site)},
               {"count", finding.count},
               {"bytes", finding.bytes},
               {"peak_saving_bytes", finding.peak_saving_bytes},
               {"message", finding.message},
               {"advice", finding.advice},
               {"evidence", std::move(evidence)}};
  if (!finding.allowed.empty()) {
    json["allowed"] = {{"reason", finding.allowed}, {"at", finding.allowed_at}};
  }
  return json;
}

Json ObjectsJson(const std::vector<analysis::ObjectBytes>& objects) {
  Json list = Json::array();
  for (const analysis::ObjectBytes& entry : objects) {
    list.push_back({{"type", entry.type},
                    {"site", SiteJson(entry.site)},
                    {"peak_bytes", entry.peak_bytes},
                    {"peak_count", entry.peak_count},
                    {"end_bytes", entry.end_bytes},
                    {"end_count", entry.end_count}});
  }
  return list;
}

Json ProcessMemoryJson(const analysis::ProcessMemory& memory) {
  return {{"samples", memory.samples},
          {"t", memory.t},
          {"resident_bytes", memory.resident_bytes},
          {"live_bytes", memory.live_bytes},
          {"file_bytes", memory.file_bytes},
          {"swap_bytes", memory.swap_bytes},
          {"kernel_bytes", memory.kernel_bytes}};
}

Json FailedAllocationsJson(const analysis::FailedAllocations& failed) {
  Json holders = Json::array();
  for (const analysis::MemoryHolder& holder : failed.holders) {
    holders.push_back({{"site", SiteJson(holder.site)},
                       {"dtype", holder.dtype},
                       {"shape", holder.shape},
                       {"bytes", holder.bytes},
                       {"count", holder.count}});
  }
  return {{"count", failed.count},         {"t", failed.t},
          {"bytes", failed.bytes},         {"live_bytes", failed.live_bytes},
          {"site", SiteJson(failed.site)}, {"holders", std::move(holders)}};
}

Json SiteTimelineJson(const analysis::SiteTimeline& timeline) {
  Json sites = Json::array();
  for (size_t i = 0; i < timeline.sites.size(); ++i) {
    sites.push_back({{"site", SiteJson(timeline.sites[i])},
                     {"peak_bytes", timeline.peak.bytes[i]},
                     {"bytes", timeline.bytes[i]}});
  }
  return {{"bucket_ns", timeline.bucket_ns},
          {"at_t", timeline.at_t},
          {"sites", std::move(sites)},
          {"other", timeline.other},
          {"peak", {{"t", timeline.peak.t}, {"other", timeline.peak.other}}},
          {"other_sites", timeline.other_sites},
          {"late_sites", timeline.late_sites}};
}

Json CallNodeJson(const analysis::CallNode& node) {
  Json json = Json::object();
  if (node.parent >= 0) {
    json["parent"] = node.parent;
    if (node.is_other) {
      json["other"] = true;
    } else {
      json["site"] = SiteJson(node.frame);
    }
  }
  const analysis::CallFigures& self = node.self;
  const std::pair<const char*, int64_t> figures[] = {{"alloc_count", self.alloc_count},
                                                     {"alloc_bytes", self.alloc_bytes},
                                                     {"peak_count", self.peak_count},
                                                     {"peak_bytes", self.peak_bytes},
                                                     {"live_end_count", self.live_end_count},
                                                     {"live_end_bytes", self.live_end_bytes},
                                                     {"leak_count", self.leak_count},
                                                     {"leak_bytes", self.leak_bytes},
                                                     {"copy_count", self.copy_count},
                                                     {"copy_bytes", self.copy_bytes},
                                                     {"lifetime_ns", self.lifetime_ns},
                                                     {"max_bytes", self.max_bytes},
                                                     {"max_count", self.max_count}};
  for (const auto& [name, figure] : figures) {
    if (figure != 0) json[name] = figure;
  }
  if (node.max_is_bound) json["max_is_bound"] = true;
  return json;
}

Json CallTreeJson(const analysis::CallTree& tree) {
  Json nodes = Json::array();
  for (const analysis::CallNode& node : tree.nodes) nodes.push_back(CallNodeJson(node));
  return {{"nodes", std::move(nodes)}, {"folded_stacks", tree.folded_stacks}};
}

Json SourceJson(const SourceListing& listing, const analysis::Report& report) {
  Json lines = Json::array();
  for (const LineFigures& line : listing.figures.lines) {
    Json json = {{"line", line.line},
                 {"peak_count", line.peak_count},
                 {"peak_bytes", line.peak_bytes},
                 {"called_peak_bytes", line.below_peak_bytes},
                 {"alloc_count", line.alloc_count},
                 {"alloc_bytes", line.alloc_bytes},
                 {"live_end_count", line.live_end_count},
                 {"live_end_bytes", line.live_end_bytes},
                 {"copy_count", line.copy_count},
                 {"copy_bytes", line.copy_bytes},
                 {"findings", Json::array()}};
    if (line.line <= static_cast<int64_t>(listing.lines.size())) {
      json["text"] = listing.lines[static_cast<size_t>(line.line - 1)];
    }
    for (const size_t finding : line.findings) {
      json["findings"].push_back(FindingJson(report.findings[finding]));
    }
    lines.push_back(std::move(json));
  }
  Json json = {{"file", listing.figures.file}, {"lines", std::move(lines)}};
  if (!listing.path.empty()) {
    json["path"] = listing.path;
    json["changed"] = listing.changed;
  }
  return json;
}

Json ValueJson(const TableValue& value, Unit unit) {
  if (const auto* const words = std::get_if<std::string>(&value)) return *words;
  const auto* const figure = std::get_if<int64_t>(&value);
  if (figure == nullptr) return nullptr;
  if (unit == Unit::kYesNo) return *figure != 0;
  return *figure;
}

Json TableJson(const Table& table) {
  Json rows = Json::array();
  for (const TableRow& row : table.rows) {
    Json object = Json::object();
    for (size_t i = 0; i < table.columns.size(); ++i) {
      object[std::string(table.columns[i].name)] = ValueJson(row.values[i], table.columns[i].unit);
    }
    if (table.has_scope) object["scope"] = row.scope;
    if (table.has_site) object["site"] = SiteJson(row.site);
    rows.push_back(std::move(object));
  }
  return rows;
}

}  // namespace

std::string JsonReport(const analysis::Report& report) { return JsonReport(report, {}); }

std::string JsonReport(const analysis::Report& report, const std::vector<Table>& tables) {
  return JsonReport(report, tables, {});
}

std::string JsonReport(const analysis::Report& report, const std::vector<Table>& tables,
                       const std::vector<SourceListing>& sources) {
  Json findings = Json::array();
  for (const analysis::Finding& finding : report.findings) {
    findings.push_back(FindingJson(finding));
  }
  Json peak = {{"bytes", report.peak.bytes},
               {"t", report.peak.t},
               {"buffers", report.peak.buffers},
               {"sites", SitesJson(report.peak.sites)}};
  if (report.trace.sample_bytes > 0) peak["standard_error"] = report.peak.standard_error;
  Json document = {{"schema", "tidemark-report/1"},
                   {"trace", TraceJson(report.trace)},
                   {"totals", TotalsJson(report.totals)},
                   {"peak", std::move(peak)},
                   {"copies",
                    {{"count", report.copies.count},
                     {"bytes", report.copies.bytes},
                     {"redundant_count", report.copies.redundant_count},
                     {"redundant_bytes", report.copies.redundant_bytes}}},
                   {"leaks",
                    {{"count", report.leaks.count},
                     {"bytes", report.leaks.bytes},
                     {"sites", SitesJson(report.leaks.sites)}}},
                   {"live_at_exit", LiveAtExitJson(report.live_at_exit)},
                   {"pins", PinsJson(report.pins)},
                   {"findings", std::move(findings)},
                   {"what_if", {{"peak_bytes_all_fixed", report.what_if.peak_bytes_all_fixed}}},
                   {"allocs",
                    {{"count", report.totals.alloc_count},
                     {"bytes", report.totals.alloc_bytes},
                     {"sites", SitesJson(report.origins.allocs)}}}};
  if (!report.objects.empty()) document["objects"] = ObjectsJson(report.objects);
  if (report.process_memory.samples > 0) {
    document["memory"] = ProcessMemoryJson(report.process_memory);
  }
  if (report.failed_allocations.count > 0) {
    document["failed_allocations"] = FailedAllocationsJson(report.failed_allocations);
  }
  if (!report.details.site_timeline.at_t.empty()) {
    document["site_timeline"] = SiteTimelineJson(report.details.site_timeline);
  }
  if (!report.details.call_tree.nodes.empty()) {
    document["call_tree"] = CallTreeJson(report.details.call_tree);
  }
  for (const SourceListing& source : sources) {
    document["source"].push_back(SourceJson(source, report));
  }
  for (const Table& table : tables) document["tables"][std::string(table.name)] = TableJson(table);
  return document.dump(2, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tidemark::report
