// A report as one JSON document, for programs: schema "tidemark-report/1".
//
// Consumes an analysis::Report; its consumers are scripts, dashboards and the tests. The keys and
// their order are a contract: keys may be added, none changes its meaning or goes away.
//
// Threading: pure function. Equal reports give equal bytes.
// Units: bytes and nanoseconds, as integers.
// Errors: none; text that is not UTF-8 comes out with U+FFFD in its place.
//
//   {"schema":"tidemark-report/1",
//    "trace":{"files":[...],"program":...,"events":N,"duration_ns":N,"truncated":false,
//             "lost_events":0,"anomalies":{"total":0,"unknown_free":0,...}, ...},
//    "totals":{...},"peak":{...},"copies":{...},"leaks":{...},"pins":[...],"findings":[...],
//    "what_if":{"peak_bytes_all_fixed":N},"allocs":{...}}
//
// A site found by its stack also has "module", the path of its program or library (which "file" is
// as well where no source file is known), and in the lists of peak, leaks and allocs the largest
// have "callers", a list of sites. "estimated" says that heap figures are estimates from samples,
// and the peak then has its "standard_error" in bytes. Where the analysis gathered them, there are also
// "site_timeline" and "call_tree": as analysis/model/site_timeline.h and call_tree.h have them, a node
// with its parent's number (the root has none) and without figures that are 0.
#ifndef TIDEMARK_REPORT_JSON_REPORT_H_
#define TIDEMARK_REPORT_JSON_REPORT_H_

#include <string>
#include <vector>

#include "tidemark/analysis/model/report.h"

namespace tidemark::report {

// Indented by two blanks, with a newline at the end.
std::string JsonReport(const analysis::Report& report);

struct Table;

// With "tables": for each its name, and its rows as objects.
std::string JsonReport(const analysis::Report& report, const std::vector<Table>& tables);

struct SourceListing;

// With "source": for each file its lines that have figures, or findings.
std::string JsonReport(const analysis::Report& report, const std::vector<Table>& tables,
                       const std::vector<SourceListing>& sources);

}  // namespace tidemark::report

#endif  // TIDEMARK_REPORT_JSON_REPORT_H_
