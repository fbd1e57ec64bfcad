// The JSON Schema of a report in JSON (json_report.h), in the dialect of 2020-12.
//
// Printed by `tidemark schema report`, and installed. Keys that it does not know are allowed: a report
// may get more of them.
#ifndef TIDEMARK_REPORT_REPORT_SCHEMA_H_
#define TIDEMARK_REPORT_REPORT_SCHEMA_H_

#include <string>

namespace tidemark::report {

std::string ReportJsonSchema();

}  // namespace tidemark::report

#endif  // TIDEMARK_REPORT_REPORT_SCHEMA_H_
