#include "tidemark/report/tables.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tidemark/report/list_tables_internal.h"
#include "tidemark/report/place_tables_internal.h"

namespace tidemark::report {
namespace {

using Options = analysis::AnalyzeOptions;

constexpr TableKind kTables[] = {
    {.name = "peak",
     .title = "what was live at the peak, by place",
     .build = PeakTable,
     .by_site = true,
     .by_scope = true,
     .by_time = true},
    {.name = "allocs",
     .title = "what was allocated, by place",
     .build = AllocTable,
     .by_site = true,
     .by_scope = true},
    {.name = "findings",
     .title = "what to fix, and what leaked",
     .build = FindingTable,
     .by_site = true,
     .by_scope = true,
     .by_time = true},
    {.name = "leaks",
     .title = "what was never freed, by place",
     .build = LeakTable,
     .by_site = true,
     .by_scope = true},
    {.name = "copied",
     .title = "what was copied, by place",
     .build = CopySiteTable,
     .by_site = true,
     .by_scope = true},
    {.name = "pins",
     .title = "small views that keep large buffers alive",
     .build = PinTable,
     .by_site = true},
    {.name = "modules",
     .title = "totals by program or library, of Python by module",
     .build = ModuleTable,
     .by_site = true},
    {.name = "objects",
     .title =
         "Python's objects (run --python-objects) at the peak and at the end, by type and place",
     .build = ObjectTable,
     .by_site = true},
    {.name = "threads",
     .title = "totals by thread",
     .needs = [](Options* options) { options->details.threads = true; },
     .build = ThreadTable},
    {.name = "scopes",
     .title = "the program's peak while a scope was open, and what was done in it",
     .needs = [](Options* options) { options->break_down = true; },
     .build = ScopeTable,
     .by_scope = true},
    {.name = "marks",
     .title = "what was live at each mark, and what grew since the last of that name",
     .needs = [](Options* options) { options->details.marks = true; },
     .build = MarkTable,
     .by_site = true,
     .by_time = true},
    {.name = "sizes",
     .title = "how many buffers of which size",
     .needs = [](Options* options) { options->details.sizes = true; },
     .build = SizeTable},
    {.name = "timeline",
     .title = "the most that was live, over time",
     .build = TimelineTable,
     .by_time = true},
    {.name = "buffers",
     .title = "single buffers, the largest first",
     .needs = [](Options* options) { options->details.buffers = true; },
     .build = BufferTable,
     .by_site = true,
     .by_scope = true,
     .by_time = true},
    {.name = "copies",
     .title = "single copies, the largest first",
     .needs = [](Options* options) { options->details.copies = true; },
     .build = CopyTable,
     .by_site = true,
     .by_scope = true,
     .by_time = true},
    {.name = "live-at-exit",
     .title = "what was live at the end and is no leak, by reason",
     .build = LiveAtExitTable},
    {.name = "anomalies",
     .title = "where the trace contradicts itself, with the first place",
     .build = AnomalyTable,
     .by_site = true},
};

}  // namespace

absl::Span<const TableKind> Tables() { return kTables; }

const TableKind* FindTable(absl::string_view name) {
  for (const TableKind& kind : kTables) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

std::vector<std::string> TableNames() {
  std::vector<std::string> names;
  for (const TableKind& kind : kTables) names.emplace_back(kind.name);
  return names;
}

std::vector<std::string> TableNamesWith(bool TableKind::*property) {
  std::vector<std::string> names;
  for (const TableKind& kind : kTables) {
    if (kind.*property) names.emplace_back(kind.name);
  }
  return names;
}

std::string TableHelp() {
  std::string help;
  for (const TableKind& kind : kTables) {
    absl::StrAppend(&help, "  ", kind.name, std::string(14 - kind.name.size(), ' '), kind.title,
                    "\n");
  }
  return help;
}

Table MakeTable(const TableKind& kind, const analysis::Report& report, const RowFilter& filter) {
  Table table = kind.build(report, filter);
  table.name = kind.name;
  table.title = kind.title;
  if (table.has_site && filter.site) {
    std::erase_if(table.rows, [&](const TableRow& row) { return !filter.site(row.site); });
  }
  return table;
}

void FilterNeeds(const RowFilter& filter, analysis::AnalyzeOptions* options) {
  options->details.from = filter.from;
  options->details.to = filter.to;
  options->details.in_scope = filter.scope;
  if (filter.scope) options->break_down = true;
}

}  // namespace tidemark::report
