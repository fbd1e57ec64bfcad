// A table of a report, as data: what every format of it is made from.
//
// Built by tables.h from a Report; consumed by the formats (text, CSV, JSON).
//
// Ownership: values. Units: as the column says; bytes and nanoseconds are integers.
// Threading: pure functions.
#ifndef TIDEMARK_REPORT_TABLE_H_
#define TIDEMARK_REPORT_TABLE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "tidemark/analysis/model/report.h"

namespace tidemark::report {

enum class Unit { kText, kBytes, kCount, kTime, kYesNo };

struct TableColumn {
  absl::string_view name;  // a word, or several with underscores: "alloc_bytes"
  Unit unit = Unit::kCount;
  // Too long for a line of text, or of interest to programs alone: not in the text.
  bool only_data = false;
};

// Nothing: it does not apply.
using TableValue = std::variant<std::monostate, int64_t, std::string>;

struct TableRow {
  std::vector<TableValue> values;  // one for each column
  analysis::SiteReport site = {};
  std::string scope = {};
};

struct Table {
  absl::string_view name;   // "peak"
  absl::string_view title;  // "what was live at the peak, by place"
  std::vector<TableColumn> columns;
  bool has_site = true;    // its rows are of places
  bool has_scope = false;  // its rows are of scopes as well
  std::vector<TableRow> rows = {};
  std::string note = {};  // what is not in it, a sentence; empty: nothing
};

}  // namespace tidemark::report

#endif  // TIDEMARK_REPORT_TABLE_H_
