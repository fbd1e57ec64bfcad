#include "tidemark/schema_command.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tidemark/command_line.h"
#include "tidemark/console.h"
#include "tidemark/gate/baseline/baseline_schema.h"
#include "tidemark/gate/formats/result_schemas.h"
#include "tidemark/gate/limits/config_schema.h"
#include "tidemark/report/report_schema.h"
#include "tidemark/trace/json/json_schema.h"

namespace tidemark::cli {
namespace {

struct Schema {
  const char* name;
  std::string (*text)();
};

constexpr Schema kSchemas[] = {
    {"trace", trace::TraceJsonSchema},  {"report", report::ReportJsonSchema},
    {"config", gate::ConfigJsonSchema}, {"baseline", gate::BaselineJsonSchema},
    {"check", gate::CheckJsonSchema},   {"diff", gate::DiffJsonSchema},
    {"fit", gate::FitJsonSchema},
};

struct Options {
  std::string name;
  std::string output;
};

std::vector<std::string> SchemaNames() {
  std::vector<std::string> names;
  for (const Schema& schema : kSchemas) names.emplace_back(schema.name);
  return names;
}

CommandLine Declare(Options* options) {
  CommandLine line(
      "schema",
      "Prints a JSON Schema: of 'trace', one event, which is one line of trace JSON; "
      "of 'config', tidemark.json; of a 'baseline'; of the JSON that 'report', 'check', "
      "'diff' and 'fit' write.");
  line.Option("NAME", &options->name, absl::StrJoin(SchemaNames(), ", "));
  line.Option("-o,--output", &options->output, "write to FILE (default: standard output)");
  return line;
}

absl::Status Print(const Options& options) {
  for (const Schema& schema : kSchemas) {
    if (options.name == schema.name) return WriteOutput(options.output, schema.text());
  }
  if (options.name.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("schema: no name given; there are ", absl::StrJoin(SchemaNames(), ", ")));
  }
  return CheckChoice("schema", options.name, SchemaNames());
}

ExitCode Run(const std::vector<std::string>& arguments) {
  Options options;
  CommandLine line = Declare(&options);
  absl::Status status = line.Parse(arguments);
  if (absl::IsCancelled(status)) {
    return WriteOutput("", line.Help()).ok() ? ExitCode::kOk : ExitCode::kUsage;
  }
  if (status.ok()) status = Print(options);
  if (status.ok()) return ExitCode::kOk;
  PrintError(status.message());
  return ExitCode::kUsage;
}

std::string Help() {
  Options options;
  return Declare(&options).Help();
}

}  // namespace

Command SchemaCommand() { return {"schema", "print the JSON Schema of a document", Run, Help}; }

}  // namespace tidemark::cli
