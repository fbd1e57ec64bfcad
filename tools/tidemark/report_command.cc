#include "tidemark/report_command.h"

#include <unistd.h>

#include <filesystem>
#include <memory>
#include <system_error>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/analyze.h"
#include "tidemark/base/status.h"
#include "tidemark/command_line.h"
#include "tidemark/console.h"
#include "tidemark/gate/judge/judge.h"
#include "tidemark/leak_flags.h"
#include "tidemark/losses.h"
#include "tidemark/page/page.h"
#include "tidemark/page_output.h"
#include "tidemark/progress.h"
#include "tidemark/reading_flags.h"
#include "tidemark/report/formats.h"
#include "tidemark/report/json_report.h"
#include "tidemark/report/terminal.h"
#include "tidemark/source_flags.h"
#include "tidemark/symbol_flags.h"
#include "tidemark/table_flags.h"
#include "tidemark/trace_list.h"
#include "tidemark/view_flags.h"
#include "tidemark/width_flag.h"

namespace tidemark::cli {
namespace {

struct Options {
  std::vector<std::string> traces;  // two of a page
  std::string format = std::string(report::ReportFormats().front().name);
  std::string output;
  std::string color = "auto";
  WidthFlag width;
  bool open = false;
  ReadingFlags reading;
  bool strict = false;
  SymbolFlags symbols;
  LeakFlags leaks;
  SourceFlags source;
  TableFlags tables;
  ViewFlags views;
};

CommandLine Declare(Options* options) {
  CommandLine line(
      "report", "Shows what a trace holds: the peak and who holds it, what to fix, what leaked.");
  line.Option("TRACE", &options->traces,
              "the trace, '-' for standard input; of a folder the traces in it are listed; with "
              "--format html a second one to compare it with");
  line.Option("--format", &options->format,
              report::ReportFormatHelp() + "; html: a page for a browser, of one or two traces");
  line.Option("-o,--output", &options->output, "write to FILE, not to standard output");
  line.Flag("--open", &options->open, "open the page that was written to FILE (--format html)");
  options->width.Declare(&line);
  line.Option("--color", &options->color, "of the text: auto (default), always or never");
  options->reading.Declare(&line);
  line.Flag("--strict", &options->strict, "fail (3) if the trace contradicts itself");
  options->symbols.Declare(&line);
  options->leaks.Declare(&line);
  options->source.Declare(
      &line,
      "of a FILE: show it, each line with what it held, allocated and copied; of a "
      "folder: the program's source is there (may be repeated)");
  options->views.Declare(&line);
  options->tables.Declare(&line);
  return line;
}

constexpr char kViewHelp[] = R"(
Views (--timeline, --tree, --source FILE) are text or json, and of the whole trace, whichever rows of
tables are chosen. --tree leaked, --tree total and --tree copied tell of other figures than the peak's.
FILE is named as in the trace or by the end of its path. A word behind --tree that says what it shows is
taken for that: a trace of such a name is ./leaked.
)";

constexpr char kHeapHelp[] = R"(
Traces of the heap (tidemark run):
  Each allocation belongs to the innermost function of the program itself: malloc, operator new,
  wrappers like xmalloc, and the inside of the C++ standard library are passed over. Below a row
  stands who called it.
  Names come from the files that ran, if they are still the same build, and from files with debug
  info below /usr/lib/debug or --debug-dir; nothing is downloaded, except with --debuginfod from
  the servers of DEBUGINFOD_URLS. Of a container, --sysroot says where its files are. What was
  found is kept in
  $XDG_CACHE_HOME/tidemark/symbols, or ~/.cache/tidemark/symbols. Code without a name reads as
  libfoo.so+0x1234, and the end of the report says why.
  ~ marks estimates from samples (tidemark run --sample).
  Recordings of heaptrack, raw or interpreted, are read as such traces.
)";

constexpr char kPageHelp[] = R"(
Pages (--format html):
  One file for a browser that fetches nothing: live bytes over time by place, who held the peak, who
  called, how long buffers lived, copies and what they were made from, views that hold large buffers,
  leaks. The lines of source that matter are in it, where the source is at hand (--no-source: none).
  Its size is bounded (12 MiB); what is beyond is summed up and said to be. It prints and, as tables,
  needs no script. Two traces are compared: before and after, on one scale.
)";

