// The views of single buffers: lives, copies and lineage, pins, leaks.
#include <algorithm>
#include <map>
#include <set>

#include "tidemark/base/saturating.h"
#include "tidemark/page/run_payload.h"

namespace tidemark::page {

void RunPayload::WriteLives() {
  const analysis::BufferLives& all = report_.details.pictures.lives;
  const std::vector<analysis::BufferLife>& rows = all.buffers;
  const size_t n = lives_;
  json_.Key("lives").Open('{');
  json_.Field("n", static_cast<int64_t>(n));
  json_.Column("id", n, [&](size_t i) { return rows[i].id; });
  json_.Column("site", n, [&](size_t i) { return sites_.Number(rows[i].site); });
  json_.Column("thread", n, [&](size_t i) { return rows[i].thread; });
  json_.Column("kind", n, [&](size_t i) { return strings_.Number(rows[i].kind); });
  json_.Column("dtype", n, [&](size_t i) { return strings_.Number(rows[i].dtype); });
  json_.Column("shape", n, [&](size_t i) {
    return strings_.Number(ShapeText(rows[i].shape, rows[i].has_shape));
  });
  json_.Column("label", n, [&](size_t i) { return strings_.Number(rows[i].label); });
  json_.Column("op", n, [&](size_t i) { return strings_.Number(rows[i].op); });
  json_.Column("bytes", n, [&](size_t i) { return rows[i].bytes; });
  const size_t samples = report_.trace.sample_bytes > 0 ? n : 0;  // else they are `bytes`, and one
  json_.Column("all_bytes", samples, [&](size_t i) { return rows[i].all_bytes; });
  json_.Column("weight", samples, [&](size_t i) { return rows[i].weight; });
  json_.Column("resized", n, [&](size_t i) { return rows[i].resized ? 1 : 0; });
  json_.Column("begin", n, [&](size_t i) { return rows[i].begin_t; });
  json_.Column("first_write", n, [&](size_t i) { return rows[i].first_write_t; });
  json_.Column("last_access", n, [&](size_t i) { return rows[i].last_access_t; });
  json_.Column("end", n, [&](size_t i) { return rows[i].end_t; });
  json_.Column("peak", n, [&](size_t i) { return rows[i].at_peak ? 1 : 0; });
  json_.Column("accessed", n, [&](size_t i) { return rows[i].observed ? 1 : 0; });
  WriteViews();
  analysis::FoldedRows other = all.other;
  int64_t bytes = 0;
  for (size_t i = 0; i < n; ++i) AddSaturating(rows[i].all_bytes, &bytes);
  for (size_t i = n; i < rows.size(); ++i) {
    ++other.rows;
    AddSaturating(rows[i].all_bytes, &other.bytes);
  }
  json_.Key("other").Open('{');
  json_.Field("rows", other.rows);
  json_.Field("bytes", other.bytes);
  json_.Field("views", all.view_count - static_cast<int64_t>(views_));
  json_.Close('}');
  json_.Close('}');
  const auto shown = static_cast<int64_t>(n);
  int64_t all_bytes = bytes;
  AddSaturating(other.bytes, &all_bytes);
  coverage_.push_back(CoverageOf("lives", "buffers", shown, shown + other.rows, bytes, all_bytes));
}

void RunPayload::WriteViews() {
  const analysis::BufferLives& lives = report_.details.pictures.lives;
  const std::vector<analysis::ViewLife>& rows = lives.views;
  // They are grouped by their buffers' rows.
  const auto end = std::partition_point(
      rows.begin(), rows.end(),
      [&](const analysis::ViewLife& view) { return view.buffer < static_cast<int64_t>(lives_); });
  const size_t n = std::min(static_cast<size_t>(end - rows.begin()), bounds_.views);
  json_.Key("views").Open('{');
  json_.Field("n", static_cast<int64_t>(n));
  json_.Column("life", n, [&](size_t i) { return rows[i].buffer; });
  json_.Column("site", n, [&](size_t i) { return sites_.Number(rows[i].site); });
  json_.Column("begin", n, [&](size_t i) { return rows[i].begin_t; });
  json_.Column("end", n, [&](size_t i) { return rows[i].end_t; });
  json_.Column("bytes", n, [&](size_t i) { return rows[i].bytes; });
  json_.Column("id", n, [&](size_t i) { return rows[i].id; });
  json_.Close('}');
  views_ = n;
  Coverage coverage = CoverageOf("views", "views", static_cast<int64_t>(n), lives.view_count);
  if (coverage.shown < coverage.total) coverage.text = "Views of the largest buffers only.";
  coverage_.push_back(std::move(coverage));
}

void RunPayload::WriteFlows() {
  const analysis::CopyFlows& flows = report_.details.pictures.flows;
  const std::vector<analysis::CopyFlow>& rows = flows.rows;
  const size_t n = std::min(rows.size(), bounds_.flows);
  json_.Key("flows").Open('{');
  json_.Field("n", static_cast<int64_t>(n));
  json_.Column("from", n, [&](size_t i) { return sites_.Number(rows[i].from); });
  json_.Column("to", n, [&](size_t i) { return sites_.Number(rows[i].to); });
  json_.Column("reason", n, [&](size_t i) { return strings_.Number(rows[i].reason); });
  json_.Column("op", n, [&](size_t i) { return strings_.Number(rows[i].op); });
  json_.Column("count", n, [&](size_t i) { return rows[i].count; });
  json_.Column("bytes", n, [&](size_t i) { return rows[i].bytes; });
  json_.Column("wasted_count", n, [&](size_t i) { return rows[i].needless_count; });
  json_.Column("wasted_bytes", n, [&](size_t i) { return rows[i].needless_bytes; });
  analysis::CopyFlow other = flows.other;
  for (size_t i = n; i < rows.size(); ++i) {
    AddSaturating(rows[i].count, &other.count);
    AddSaturating(rows[i].bytes, &other.bytes);
    AddSaturating(rows[i].needless_count, &other.needless_count);
    AddSaturating(rows[i].needless_bytes, &other.needless_bytes);
  }
  const auto shown = static_cast<int64_t>(n);
  const int64_t left = flows.other_rows + static_cast<int64_t>(rows.size()) - shown;
  json_.Key("other").Open('{');
  json_.Field("rows", left);
  json_.Field("at_least", flows.other_rows_at_least ? 1 : 0);
  json_.Field("count", other.count);
  json_.Field("bytes", other.bytes);
  json_.Field("wasted_count", other.needless_count);
  json_.Field("wasted_bytes", other.needless_bytes);
  json_.Close('}');
  json_.Close('}');
  coverage_.push_back(CoverageOf("flows", "pairs of places that copied", shown, shown + left,
                                 report_.copies.bytes - other.bytes, report_.copies.bytes,
                                 flows.other_rows_at_least));
}

void RunPayload::WriteLineage() {
  const analysis::CopyFlows& flows = report_.details.pictures.flows;
  // The largest edges, in the order of time.
  std::vector<size_t> kept(flows.edges.size());
  for (size_t i = 0; i < kept.size(); ++i) kept[i] = i;
  if (kept.size() > bounds_.edges) {
    std::stable_sort(kept.begin(), kept.end(), [&](size_t a, size_t b) {
      return flows.edges[a].bytes > flows.edges[b].bytes;
    });
    kept.resize(bounds_.edges);
    std::sort(kept.begin(), kept.end());
  }
  std::map<int64_t, int64_t> renumbered;
  for (const size_t i : kept) {
    renumbered[flows.edges[i].from];
    renumbered[flows.edges[i].to];
  }
  std::vector<const analysis::LineageNode*> nodes;
  for (auto& [row, number] : renumbered) {
    number = static_cast<int64_t>(nodes.size());
    nodes.push_back(&flows.nodes[static_cast<size_t>(row)]);
  }
  const size_t n = nodes.size();
  const size_t m = kept.size();
  const auto edge = [&](size_t i) -> const analysis::LineageEdge& { return flows.edges[kept[i]]; };
  json_.Key("lineage").Open('{');
  json_.Key("nodes").Open('{');
  json_.Field("n", static_cast<int64_t>(n));
  json_.Column("life", n, [&](size_t i) { return LifeOfSerial(nodes[i]->serial); });
  json_.Column("id", n, [&](size_t i) { return nodes[i]->id; });
  json_.Column("site", n, [&](size_t i) { return sites_.Number(nodes[i]->site); });
  json_.Column("bytes", n, [&](size_t i) { return nodes[i]->bytes; });
  json_.Column("begin", n, [&](size_t i) { return nodes[i]->begin_t; });
  json_.Close('}');
  json_.Key("edges").Open('{');
  json_.Field("n", static_cast<int64_t>(m));
  json_.Column("from", m, [&](size_t i) { return renumbered[edge(i).from]; });
  json_.Column("to", m, [&](size_t i) { return renumbered[edge(i).to]; });
  json_.Column("kind", m, [&](size_t i) { return edge(i).is_operation ? 1 : 0; });
  json_.Column("site", m, [&](size_t i) { return sites_.Number(edge(i).site); });
  json_.Column("t", m, [&](size_t i) { return edge(i).t; });
  json_.Column("bytes", m, [&](size_t i) { return edge(i).bytes; });
  json_.Column("needless", m, [&](size_t i) { return edge(i).needless ? 1 : 0; });
  json_.Column("op", m, [&](size_t i) { return strings_.Number(edge(i).op); });
  json_.Column("reason", m, [&](size_t i) { return strings_.Number(edge(i).reason); });
  json_.Close('}');
  json_.Key("other").Open('{');
  json_.Field("edges", flows.edge_count - static_cast<int64_t>(m));
  json_.Close('}');
  json_.Close('}');
  coverage_.push_back(CoverageOf("lineage", "copies and operations between buffers",
                                 static_cast<int64_t>(m), flows.edge_count));
}

void RunPayload::WritePins() {
  const std::vector<analysis::Pin>& rows = report_.pins;
  const size_t n = std::min(rows.size(), bounds_.pins);
  json_.Key("pins").Open('{');
  json_.Field("n", static_cast<int64_t>(n));
  json_.Column("site", n, [&](size_t i) { return sites_.Number(rows[i].site); });
  json_.Column("base_site", n, [&](size_t i) { return sites_.Number(rows[i].base_site); });
  json_.Column("life", n, [&](size_t i) { return LifeOfSerial(rows[i].serial); });
  json_.Column("buf", n, [&](size_t i) { return rows[i].buf; });
  json_.Column("base_bytes", n, [&](size_t i) { return rows[i].base_bytes; });
  json_.Column("view_bytes", n, [&](size_t i) { return rows[i].view_bytes; });
  json_.Column("wasted_bytes", n, [&](size_t i) { return rows[i].wasted_bytes; });
  json_.Column("since", n, [&](size_t i) { return rows[i].since_t; });
  json_.Column("until", n, [&](size_t i) { return rows[i].until_t; });
  int64_t shown_bytes = 0;
  int64_t other_bytes = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    AddSaturating(rows[i].wasted_bytes, i < n ? &shown_bytes : &other_bytes);
  }
  int64_t all_bytes = shown_bytes;
  AddSaturating(other_bytes, &all_bytes);
  json_.Key("other").Open('{');
  json_.Field("rows", static_cast<int64_t>(rows.size() - n));
  json_.Field("wasted_bytes", other_bytes);
  json_.Close('}');
  json_.Close('}');
  coverage_.push_back(CoverageOf("pins", "pinned buffers", static_cast<int64_t>(n),
                                 static_cast<int64_t>(rows.size()), shown_bytes, all_bytes));
}

