// The tables of places: one row a place in the program.
//
// Used by tables.cc. With a filter by scope their figures are those within the scopes, from
// Report::usage.
#ifndef TIDEMARK_REPORT_PLACE_TABLES_INTERNAL_H_
#define TIDEMARK_REPORT_PLACE_TABLES_INTERNAL_H_

#include "tidemark/analysis/model/report.h"
#include "tidemark/report/table.h"
#include "tidemark/report/tables.h"

namespace tidemark::report {

Table PeakTable(const analysis::Report& report, const RowFilter& filter);
Table AllocTable(const analysis::Report& report, const RowFilter& filter);
Table CopySiteTable(const analysis::Report& report, const RowFilter& filter);
Table LeakTable(const analysis::Report& report, const RowFilter& filter);
Table FindingTable(const analysis::Report& report, const RowFilter& filter);
Table PinTable(const analysis::Report& report, const RowFilter& filter);
// An interpreter's objects, a row a type and place.
Table ObjectTable(const analysis::Report& report, const RowFilter& filter);
// By program or library.
Table ModuleTable(const analysis::Report& report, const RowFilter& filter);

}  // namespace tidemark::report

#endif  // TIDEMARK_REPORT_PLACE_TABLES_INTERNAL_H_