std::string Help() {
  Options options;
  return absl::StrCat(Declare(&options).Help(), TableFlags::Help(), kViewHelp, kPageHelp,
                      kHeapHelp);
}

bool IsPage(const Options& options) { return options.format == kPageFormat; }

absl::Status CheckOutput(const Options& options) {
  std::error_code ignored;
  if (options.output.empty()) return absl::OkStatus();
  for (const std::string& trace : options.traces) {
    if (trace != "-" && std::filesystem::is_regular_file(options.output, ignored) &&
        std::filesystem::equivalent(trace, options.output, ignored)) {
      return absl::InvalidArgumentError(
          absl::StrCat("report: the output '", options.output, "' is the trace itself"));
    }
  }
  return absl::OkStatus();
}

bool IsFolder(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored);
}

// A folder is listed, which takes no more than these.
absl::Status CheckFolder(const std::string& folder, const Options& options,
                         const CommandLine& line) {
  const std::string is_folder = absl::StrCat("'", folder, "' is a folder");
  if (options.format != "text" && options.format != "json") {
    return absl::InvalidArgumentError(
        absl::StrCat("report: ", is_folder, ", whose traces are listed as text or json"));
  }
  return line.RefuseAllBut({"--format", "--output", "--color"},
                           absl::StrCat("is for one trace, and ", is_folder));
}

absl::Status CheckTraces(const Options& options) {
  std::error_code ignored;
  if (options.traces.empty() && std::filesystem::exists(options.views.tree(), ignored)) {
    return absl::InvalidArgumentError(
        absl::StrCat("report: no trace given: '", options.views.tree(),
                     "' says what --tree shows; the file is './", options.views.tree(), "'"));
  }
  if (options.traces.empty() || options.traces[0].empty()) {
    return absl::InvalidArgumentError("report: no trace given; usage: tidemark report TRACE");
  }
  if (options.traces.size() > (IsPage(options) ? 2 : 1)) {
    return absl::InvalidArgumentError(
        IsPage(options) ? "report: a page compares two traces, and no more"
                        : "report: one trace is shown at a time; two are compared by 'tidemark "
                          "diff', or with --format html");
  }
  return absl::OkStatus();
}

// Says also how the trace is to be analysed.
absl::Status Validate(const CommandLine& line, Options* given, analysis::AnalyzeOptions* analyze) {
  const Options& options = *given;
  TIDEMARK_RETURN_IF_ERROR(CheckTraces(options));
  std::vector<std::string> formats = report::ReportFormatNames();
  formats.emplace_back(kPageFormat);
  TIDEMARK_RETURN_IF_ERROR(CheckChoice("format", options.format, formats));
  TIDEMARK_RETURN_IF_ERROR(CheckChoice("color mode", options.color, {"auto", "always", "never"}));
  TIDEMARK_RETURN_IF_ERROR(WidthFlag::Check(line, options.format));
  // Nothing else has colors, so "never" holds for it.
  if (options.format != "text" && options.color == "always") {
    return absl::InvalidArgumentError("report: --color always is for --format text");
  }
  if (!IsPage(options)) {
    TIDEMARK_RETURN_IF_ERROR(line.Refuse({"--open"}, "goes with --format html"));
  }
  for (const std::string& trace : options.traces) {
    if (IsFolder(trace)) return CheckFolder(trace, options, line);
  }
  options.reading.Apply(analyze);
  TIDEMARK_RETURN_IF_ERROR(options.symbols.Apply(line, analyze));
  TIDEMARK_RETURN_IF_ERROR(options.leaks.Apply("report", analyze));
  TIDEMARK_RETURN_IF_ERROR(given->views.Apply("report", options.format, &given->source, analyze));
  TIDEMARK_RETURN_IF_ERROR(options.source.Apply(line, analyze));
  const bool one_table = !IsPage(options) && report::FindReportFormat(options.format)->one_table;
  TIDEMARK_RETURN_IF_ERROR(given->tables.Apply("report", one_table ? options.format : "", analyze));
  if (IsPage(options)) {
    TIDEMARK_RETURN_IF_ERROR(CheckPageOptions(options.output, options.open, options.tables.any()));
    page::AskForPage(analyze);
  }
  return CheckOutput(options);
}

