#include "tidemark/recover_command.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "tidemark/command_line.h"
#include "tidemark/console.h"
#include "tidemark/copy_trace.h"
#include "tidemark/losses.h"
#include "tidemark/recover_trace.h"
#include "tidemark/trace/binary/slot_file_reader.h"

namespace tidemark::cli {
namespace {

struct Options {
  std::string trace;
  std::string output;
};

CommandLine Declare(Options* options) {
  CommandLine line(
      "recover",
      "Makes one file of a trace whose program was killed and the ring file beside it\n"
      "(TRACE.ring), and leaves out what is damaged. Other verbs read the two as they lie.");
  line.Option("TRACE", &options->trace, "the trace");
  line.Option("-o,--output", &options->output,
              "write to FILE and leave the two (default: put the whole in the place of TRACE "
              "and remove the ring file)");
  return line;
}

absl::Status Validate(const Options& options) {
  if (options.trace.empty() || options.trace == "-") {
    return absl::InvalidArgumentError(
        "recover: no trace file given; usage: tidemark recover TRACE [-o FILE]");
  }
  if (!options.output.empty() && IsSameFile(options.trace, options.output)) {
    return absl::InvalidArgumentError(absl::StrCat("recover: the output '", options.output,
                                                   "' is the trace itself; leave out -o for that"));
  }
  if (!options.output.empty()) return CheckNoRingBeside(options.output);
  return absl::OkStatus();
}

ExitCode Fail(absl::string_view message, ExitCode code) {
  PrintError(message);
  return code;
}

std::string Summary(const Options& options, const trace::ReaderStats& stats,
                    const std::string& slot_file_path) {
  return absl::StrCat(options.trace, ": ", stats.events_read, " events, ",
                      stats.events_read - stats.events_from_ring, " from the trace and ",
                      stats.events_from_ring, " from ", slot_file_path, "\nwritten to ",
                      options.output.empty() ? options.trace : options.output, "\n");
}

ExitCode Recover(const Options& options) {
  const RecoverResult result = RecoverTrace(options.trace, options.output);
  PrintLosses(options.trace, result.stats);
  if (!result.status.ok()) return Fail(result.status.message(), result.exit_code);
  const absl::Status status =
      WriteOutput("", Summary(options, result.stats, trace::SlotFilePath(options.trace)));
  return status.ok() ? ExitCode::kOk : Fail(status.message(), ExitCode::kUsage);
}

ExitCode Run(const std::vector<std::string>& arguments) {
  Options options;
  CommandLine line = Declare(&options);
  absl::Status status = line.Parse(arguments);
  if (absl::IsCancelled(status)) {
    return WriteOutput("", line.Help()).ok() ? ExitCode::kOk : ExitCode::kUsage;
  }
  if (status.ok()) status = Validate(options);
  if (!status.ok()) return Fail(status.message(), ExitCode::kUsage);
  return Recover(options);
}

std::string Help() {
  Options options;
  return Declare(&options).Help();
}

}  // namespace

Command RecoverCommand() {
  return {"recover", "make one file of a killed program's trace and its ring file", Run, Help};
}

}  // namespace tidemark::cli
