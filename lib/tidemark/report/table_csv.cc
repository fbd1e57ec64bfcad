// Tables as CSV.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "tidemark/report/table_formats.h"

namespace tidemark::report {
namespace {

// Quoted where it must be. A text that a spreadsheet would take for a formula is left as it is: these
// are data for programs.
std::string CsvField(absl::string_view text) {
  if (text.find_first_of(",\"\r\n") == absl::string_view::npos) return std::string(text);
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

std::string CsvValue(const TableValue& value) {
  if (const auto* const words = std::get_if<std::string>(&value)) return CsvField(*words);
  const auto* const figure = std::get_if<int64_t>(&value);
  return figure == nullptr ? "" : absl::StrCat(*figure);
}

}  // namespace

std::string CsvTable(const Table& table) {
  std::string csv;
  std::string separator;
  const auto add = [&](std::string field) {
    absl::StrAppend(&csv, separator, field);
    separator = ",";
  };
  const auto end_row = [&] {
    csv += "\n";
    separator.clear();
  };
  for (const TableColumn& column : table.columns) add(std::string(column.name));
  if (table.has_scope) add("scope");
  if (table.has_site) {
    for (const char* const name : {"file", "line", "function", "label", "module"}) add(name);
  }
  end_row();
  for (const TableRow& row : table.rows) {
    for (const TableValue& value : row.values) add(CsvValue(value));
    if (table.has_scope) add(CsvField(row.scope));
    if (table.has_site) {
      add(CsvField(row.site.file));
      add(row.site.line > 0 ? absl::StrCat(row.site.line) : "");
      add(CsvField(row.site.function));
      add(CsvField(row.site.label));
      add(CsvField(row.site.module));
    }
    end_row();
  }
  return csv;
}

}  // namespace tidemark::report
