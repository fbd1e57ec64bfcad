#include "tidemark/schema_command.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "tidemark/command_line.h"
#include "tidemark/console.h"
#include "tidemark/trace/json/json_schema.h"

namespace tidemark::cli {
namespace {

struct Schema {
  const char* name;
  std::string (*text)();
};

constexpr Schema kSchemas[] = {
    {"trace", trace::TraceJsonSchema},
};

struct Options {
  std::string name;
  std::string output;
};

CommandLine Declare(Options* options) {
  CommandLine line("schema",
                   "Prints a JSON Schema: of 'trace', one event, which is one line of trace JSON.");
  line.Option("NAME", &options->name, "trace");
  line.Option("-o,--output", &options->output, "write to FILE (default: standard output)");
  return line;
}

absl::Status Print(const Options& options) {
  std::vector<std::string> names;
  for (const Schema& schema : kSchemas) {
    if (options.name == schema.name) return WriteOutput(options.output, schema.text());
    names.emplace_back(schema.name);
  }
  if (options.name.empty()) {
    return absl::InvalidArgumentError(
        "schema: no name given; usage: tidemark schema trace [-o FILE]");
  }
  return CheckChoice("schema", options.name, names);
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

Command SchemaCommand() { return {"schema", "print the JSON Schema of trace JSON", Run, Help}; }

}  // namespace tidemark::cli