std::string Format(const std::vector<analysis::Report>& reports, const report::Views& views,
                   const Options& options) {
  if (IsPage(options)) return RenderPage(options.traces, reports, options.source);
  const analysis::Report& report = reports.front();
  report::TerminalRequest request;
  request.width = options.width.columns();
  if (options.color == "always") request.color = report::ColorMode::kAlways;
  if (options.color == "never") request.color = report::ColorMode::kNever;
  report::Terminal terminal = report::ReadTerminal(STDOUT_FILENO);
  if (!options.output.empty()) terminal.is_terminal = false;
  const report::TextOptions text = report::ChooseTextOptions(request, terminal);
  const std::vector<report::Table> tables = options.tables.Make(report);
  if (!options.views.any()) {
    return report::FindReportFormat(options.format)->render(report, tables, text);
  }
  return options.format == "json" ? report::JsonReport(report, tables, views.sources)
                                  : report::TextViews(report, tables, views, text);
}

ExitCode ListFolder(const Options& options) {
  const absl::StatusOr<std::vector<ListedTrace>> traces = ListTraces(options.traces.front());
  if (!traces.ok()) {
    PrintError(traces.status().message());
    return ExitCode::kUnreadable;
  }
  const absl::Status written = WriteOutput(
      options.output, options.format == "json" ? TraceListJson(*traces) : TraceListText(*traces));
  if (written.ok()) return ExitCode::kOk;
  PrintError(written.message());
  return ExitCode::kUsage;
}

ExitCode Judge(const Options& options, const std::vector<analysis::Report>& reports) {
  gate::JudgeOptions fitness;
  fitness.allow_truncated = true;
  fitness.strict = options.strict;
  ExitCode exit_code = ExitCode::kOk;
  for (size_t i = 0; i < reports.size(); ++i) {
    const absl::Status status = gate::Admissible(reports[i], fitness);
    if (status.ok()) continue;
    PrintError(absl::StrCat(options.traces[i], ": ", status.message()));
    exit_code = ExitCode::kUnreadable;
  }
  return exit_code;
}

ExitCode Run(const std::vector<std::string>& arguments) {
  Options options;
  CommandLine line = Declare(&options);
  absl::Status status = line.Parse(arguments);
  if (absl::IsCancelled(status)) {
    status = WriteOutput("", Help());
    return status.ok() ? ExitCode::kOk : ExitCode::kUsage;
  }
  analysis::AnalyzeOptions analyze_options;
  if (status.ok()) status = Validate(line, &options, &analyze_options);
  if (!status.ok()) {
    PrintError(status.message());
    return ExitCode::kUsage;
  }
  if (IsFolder(options.traces.front())) return ListFolder(options);
  std::vector<analysis::Report> reports;
  for (const std::string& trace : options.traces) {
    absl::StatusOr<analysis::Report> report = AnalyzeWithProgress(trace, analyze_options);
    if (!report.ok()) {
      PrintError(report.status().message());
      return ExitCodeOf(report.status());
    }
    if (!IsPage(options) && report::FindReportFormat(options.format)->one_table) {
      PrintLosses(trace, report->trace);
    }
    reports.push_back(*std::move(report));
  }
  const absl::StatusOr<report::Views> views = options.views.Make("report", reports.front());
  if (!views.ok()) {
    PrintError(views.status().message());
    return ExitCode::kUsage;
  }
  status = WriteOutput(options.output, Format(reports, *views, options));
  if (status.ok() && options.open) status = OpenInBrowser(options.output);
  if (!status.ok()) {
    PrintError(status.message());
    return ExitCode::kUsage;
  }
  return Judge(options, reports);
}

}  // namespace

Command ReportCommand() {
  return {"report", "show the peak and who holds it, what to fix, what leaked", Run, Help};
}

}  // namespace tidemark::cli
