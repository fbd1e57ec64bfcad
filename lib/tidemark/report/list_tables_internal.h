// The tables of what is no place: sizes, threads, scopes, marks, moments, single buffers and copies.
//
// Used by tables.cc.
#ifndef TIDEMARK_REPORT_LIST_TABLES_INTERNAL_H_
#define TIDEMARK_REPORT_LIST_TABLES_INTERNAL_H_

#include "tidemark/analysis/model/report.h"
#include "tidemark/report/table.h"
#include "tidemark/report/tables.h"

namespace tidemark::report {

Table SizeTable(const analysis::Report& report, const RowFilter& filter);
Table ThreadTable(const analysis::Report& report, const RowFilter& filter);
Table ScopeTable(const analysis::Report& report, const RowFilter& filter);
Table MarkTable(const analysis::Report& report, const RowFilter& filter);
Table TimelineTable(const analysis::Report& report, const RowFilter& filter);
Table BufferTable(const analysis::Report& report, const RowFilter& filter);
Table CopyTable(const analysis::Report& report, const RowFilter& filter);
Table LiveAtExitTable(const analysis::Report& report, const RowFilter& filter);
Table AnomalyTable(const analysis::Report& report, const RowFilter& filter);

}  // namespace tidemark::report

#endif  // TIDEMARK_REPORT_LIST_TABLES_INTERNAL_H_
