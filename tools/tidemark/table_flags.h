// The options that choose tables of a report, and rows of them.
//
// Used by `tidemark report`: declared on its CommandLine, applied to the analysis, which then gathers
// what the tables need, and asked for the tables once there is a report.
//
// Ownership: values. Threading: one thread. Errors: InvalidArgument, for exit code 2.
#ifndef TIDEMARK_TOOLS_TIDEMARK_TABLE_FLAGS_H_
#define TIDEMARK_TOOLS_TIDEMARK_TABLE_FLAGS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tidemark/analysis/analyze.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/command_line.h"
#include "tidemark/report/table.h"
#include "tidemark/report/tables.h"

namespace tidemark::cli {

class TableFlags {
 public:
  void Declare(CommandLine* line);
  // What the tables are, for the command's help.
  static std::string Help();

  // `one_table_format`: of a format that holds one table its name; else empty.
  // InvalidArgument also where rows of a table cannot be chosen by what was given.
  absl::Status Apply(const std::string& verb, const std::string& one_table_format,
                     analysis::AnalyzeOptions* options);

  // Whether any table is asked for.
  bool any() const { return !kinds_.empty(); }

  std::vector<report::Table> Make(const analysis::Report& report) const;

 private:
  absl::Status CheckFilters(const std::string& verb) const;

  std::vector<std::string> names_;
  bool findings_ = false;
  bool buffers_ = false;
  bool copies_ = false;
  std::string site_;
  std::string scope_;
  std::string from_;
  std::string to_;

  std::vector<const report::TableKind*> kinds_;
  report::RowFilter filter_;
};

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_TABLE_FLAGS_H_