void RunPayload::WriteLeaks() {
  const std::vector<analysis::SiteBytes>& rows = report_.leaks.sites;
  const analysis::LeakGrowths& growths = report_.details.pictures.leaks;
  std::map<analysis::SiteReport, const std::vector<int64_t>*> growth_of;
  for (const analysis::LeakGrowth& growth : growths.sites) growth_of[growth.site] = &growth.bytes;
  const size_t n = std::min(rows.size(), bounds_.leaking_sites);
  json_.Key("leak_sites").Open('{');
  json_.Field("n", static_cast<int64_t>(n));
  json_.Column("site", n, [&](size_t i) { return sites_.Number(rows[i].site); });
  json_.Column("bytes", n, [&](size_t i) { return rows[i].bytes; });
  json_.Column("count", n, [&](size_t i) { return rows[i].count; });
  json_.Key("spark").Open('[');
  for (size_t i = 0; i < n; ++i) {
    json_.Open('[');
    if (const auto found = growth_of.find(rows[i].site); found != growth_of.end()) {
      for (const int64_t figure : *found->second) json_.Int(figure);
    }
    json_.Close(']');
  }
  json_.Close(']');
  json_.Field("spark_ns", growths.span_ns);
  int64_t bytes = report_.leaks.bytes;
  int64_t count = report_.leaks.count;
  for (size_t i = 0; i < n; ++i) {
    bytes -= rows[i].bytes;
    count -= rows[i].count;
  }
  json_.Key("other").Open('{');
  json_.Field("rows", static_cast<int64_t>(rows.size() - n));
  json_.Field("bytes", bytes);
  json_.Field("count", count);
  json_.Close('}');
  json_.Close('}');
  coverage_.push_back(CoverageOf("leak_sites", "places that leak", static_cast<int64_t>(n),
                                 static_cast<int64_t>(rows.size()), report_.leaks.bytes - bytes,
                                 report_.leaks.bytes));
}

