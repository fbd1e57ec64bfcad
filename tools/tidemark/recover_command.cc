#include "tidemark/recover_command.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tidemark/command_line.h"
#include "tidemark/console.h"
#include "tidemark/copy_trace.h"
#include "tidemark/trace/binary/slot_file_reader.h"
#include "tidemark/trace/io/random_access.h"
#include "tidemark/trace/reader.h"

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

// The process that has the ring file mapped, so is still recording; 0 if there is none.
int64_t RecordingProcess(const std::string& slot_file_path) {
  auto ring = trace::OpenRandomAccess(slot_file_path);
  if (!ring.ok()) return 0;
  const auto snapshot = trace::ReadSlotFile(ring->get(), slot_file_path);
  if (!snapshot.ok() || snapshot->pid == 0) return 0;
  std::error_code ignored;
  const std::string path = std::filesystem::canonical(slot_file_path, ignored).string();
  std::ifstream maps(absl::StrCat("/proc/", snapshot->pid, "/maps"));
  std::string line;
  while (std::getline(maps, line)) {
    if (!path.empty() && absl::EndsWith(line, path)) return snapshot->pid;
  }
  return 0;
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

// What is wrong with putting the whole in the place of the trace, if anything.
absl::Status CheckInPlace(const std::string& trace, const std::string& slot_file_path) {
  std::error_code ignored;
  if (!std::filesystem::exists(slot_file_path, ignored)) {
    return absl::NotFoundError(
        absl::StrCat("recover: there is no ", slot_file_path, ", so ", trace,
                     " is all there is; -o FILE makes a copy without what is damaged"));
  }
  if (const int64_t pid = RecordingProcess(slot_file_path); pid != 0) {
    return absl::FailedPreconditionError(absl::StrCat("recover: ", trace,
                                                      " is still being recorded by process ", pid,
                                                      "; -o FILE makes a copy of what there is"));
  }
  return absl::OkStatus();
}

ExitCode Recover(const Options& options) {
  const bool in_place = options.output.empty();
  const std::string slot_file_path = trace::SlotFilePath(options.trace);
  const auto reader = trace::OpenTrace(options.trace, {.recover = true});
  if (!reader.ok()) return Fail(reader.status().message(), ExitCode::kUnreadable);
  if (in_place) {
    const absl::Status status = CheckInPlace(options.trace, slot_file_path);
    if (!status.ok()) return Fail(status.message(), ExitCode::kUsage);
  }
  const auto approve = [&] {
    if (!in_place || (*reader)->stats().bad_lines_skipped == 0) return absl::OkStatus();
    return absl::DataLossError(absl::StrCat(
        options.trace, ": is damaged; -o FILE writes the rest of it and keeps the original"));
  };
  const CopyResult result =
      CopyTrace(reader->get(), in_place ? options.trace : options.output, approve);
  PrintLosses(options.trace, (*reader)->stats());
  if (!result.status.ok()) return Fail(result.status.message(), result.exit_code);
  if (in_place) unlink(slot_file_path.c_str());
  const absl::Status status = WriteOutput("", Summary(options, (*reader)->stats(), slot_file_path));
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
