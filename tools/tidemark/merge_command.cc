#include "tidemark/merge_command.h"

#include <unistd.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/analyze.h"
#include "tidemark/base/status.h"
#include "tidemark/command_line.h"
#include "tidemark/console.h"
#include "tidemark/copy_trace.h"
#include "tidemark/leak_flags.h"
#include "tidemark/merge/merge_formats.h"
#include "tidemark/merge/merge_traces.h"
#include "tidemark/progress.h"
#include "tidemark/reading_flags.h"
#include "tidemark/report/terminal.h"
#include "tidemark/source_flags.h"
#include "tidemark/symbol_flags.h"
#include "tidemark/width_flag.h"

namespace tidemark::cli {
namespace {

struct MergeArguments {
  std::vector<std::string> traces;
  std::string format = "text";
  std::string output;
  WidthFlag width;
  ReadingFlags reading;
  SymbolFlags symbols;
  LeakFlags leaks;
  SourceFlags source;
};

CommandLine DeclareMerge(MergeArguments* arguments) {
  CommandLine line("merge",
                   "Shows several traces as one: of the ranks of a program, of runs, or the pieces "
                   "of one trace.");
  line.Option("TRACE", &arguments->traces, "the traces, or reports that were merged as json");
  line.Option("--format", &arguments->format, "text (default) or json");
  line.Option("-o,--output", &arguments->output, "write to FILE, not to standard output");
  arguments->width.Declare(&line);
  arguments->reading.Declare(&line);
  arguments->symbols.Declare(&line);
  arguments->leaks.Declare(&line);
  arguments->source.Declare(&line);
  return line;
}

constexpr char kMergeHelp[] = R"(
Counts, bytes, copies and leaks are summed up by place, findings by rule and place. A place is the
same in traces of one program where function, line and file name are, whatever folder each was
built in.
The peak is that of all traces together at one time. It is exact where they share a clock, as the
processes of one machine do; a trace counts up to its end. Of other traces it has bounds: the
largest of their peaks, and the sum of them.
Pieces of one trace (tidemark export --format ndjson --shard-events N) are read as that trace: of
all of them, in any order, the report is that of the whole.
A merged report in JSON stands for the traces that it names, which are read again.
)";

std::string MergeHelp() {
  MergeArguments arguments;
  return absl::StrCat(DeclareMerge(&arguments).Help(), kMergeHelp);
}

absl::Status ValidateMerge(const CommandLine& line, const MergeArguments& arguments,
                           analysis::AnalyzeOptions* analyze) {
  if (arguments.traces.empty()) {
    return absl::InvalidArgumentError("merge: no trace given; usage: tidemark merge TRACE...");
  }
  TIDEMARK_RETURN_IF_ERROR(CheckChoice("format", arguments.format, {"text", "json"}));
  TIDEMARK_RETURN_IF_ERROR(WidthFlag::Check(line, arguments.format));
  for (const std::string& trace : arguments.traces) {
    if (!arguments.output.empty() && IsSameFile(trace, arguments.output)) {
      return absl::InvalidArgumentError(
          absl::StrCat("merge: the output '", arguments.output, "' is one of the traces"));
    }
  }
  arguments.reading.Apply(analyze);
  TIDEMARK_RETURN_IF_ERROR(arguments.symbols.Apply(line, analyze));
  TIDEMARK_RETURN_IF_ERROR(arguments.leaks.Apply("merge", analyze));
  return arguments.source.Apply(line, analyze);
}

std::string FormatMerged(const merge::MergedReport& merged, const MergeArguments& arguments) {
  if (arguments.format == "json") return merge::MergedJson(merged);
  report::TerminalRequest request;
  request.width = arguments.width.columns();
  report::Terminal terminal = report::ReadTerminal(STDOUT_FILENO);
  if (!arguments.output.empty()) terminal.is_terminal = false;
  return merge::MergedText(merged, report::ChooseTextOptions(request, terminal));
}

ExitCode RunMerge(const std::vector<std::string>& words) {
  MergeArguments arguments;
  CommandLine line = DeclareMerge(&arguments);
  absl::Status status = line.Parse(words);
  if (absl::IsCancelled(status)) {
    return WriteOutput("", MergeHelp()).ok() ? ExitCode::kOk : ExitCode::kUsage;
  }
  analysis::AnalyzeOptions analyze;
  if (status.ok()) status = ValidateMerge(line, arguments, &analyze);
  if (!status.ok()) {
    PrintError(status.message());
    return ExitCode::kUsage;
  }
  const absl::StatusOr<merge::MergedReport> merged = [&] {
    const Progress progress(arguments.traces.front());
    return merge::MergeTraces(arguments.traces, analyze);
  }();
  if (!merged.ok()) {
    PrintError(merged.status().message());
    return ExitCodeOf(merged.status());
  }
  status = WriteOutput(arguments.output, FormatMerged(*merged, arguments));
  if (status.ok()) return ExitCode::kOk;
  PrintError(status.message());
  return ExitCode::kUsage;
}

}  // namespace

Command MergeCommand() {
  return {"merge", "show the traces of many ranks or runs as one", RunMerge, MergeHelp};
}

}  // namespace tidemark::cli