void RunPayload::WriteThreads() {
  const std::vector<analysis::ThreadTotals>& rows = report_.details.threads;
  const size_t n = std::min(rows.size(), bounds_.threads);
  json_.Key("threads").Open('{');
  json_.Field("n", static_cast<int64_t>(n));
  json_.Column("thread", n, [&](size_t i) { return rows[i].thread; });
  json_.Column("alloc_count", n, [&](size_t i) { return rows[i].alloc_count; });
  json_.Column("alloc_bytes", n, [&](size_t i) { return rows[i].alloc_bytes; });
  json_.Column("free_count", n, [&](size_t i) { return rows[i].free_count; });
  json_.Column("copy_bytes", n, [&](size_t i) { return rows[i].copy_bytes; });
  json_.Column("peak_bytes", n, [&](size_t i) { return rows[i].peak_bytes; });
  json_.Column("live_end_bytes", n, [&](size_t i) { return rows[i].live_end_bytes; });
  json_.Close('}');
  if (n < rows.size()) {
    Coverage coverage = CoverageOf("threads", "threads", static_cast<int64_t>(n),
                                   static_cast<int64_t>(rows.size()));
    coverage.text = "The first threads only.";
    coverage_.push_back(std::move(coverage));
  }
}

}  // namespace tidemark::page
