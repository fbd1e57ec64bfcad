// The tables of a report that can be asked for by name: `tidemark report --table peak`.
//
// Consumed by `tidemark report` for its help, its check of the option, what the analysis has to gather,
// and the tables themselves. A new table is a builder and a row in tables.cc.
//
// Threading: constants and pure functions.
//
//   const TableKind* kind = FindTable("sizes");
//   kind->needs(&analyze_options);
//   Table table = MakeTable(*kind, report, {});
#ifndef TIDEMARK_REPORT_TABLES_H_
#define TIDEMARK_REPORT_TABLES_H_

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tidemark/analysis/analyze.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/report/table.h"

namespace tidemark::report {

// Which rows are wanted. Null and the whole of time: all.
struct RowFilter {
  std::function<bool(const analysis::SiteReport&)> site = {};
  std::function<bool(const std::string&)> scope = {};  // by path
  int64_t from = 0;
  int64_t to = std::numeric_limits<int64_t>::max();

  bool has_window() const { return from > 0 || to < std::numeric_limits<int64_t>::max(); }
  bool Holds(int64_t t) const { return t >= from && t <= to; }
};

struct TableKind {
  absl::string_view name;
  absl::string_view title;
  // What the analysis has to gather for it. Null: nothing but the report.
  void (*needs)(analysis::AnalyzeOptions* options) = nullptr;
  // Rows that the site alone decides about are left to MakeTable.
  Table (*build)(const analysis::Report& report, const RowFilter& filter) = nullptr;
  // By what rows can be chosen; a filter by anything else changes nothing.
  bool by_site = false;
  bool by_scope = false;
  bool by_time = false;
};

absl::Span<const TableKind> Tables();

// Null where there is none of that name.
const TableKind* FindTable(absl::string_view name);

std::vector<std::string> TableNames();

// Those with that property (&TableKind::by_site).
std::vector<std::string> TableNamesWith(bool TableKind::*property);

// A line for each: its name and what is in it.
std::string TableHelp();

// The analysis must have been asked for what it needs, and for what `filter` needs (FilterNeeds).
Table MakeTable(const TableKind& kind, const analysis::Report& report, const RowFilter& filter);

// Says to the analysis what the filter needs.
void FilterNeeds(const RowFilter& filter, analysis::AnalyzeOptions* options);

}  // namespace tidemark::report

#endif  // TIDEMARK_REPORT_TABLES_H_
