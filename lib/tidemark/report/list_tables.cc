#include "tidemark/report/list_tables_internal.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tidemark/report/quantity.h"
#include "tidemark/report/site_column.h"

namespace tidemark::report {
namespace {

using analysis::Report;

TableValue Time(int64_t t) { return t < 0 ? TableValue() : TableValue(t); }

TableValue Id(int64_t id) { return id == 0 ? TableValue() : TableValue(id); }

// Where more were asked for than were kept.
std::string KeptText(size_t kept, int64_t all, const char* what) {
  if (static_cast<int64_t>(kept) == all) return "";
  return absl::StrCat("the ", CountText(static_cast<int64_t>(kept)), " largest of ", CountText(all),
                      " ", what);
}

// What a scope did, that of the scopes within it included.
struct ScopeSum {
  int64_t alloc_count = 0;
  int64_t alloc_bytes = 0;
  int64_t temporary_count = 0;
  int64_t copy_count = 0;
  int64_t copy_bytes = 0;
  int64_t at_peak_bytes = 0;
  int64_t live_end_bytes = 0;

  void Add(const analysis::Usage& usage) {
    alloc_count += usage.alloc_count;
    alloc_bytes += usage.alloc_bytes;
    temporary_count += usage.temporary_count;
    copy_count += usage.copy_count;
    copy_bytes += usage.copy_bytes;
    at_peak_bytes += usage.peak_bytes;
    live_end_bytes += usage.live_end_bytes;
  }
};

}  // namespace

Table SizeTable(const Report& report, const RowFilter& /*filter*/) {
  Table table{.name = {},
              .title = {},
              .columns = {{"least", Unit::kBytes},
                          {"most", Unit::kBytes},
                          {"allocations", Unit::kCount},
                          {"bytes", Unit::kBytes},
                          {"temporaries", Unit::kCount},
                          {"live_at_end", Unit::kCount}},
              .has_site = false};
  const bool known = report.trace.sample_bytes == 0;
  for (const analysis::SizeClass& size : report.details.sizes) {
    table.rows.push_back(
        {.values = {size.least, size.most, size.count, size.bytes,
                    known ? TableValue(size.temporary_count) : TableValue(), size.live_end_count}});
  }
  return table;
}

Table ThreadTable(const Report& report, const RowFilter& /*filter*/) {
  Table table{.name = {},
              .title = {},
              .columns = {{"thread", Unit::kCount},
                          {"at_peak", Unit::kBytes},
                          {"allocations", Unit::kCount},
                          {"allocated", Unit::kBytes},
                          {"frees", Unit::kCount},
                          {"of_others", Unit::kCount},
                          {"temporaries", Unit::kCount},
                          {"copies", Unit::kCount},
                          {"copied", Unit::kBytes},
                          {"live_at_end", Unit::kBytes}},
              .has_site = false};
  for (const analysis::ThreadTotals& thread : report.details.threads) {
    table.rows.push_back(
        {.values = {Id(thread.thread), thread.peak_bytes, thread.alloc_count, thread.alloc_bytes,
                    thread.free_count, thread.foreign_free_count, thread.temporary_count,
                    thread.copy_count, thread.copy_bytes, thread.live_end_bytes}});
  }
  return table;
}

Table ScopeTable(const Report& report, const RowFilter& filter) {
  Table table{.name = {},
              .title = {},
              .columns = {{"peak", Unit::kBytes},
                          {"at", Unit::kTime},
                          {"entered", Unit::kCount},
                          {"allocations", Unit::kCount},
                          {"allocated", Unit::kBytes},
                          {"temporaries", Unit::kCount, true},
                          {"copies", Unit::kCount},
                          {"copied", Unit::kBytes},
                          {"of_program_peak", Unit::kBytes, true},
                          {"live_at_end", Unit::kBytes, true}},
              .has_site = false,
              .has_scope = true};
  std::map<std::string, ScopeSum> sums;
  for (const analysis::Usage& usage : report.usage) {
    // In the scope itself, and in each that it lies in.
    for (std::string path = usage.scope; !path.empty();) {
      sums[path].Add(usage);
      const size_t slash = path.rfind('/');
      path = slash == std::string::npos ? "" : path.substr(0, slash);
    }
  }
  for (const analysis::ScopeReport& scope : report.scopes) {
    if (filter.scope && !filter.scope(scope.path)) continue;
    const ScopeSum& sum = sums[scope.path];
    table.rows.push_back({.values = {scope.peak_bytes, scope.peak_t, scope.entered, sum.alloc_count,
                                     sum.alloc_bytes, sum.temporary_count, sum.copy_count,
                                     sum.copy_bytes, sum.at_peak_bytes, sum.live_end_bytes},
                          .scope = scope.path});
  }
  if (report.scopes_capped) table.note = "scopes beyond the first 4096 are one, '...'";
  return table;
}

Table MarkTable(const Report& report, const RowFilter& filter) {
  Table table{.name = {},
              .title = {},
              .columns = {{"at", Unit::kTime},
                          {"live", Unit::kBytes},
                          {"buffers", Unit::kCount},
                          {"growth", Unit::kBytes},
                          {"more_buffers", Unit::kCount},
                          {"mark", Unit::kText},
                          {"grown", Unit::kText}},
              .has_site = false};
  for (const analysis::MarkReport& mark : report.details.marks) {
    if (!filter.Holds(mark.t)) continue;
    std::string grown;
    for (const analysis::SiteBytes& place : mark.grown) {
      if (filter.site && !filter.site(place.site)) continue;
      absl::StrAppend(&grown, grown.empty() ? "" : ", ", BytesText(place.bytes), " ",
                      CallerText(place.site, /*unicode=*/true));
    }
    const auto since = [&](int64_t figure) {
      return mark.is_first ? TableValue() : TableValue(figure);
    };
    table.rows.push_back(
        {.values = {mark.t, mark.live_bytes, mark.live_count, since(mark.growth_bytes),
                    since(mark.growth_count), mark.name, std::move(grown)}});
  }
  if (report.details.marks_capped) table.note = "the first 10,000 marks; there are more";
  return table;
}

Table TimelineTable(const Report& report, const RowFilter& filter) {
  Table table{.name = {},
              .title = {},
              .columns = {{"from", Unit::kTime}, {"to", Unit::kTime}, {"most", Unit::kBytes}},
              .has_site = false};
  int64_t begin = 0;
  for (const int64_t bytes : report.timeline.max_bytes) {
    const int64_t end = begin + report.timeline.bucket_ns;
    if (end > filter.from && begin <= filter.to) {
      table.rows.push_back({.values = {begin, end, bytes}});
    }
    begin = end;
  }
  return table;
}

Table BufferTable(const Report& report, const RowFilter& /*filter*/) {
  Table table{.name = {},
              .title = {},
              .columns = {{"bytes", Unit::kBytes},
                          {"made", Unit::kTime},
                          {"freed", Unit::kTime},
                          {"what", Unit::kText},
                          {"thread", Unit::kCount, true},
                          {"id", Unit::kCount, true},
                          {"address", Unit::kCount, true},
                          {"kind", Unit::kText, true},
                          {"dtype", Unit::kText, true},
                          {"shape", Unit::kText, true},
                          {"buffer_label", Unit::kText, true},
                          {"op", Unit::kText, true}},
              .has_scope = true};
  for (const analysis::BufferReport& buffer : report.details.buffers) {
    const std::string shape = absl::StrJoin(buffer.shape, "x");
    // "'weights' f8 100x200 by add": as much as is known.
    std::vector<std::string> what;
    if (!buffer.label.empty()) what.push_back(absl::StrCat("'", buffer.label, "'"));
    what.push_back(buffer.dtype.empty() ? buffer.kind : buffer.dtype);
    if (!shape.empty()) what.push_back(shape);
    if (!buffer.op.empty()) what.push_back(absl::StrCat("by ", buffer.op));
    table.rows.push_back(
        {.values = {buffer.bytes, buffer.begin_t, Time(buffer.end_t), absl::StrJoin(what, " "),
                    Id(buffer.thread), Id(buffer.id), Id(buffer.address), buffer.kind, buffer.dtype,
                    shape, buffer.label, buffer.op},
         .site = buffer.site,
         .scope = buffer.scope});
  }
  table.note = KeptText(table.rows.size(), report.details.buffer_count, "buffers");
  return table;
}

Table CopyTable(const Report& report, const RowFilter& /*filter*/) {
  Table table{.name = {},
              .title = {},
              .columns = {{"bytes", Unit::kBytes},
                          {"at", Unit::kTime},
                          {"needless", Unit::kYesNo},
                          {"op", Unit::kText},
                          {"reason", Unit::kText},
                          {"source_made_at", Unit::kText},
                          {"thread", Unit::kCount, true},
                          {"source", Unit::kCount, true},
                          {"destination", Unit::kCount, true}},
              .has_scope = true};
  for (const analysis::CopyReport& copy : report.details.copies) {
    table.rows.push_back({.values = {copy.bytes, copy.t, int64_t{copy.needless ? 1 : 0}, copy.op,
                                     copy.reason, CallerText(copy.source_site, /*unicode=*/true),
                                     Id(copy.thread), Id(copy.source), Id(copy.destination)},
                          .site = copy.site,
                          .scope = copy.scope});
  }
  table.note = KeptText(table.rows.size(), report.details.copy_count, "copies");
  return table;
}

Table LiveAtExitTable(const Report& report, const RowFilter& /*filter*/) {
  Table table{.name = {},
              .title = {},
              .columns = {{"bytes", Unit::kBytes},
                          {"buffers", Unit::kCount},
                          {"name", Unit::kText},
                          {"reason", Unit::kText}},
              .has_site = false};
  for (const analysis::LiveAtExit::Group& group : report.live_at_exit.groups) {
    table.rows.push_back({.values = {group.bytes, group.count, group.name, group.reason}});
  }
  return table;
}

Table AnomalyTable(const Report& report, const RowFilter& /*filter*/) {
  Table table{
      .name = {}, .title = {}, .columns = {{"count", Unit::kCount}, {"anomaly", Unit::kText}}};
  for (const auto& [kind, anomaly] : report.trace.anomalies) {
    if (anomaly.count == 0) continue;
    TableRow row{.values = {anomaly.count, kind}};
    if (!anomaly.first_sites.empty()) row.site = anomaly.first_sites.front();
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace tidemark::report
