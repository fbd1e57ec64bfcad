#include "tidemark/report/place_tables_internal.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/base/python_module.h"
#include "tidemark/report/finding_words.h"
#include "tidemark/report/quantity.h"
#include "tidemark/report/site_column.h"

namespace tidemark::report {
namespace {

using analysis::Report;
using analysis::RuleUsage;
using analysis::SiteBytes;
using analysis::SiteReport;
using analysis::Usage;

bool InScope(const RowFilter& filter, const Usage& usage) { return filter.scope(usage.scope); }

// Counts and bytes by place, from the usage within the filter's scopes, largest first.
template <class Figures>
std::vector<SiteBytes> WithinScopes(const Report& report, const RowFilter& filter,
                                    Figures figures) {
  std::map<SiteReport, std::pair<int64_t, int64_t>> by_site;
  for (const Usage& usage : report.usage) {
    if (!InScope(filter, usage)) continue;
    const auto [bytes, count] = figures(usage);
    if (bytes == 0 && count == 0) continue;
    auto& sum = by_site[usage.site];
    sum.first += bytes;
    sum.second += count;
  }
  std::vector<SiteBytes> list;
  for (const auto& [site, sum] : by_site) {
    list.push_back({.site = site, .bytes = sum.first, .count = sum.second});
  }
  std::stable_sort(list.begin(), list.end(),
                   [](const SiteBytes& a, const SiteBytes& b) { return a.bytes > b.bytes; });
  return list;
}

std::string CallersText(const std::vector<SiteReport>& callers) {
  std::string text;
  for (const SiteReport& caller : callers) {
    absl::StrAppend(&text, text.empty() ? "" : " < ", CallerText(caller, /*unicode=*/true));
  }
  return text;
}

// Bytes, count, callers.
void AppendPlaces(const std::vector<SiteBytes>& list, Table* table) {
  for (const SiteBytes& entry : list) {
    table->rows.push_back(
        {.values = {entry.bytes, entry.count, CallersText(entry.callers)}, .site = entry.site});
  }
}

// Whether any of what it shows as evidence happened in the window.
bool InWindow(const analysis::Finding& finding, const RowFilter& filter) {
  if (!filter.has_window()) return true;
  return std::any_of(finding.evidence.begin(), finding.evidence.end(),
                     [&](const analysis::Evidence& entry) { return filter.Holds(entry.t); });
}

// The part of a finding that lies within the filter's scopes.
std::pair<int64_t, int64_t> PartOf(const analysis::Finding& finding, const Report& report,
                                   const RowFilter& filter) {
  std::pair<int64_t, int64_t> part = {0, 0};
  for (const Usage& usage : report.usage) {
    if (usage.site != finding.site || !InScope(filter, usage)) continue;
    for (const RuleUsage& found : usage.findings) {
      if (found.rule != finding.rule) continue;
      part.first += found.bytes;
      part.second += found.count;
    }
  }
  return part;
}

}  // namespace

Table PeakTable(const Report& report, const RowFilter& filter) {
  Table table{
      .name = {},
      .title = {},
      .columns = {
          {"bytes", Unit::kBytes}, {"buffers", Unit::kCount}, {"callers", Unit::kText, true}}};
  if (filter.scope) {
    AppendPlaces(WithinScopes(report, filter,
                              [](const Usage& usage) {
                                return std::pair(usage.peak_bytes, usage.peak_count);
                              }),
                 &table);
    if (filter.has_window()) table.note = "of the whole trace's peak, not of the moments alone";
    return table;
  }
  const analysis::Peak& peak = filter.has_window() ? report.details.window_peak : report.peak;
  AppendPlaces(peak.sites, &table);
  table.note =
      absl::StrCat(BytesText(peak.bytes), " in ", Counted(peak.buffers, "buffer", "buffers"),
                   " in all, at ", DurationText(peak.t));
  return table;
}

Table AllocTable(const Report& report, const RowFilter& filter) {
  Table table{.name = {},
              .title = {},
              .columns = {{"allocations", Unit::kCount},
                          {"bytes", Unit::kBytes},
                          {"temporaries", Unit::kCount},
                          {"callers", Unit::kText, true}}};
  std::vector<SiteBytes> allocs = report.origins.allocs;
  std::vector<SiteBytes> temporaries = report.origins.temporaries;
  if (filter.scope) {
    allocs = WithinScopes(report, filter, [](const Usage& usage) {
      return std::pair(usage.alloc_bytes, usage.alloc_count);
    });
    temporaries = WithinScopes(report, filter, [](const Usage& usage) {
      return std::pair(int64_t{0}, usage.temporary_count);
    });
  }
  std::map<SiteReport, int64_t> of_site;
  for (const SiteBytes& entry : temporaries) of_site[entry.site] = entry.count;
  std::stable_sort(allocs.begin(), allocs.end(),
                   [](const SiteBytes& a, const SiteBytes& b) { return a.count > b.count; });
  const bool known = report.trace.sample_bytes == 0;
  for (const SiteBytes& entry : allocs) {
    TableRow row{.values = {entry.count, entry.bytes, {}, CallersText(entry.callers)},
                 .site = entry.site};
    if (known) row.values[2] = of_site[entry.site];
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table CopySiteTable(const Report& report, const RowFilter& filter) {
  Table table{
      .name = {}, .title = {}, .columns = {{"copies", Unit::kCount}, {"bytes", Unit::kBytes}}};
  const std::vector<SiteBytes> copies =
      filter.scope ? WithinScopes(report, filter,
                                  [](const Usage& usage) {
                                    return std::pair(usage.copy_bytes, usage.copy_count);
                                  })
                   : report.origins.copies;
  for (const SiteBytes& entry : copies) {
    table.rows.push_back({.values = {entry.count, entry.bytes}, .site = entry.site});
  }
  return table;
}

Table LeakTable(const Report& report, const RowFilter& filter) {
  Table table{
      .name = {},
      .title = {},
      .columns = {
          {"bytes", Unit::kBytes}, {"buffers", Unit::kCount}, {"callers", Unit::kText, true}}};
  if (!filter.scope) {
    AppendPlaces(report.leaks.sites, &table);
    return table;
  }
  const auto leaks_of = [](const Usage& usage) {
    std::pair<int64_t, int64_t> sum = {0, 0};
    for (const RuleUsage& found : usage.findings) {
      if (found.category != analysis::Category::kLeak) continue;
      sum.first += found.bytes;
      sum.second += found.count;
    }
    return sum;
  };
  AppendPlaces(WithinScopes(report, filter, leaks_of), &table);
  return table;
}

Table FindingTable(const Report& report, const RowFilter& filter) {
  Table table{.name = {},
              .title = {},
              .columns = {{"rule", Unit::kText},
                          {"bytes", Unit::kBytes},
                          {"count", Unit::kCount},
                          {"peak_saving", Unit::kBytes},
                          {"severity", Unit::kText, true},
                          {"confidence", Unit::kText},
                          {"allowed", Unit::kText},
                          {"message", Unit::kText, true},
                          {"advice", Unit::kText, true}}};
  for (const analysis::Finding& finding : report.findings) {
    if (!InWindow(finding, filter)) continue;
    std::pair<int64_t, int64_t> part = {finding.bytes, finding.count};
    if (filter.scope) part = PartOf(finding, report, filter);
    if (filter.scope && part.second == 0) continue;
    table.rows.push_back(
        {.values = {finding.rule, part.first, part.second, finding.peak_saving_bytes,
                    std::string(SeverityName(finding.severity)),
                    std::string(ConfidenceName(finding.confidence)), finding.allowed,
                    finding.message, finding.advice},
         .site = finding.site});
  }
  return table;
}

Table PinTable(const Report& report, const RowFilter& /*filter*/) {
  Table table{
      .name = {},
      .title = {},
      .columns = {{"wasted", Unit::kBytes}, {"held", Unit::kBytes}, {"used", Unit::kBytes}}};
  for (const analysis::Pin& pin : report.pins) {
    table.rows.push_back(
        {.values = {pin.wasted_bytes, pin.base_bytes, pin.view_bytes}, .site = pin.site});
  }
  return table;
}

Table ObjectTable(const Report& report, const RowFilter& /*filter*/) {
  Table table{.name = {},
              .title = {},
              .columns = {{"peak", Unit::kBytes},
                          {"at_peak", Unit::kCount},
                          {"end", Unit::kBytes},
                          {"at_end", Unit::kCount},
                          {"type", Unit::kText}}};
  for (const analysis::ObjectBytes& entry : report.objects) {
    table.rows.push_back({.values = {entry.peak_bytes, entry.peak_count, entry.end_bytes,
                                     entry.end_count, entry.type},
                          .site = entry.site});
  }
  return table;
}

Table ModuleTable(const Report& report, const RowFilter& filter) {
  Table table{.name = {},
              .title = {},
              .columns = {{"peak", Unit::kBytes},
                          {"allocated", Unit::kBytes},
                          {"allocations", Unit::kCount},
                          {"leaked", Unit::kBytes},
                          {"module", Unit::kText}},
              .has_site = false};
  struct Sum {
    int64_t peak = 0;
    int64_t allocated = 0;
    int64_t allocations = 0;
    int64_t leaked = 0;
  };
  std::map<std::string, Sum> modules;
  // Sites without a stack do not say which library their code is in.
  const auto of = [&](const SiteBytes& entry) -> Sum* {
    if (filter.site && !filter.site(entry.site)) return nullptr;
    const std::string extension = InstalledPythonModule(entry.site.module);
    return &modules[extension.empty() ? entry.site.module : extension];
  };
  for (const SiteBytes& entry : report.peak.sites) {
    if (Sum* sum = of(entry)) sum->peak += entry.bytes;
  }
  for (const SiteBytes& entry : report.origins.allocs) {
    Sum* const sum = of(entry);
    if (sum == nullptr) continue;
    sum->allocated += entry.bytes;
    sum->allocations += entry.count;
  }
  for (const SiteBytes& entry : report.leaks.sites) {
    if (Sum* sum = of(entry)) sum->leaked += entry.bytes;
  }
  for (const auto& [module, sum] : modules) {
    table.rows.push_back({.values = {sum.peak, sum.allocated, sum.allocations, sum.leaked,
                                     module.empty() ? "(unknown)" : module}});
  }
  std::stable_sort(table.rows.begin(), table.rows.end(), [](const TableRow& a, const TableRow& b) {
    return std::pair(a.values[0], a.values[1]) > std::pair(b.values[0], b.values[1]);
  });
  return table;
}

}  // namespace tidemark::report
