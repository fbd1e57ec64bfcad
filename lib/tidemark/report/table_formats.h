// A table as text for people, and as CSV for programs. In JSON it stands in JsonReport.
//
// Consumes tables.h; its consumers are the formats of the report.
//
// Threading: pure functions. Equal tables give equal bytes. Errors: none; hostile names are cleaned in
// the text, quoted in CSV.
#ifndef TIDEMARK_REPORT_TABLE_FORMATS_H_
#define TIDEMARK_REPORT_TABLE_FORMATS_H_

#include <string>
#include <vector>

#include "tidemark/report/line.h"
#include "tidemark/report/table.h"
#include "tidemark/report/terminal.h"

namespace tidemark::report {

// A heading with the names of the columns, and at most kMostTableRows rows.
std::vector<Line> TableLines(const Table& table, const TextOptions& options);

inline constexpr size_t kMostTableRows = 50;

// The header of the report, and the tables.
std::string TextTables(const analysis::Report& report, const std::vector<Table>& tables,
                       const TextOptions& options);

// RFC 4180, but for lines that end with \n alone: the first row has the names of the columns, bytes and
// times are integers, what does not apply is empty, yes is 1. A place is five columns (file, line,
// function, label, module), a scope one.
std::string CsvTable(const Table& table);

}  // namespace tidemark::report

#endif  // TIDEMARK_REPORT_TABLE_FORMATS_H_
