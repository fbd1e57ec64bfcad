#include "tidemark/run_command.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <memory>
#include <system_error>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tidemark/base/clock.h"
#include "tidemark/base/parse_bytes.h"
#include "tidemark/base/status.h"
#include "tidemark/command_line.h"
#include "tidemark/console.h"
#include "tidemark/program_file.h"
#include "tidemark/record/environment.h"
#include "tidemark/record/os/process_info.h"
#include "tidemark/record/os/program_image.h"
#include "tidemark/recorded_program.h"
#include "tidemark/recover_trace.h"
#include "tidemark/survivors.h"
#include "tidemark/trace/binary/slot_file_reader.h"
#include "tidemark/trace/writer.h"
#include "tidemark/trace_list.h"

namespace tidemark::cli {
namespace {

constexpr char kLibraryName[] = "libtidemark_malloc.so";
constexpr char kNumpyLibraryName[] = "libtidemark_numpy.so";

struct Options {
  std::string output;
  std::string stacks = "auto";
  std::string sample;
  std::string on_full = "block";
  bool maps = false;
  bool heap = false;
  bool no_heap = false;
  bool no_numpy = false;
  bool python_objects = false;
  std::string project;
  bool values = false;
  bool follow_children = false;
  bool delay_start = false;
  std::string mark_signal;
  std::string ring_dir;
  std::vector<std::string> params;
};

// What is going to happen.
struct Plan {
  std::vector<std::string> program;
  bool recorded = true;
};

CommandLine Declare(Options* options) {
  CommandLine line("run",
                   "Runs PROGRAM and records every allocation of its heap; of a Python program, "
                   "the arrays of NumPy.\n"
                   "Its output, its exit code and the signals that it gets are its own. Usage: "
                   "tidemark run [OPTIONS] -- PROGRAM [ARGS...]");
  line.Option(
      "-o,--output", &options->output,
      "the trace; %p becomes the process id, %h the host, %r the rank of a parallel program "
      "(default: PROGRAM.%p.tmk)");
  line.Option("--stacks", &options->stacks,
              "how stacks are walked: auto, fp (frame pointers), dwarf (unwind tables), off");
  line.Option(
      "--sample", &options->sample,
      "mean number of bytes between recorded allocations, as 512KiB (default, and 0: all are)");
  line.Option("--on-full", &options->on_full,
              "what a thread does when the disk is slower than it: block or drop");
  line.Flag("--heap", &options->heap, "of a Python program, record the heap as well");
  line.Flag("--no-heap", &options->no_heap,
            "record no heap, only what arrays and bridges tell of themselves");
  line.Flag("--no-numpy", &options->no_numpy, "of a Python program, record the heap only");
  line.Flag("--python-objects", &options->python_objects,
            "of a Python program, record the heap and each of Python's own objects in it, by type");
  line.Option("--project", &options->project,
              "the folder of your own Python code, at whose lines things are shown (default: the "
              "working directory)");
  line.Flag("--mmap", &options->maps, "record anonymous memory mappings as well");
  line.Flag(
      "--values", &options->values,
      "look at the values of tidemark's arrays at every mark and before each is freed, for the "
      "rule wide-dtype");
  line.Flag("--follow-children", &options->follow_children,
            "record the processes that it starts as well, each to a trace with its pid");
  line.Flag("--delay-start", &options->delay_start,
            "record nothing before SIGUSR2, which also stops it again, or tidemark_start()");
  line.Option("--mark-signal", &options->mark_signal,
              "a signal at which a mark is put into the trace, as USR1 or 10");
  line.Option(
      "--param", &options->params,
      "NAME=NUMBER, as n=1000: what the run is about, for tidemark fit --by n; may be given "
      "several times");
  line.Option("--ring-dir", &options->ring_dir,
              "the folder of the ring file (default: beside the trace; on network file systems "
              "/dev/shm or $TMPDIR)");
  return line;
}

struct Split {
  std::vector<std::string> options;
  std::vector<std::string> program;
};

// The program begins after "--", or with the first argument that is no option nor the value of
// one.
Split SplitArguments(const std::vector<std::string>& arguments) {
  static const std::vector<std::string> with_value = {"-o",         "--output",  "--stacks",
                                                      "--sample",   "--on-full", "--mark-signal",
                                                      "--ring-dir", "--param",   "--project"};
  auto at = arguments.begin();
  while (at != arguments.end() && *at != "--" && absl::string_view(*at).substr(0, 1) == "-") {
    const bool takes_next = std::count(with_value.begin(), with_value.end(), *at) != 0;
    at += takes_next && at + 1 != arguments.end() ? 2 : 1;
  }
  Split split;
  split.options.assign(arguments.begin(), at);
  if (at != arguments.end() && *at == "--") ++at;
  split.program.assign(at, arguments.end());
  return split;
}

// Where the library is: as the environment says, beside this program as installed, or as built.
absl::StatusOr<std::string> FindLibrary() {
  std::vector<std::string> candidates;
  if (const char* named = std::getenv("TIDEMARK_MALLOC_LIBRARY"); named != nullptr) {
    candidates.emplace_back(named);
  }
  char self[4096];
  if (const ssize_t size = readlink("/proc/self/exe", self, sizeof(self)); size > 0) {
    const std::string path(self, static_cast<size_t>(size));
    const std::string folder = path.substr(0, path.rfind('/'));
    for (const char* relative : {"/", "/../lib/", "/../lib/tidemark/", TIDEMARK_LIBRARY_FROM_BIN}) {
      candidates.push_back(absl::StrCat(folder, relative, kLibraryName));
    }
  }
  candidates.emplace_back(TIDEMARK_BUILT_LIBRARY);
  for (const std::string& candidate : candidates) {
    if (access(candidate.c_str(), R_OK) != 0) continue;
    if (candidate.find_first_of(" :") == std::string::npos) return candidate;
    return absl::FailedPreconditionError(
        absl::StrCat("run: ", candidate,
                     " cannot be preloaded: its name has a space or a colon, where the "
                     "loader would end it"));
  }
  return absl::NotFoundError(absl::StrCat("run: ", kLibraryName,
                                          " was not found beside the "
                                          "tidemark command; TIDEMARK_MALLOC_LIBRARY can name it"));
}

absl::Status SetVariable(const char* name, const std::string& value) {
  if (setenv(name, value.c_str(), 1) == 0) return absl::OkStatus();
  return absl::ResourceExhaustedError("run: no memory for the environment");
}

absl::Status SetOrUnset(const char* name, const std::string& value) {
  if (!value.empty()) return SetVariable(name, value);
  unsetenv(name);
  return absl::OkStatus();
}

absl::Status SetSample(const std::string& text) {
  if (text.empty()) return absl::OkStatus();
  const absl::StatusOr<ByteCount> bytes = ParseByteCount(text);
  if (!bytes.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("run: --sample: ", bytes.status().message()));
  }
  return SetVariable(record::kSampleVariable, absl::StrCat(bytes->value()));
}

// Of this process: another one of the same pid comes later.
std::string RunNumber() {
  static const std::string number = absl::StrCat(getpid(), "-", UnixNanos());
  return number;
}

// The number of a signal that a program may be sent; "USR1", "SIGUSR1" and "10" are one.
absl::StatusOr<int> ParseSignal(absl::string_view text) {
  int number = 0;
  if (!absl::SimpleAtoi(text, &number)) {
    absl::string_view name = text;
    absl::ConsumePrefix(&name, "SIG");
    for (int signal = 1; signal < NSIG && number == 0; ++signal) {
      const char* const abbreviation = sigabbrev_np(signal);
      if (abbreviation != nullptr && name == abbreviation) number = signal;
    }
  }
  constexpr int kNotForMarks[] = {SIGKILL, SIGSTOP, SIGCHLD, SIGSEGV, SIGBUS,
                                  SIGILL,  SIGFPE,  SIGTRAP, SIGABRT};
  const bool is_fit = number >= 1 && number <= SIGRTMAX &&
                      std::count(std::begin(kNotForMarks), std::end(kNotForMarks), number) == 0;
  if (is_fit) return number;
  return absl::InvalidArgumentError(
      absl::StrCat("run: --mark-signal: found '", text,
                   "', expected a signal that a program may be sent, as USR1"));
}

absl::Status SetMarkSignal(const std::string& text) {
  if (text.empty()) return SetOrUnset(record::kMarkVariable, "");
  TIDEMARK_ASSIGN_OR_RETURN(const int signal, ParseSignal(text));
  return SetVariable(record::kMarkVariable, absl::StrCat(signal));
}

// Without any, those of the environment count, as for a program that records itself.
absl::Status SetParams(const std::vector<std::string>& params) {
  for (const std::string& param : params) {
    if (record::IsParam(param)) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "run: --param: found '", param,
        "', expected NAME=NUMBER, as n=1000: a name of letters and digits, and a decimal number"));
  }
  if (params.empty()) return absl::OkStatus();
  return SetVariable(record::kParamsVariable, absl::StrJoin(params, ","));
}

// The NumPy bridge lies beside the interposer; a package may leave it out.
absl::Status SetBridges(const Options& options, const std::string& library) {
  const bool with_heap = options.heap || options.python_objects;
  TIDEMARK_RETURN_IF_ERROR(SetOrUnset(record::kObjectsVariable, options.python_objects ? "1" : ""));
  const char* const heap = with_heap ? "1" : options.no_heap ? "0" : "auto";
  TIDEMARK_RETURN_IF_ERROR(SetVariable(record::kHeapVariable, heap));
  const std::string bridge =
      absl::StrCat(library.substr(0, library.rfind('/') + 1), kNumpyLibraryName);
  const bool has_bridge = access(bridge.c_str(), R_OK) == 0;
  TIDEMARK_RETURN_IF_ERROR(SetOrUnset(
      record::kPythonVariable, has_bridge ? std::filesystem::absolute(bridge).string() : ""));
  const bool has_numpy = has_bridge && !options.no_numpy;
  TIDEMARK_RETURN_IF_ERROR(SetOrUnset(record::kNumpyVariable, has_numpy ? "1" : ""));
  if (!options.project.empty() && !std::filesystem::is_directory(options.project)) {
    return absl::InvalidArgumentError(
        absl::StrCat("run: --project: ", options.project, " is no folder"));
  }
  const std::string project =
      options.project.empty()
          ? ""
          : std::filesystem::absolute(options.project).lexically_normal().string();
  return SetOrUnset(record::kProjectVariable, project);
}

// What the recorder is told, whatever library it is in.
absl::Status SetEnvironment(const Options& options) {
  TIDEMARK_RETURN_IF_ERROR(
      CheckChoice("run: --stacks", options.stacks, {"auto", "fp", "dwarf", "off"}));
  TIDEMARK_RETURN_IF_ERROR(CheckChoice("run: --on-full", options.on_full, {"block", "drop"}));
  TIDEMARK_RETURN_IF_ERROR(SetSample(options.sample));
  TIDEMARK_RETURN_IF_ERROR(SetParams(options.params));
  // Children may have gone elsewhere, and their traces belong beside this one.
  const std::string trace =
      options.follow_children ? std::filesystem::absolute(options.output).string() : options.output;
  TIDEMARK_RETURN_IF_ERROR(SetVariable(record::kTraceVariable, trace));
  TIDEMARK_RETURN_IF_ERROR(SetVariable(record::kStacksVariable, options.stacks));
  TIDEMARK_RETURN_IF_ERROR(SetVariable(record::kOnFullVariable, options.on_full));
  TIDEMARK_RETURN_IF_ERROR(SetVariable(record::kMapsVariable, options.maps ? "1" : "0"));
  TIDEMARK_RETURN_IF_ERROR(SetOrUnset(record::kValuesVariable, options.values ? "1" : ""));
  TIDEMARK_RETURN_IF_ERROR(SetOrUnset(record::kFollowVariable, options.follow_children ? "1" : ""));
  TIDEMARK_RETURN_IF_ERROR(SetOrUnset(record::kDelayVariable, options.delay_start ? "1" : ""));
  TIDEMARK_RETURN_IF_ERROR(SetMarkSignal(options.mark_signal));
  TIDEMARK_RETURN_IF_ERROR(SetOrUnset(record::kRingDirVariable, options.ring_dir));
  return SetVariable(record::kRunVariable, RunNumber());
}

absl::Status Preload(const std::string& library) {
  const char* others = std::getenv("LD_PRELOAD");
  const bool alone = others == nullptr || *others == '\0';
  return SetVariable("LD_PRELOAD", alone ? library : absl::StrCat(library, ":", others));
}

std::string FolderOf(const std::string& path) {
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  return parent.empty() ? "." : parent.string();
}

// Whether a trace can be written to `path`, before the program has done anything. What stands in
// place of %p does not matter: the folder and the extension do.
absl::Status CheckOutput(const std::string& path) {
  TIDEMARK_RETURN_IF_ERROR(trace::CheckExtension(path));
  const std::string folder = FolderOf(path);
  struct stat status {};
  if (stat(path.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) {
      return absl::InvalidArgumentError(absl::StrCat("run: ", path, " is a folder"));
    }
    if (access(path.c_str(), W_OK) == 0) return absl::OkStatus();
    return absl::PermissionDeniedError(
        absl::StrCat("run: ", path, " cannot be written: ", strerrordesc_np(errno)));
  }
  if (access(folder.c_str(), W_OK | X_OK) == 0) return absl::OkStatus();
  return absl::PermissionDeniedError(
      absl::StrCat("run: no trace can be written to ", folder, ": ", strerrordesc_np(errno)));
}

// Whether the program can be recorded: true, false where it runs unrecorded, or an error where that
// would be a surprise.
absl::StatusOr<bool> CanBeRecorded(const std::string& file) {
  const record::ProgramImage image = record::ExamineProgram(file.c_str());
  const char* const why_not = image.why_not();
  if (why_not == nullptr) return true;
  const std::string message =
      absl::StrCat(image.interpreter[0] != '\0' ? image.interpreter : file.c_str(), " ", why_not);
  if (image.kind == record::ProgramImage::Kind::kSanitized) {
    return absl::FailedPreconditionError(
        absl::StrCat("run: ", message, "; build it without, or link tidemark::record into it"));
  }
  PrintError(absl::StrCat("run: nothing is recorded: ", message));
  return false;
}

absl::Status Prepare(const std::vector<std::string>& arguments, Options* options, CommandLine* line,
                     Plan* plan) {
  Split split = SplitArguments(arguments);
  TIDEMARK_RETURN_IF_ERROR(line->Parse(split.options));
  for (const char* const of_heap :
       {"--heap", "--python-objects", "--sample", "--stacks", "--mmap"}) {
    TIDEMARK_RETURN_IF_ERROR(line->Exclude(of_heap, "--no-heap"));
  }
  if (split.program.empty()) {
    return absl::InvalidArgumentError(
        "run: no program given; usage: tidemark run [OPTIONS] -- PROGRAM [ARGS...]");
  }
  plan->program = std::move(split.program);
  const std::string& program = plan->program.front();
  TIDEMARK_ASSIGN_OR_RETURN(const std::string file, FindProgramFile(program));
  if (options->output.empty()) {
    options->output = absl::StrCat(program.substr(program.rfind('/') + 1), ".%p.tmk");
  }
  TIDEMARK_RETURN_IF_ERROR(CheckOutput(record::ExpandPath(options->output)));
  TIDEMARK_ASSIGN_OR_RETURN(plan->recorded, CanBeRecorded(file));
  if (!plan->recorded) return absl::OkStatus();
  TIDEMARK_RETURN_IF_ERROR(SetEnvironment(*options));
  TIDEMARK_ASSIGN_OR_RETURN(const std::string library, FindLibrary());
  TIDEMARK_RETURN_IF_ERROR(SetBridges(*options, library));
  return Preload(library);
}

// A program that a signal has killed could not close its trace; what is in the ring file is put in
// its place. Without a word when it works: the trace is then what it would be.
absl::Status RecoverIfKilled(const std::string& path) {
  if (access(trace::SlotFilePath(path).c_str(), F_OK) != 0) return absl::OkStatus();
  return RecoverTrace(path, "").status;
}

void FinishTrace(const std::string& path) {
  if (const absl::Status status = RecoverIfKilled(path); !status.ok()) {
    PrintError(status.message());
  }
  if (access(path.c_str(), F_OK) != 0 && errno == ENOENT) {
    PrintError(absl::StrCat("run: no trace was written to ", path));
  }
}

// The same for the children that signals have killed. Those that go on are none of them, and are
// left alone.
void FinishChildren(const std::string& path) {
  std::vector<std::string> left;
  std::error_code error;
  for (std::filesystem::directory_iterator at(FolderOf(path), error), end; !error && at != end;
       at.increment(error)) {
    const std::string file = at->path().string();
    if (access(trace::SlotFilePath(file).c_str(), F_OK) == 0) left.push_back(file);
  }
  for (const std::string& trace : left) {
    const absl::StatusOr<ListedTrace> described = DescribeTrace(trace);
    if (described.ok() && described->run == RunNumber()) RecoverIfKilled(trace).IgnoreError();
  }
}

// A program that became a daemon has done little in the process that was recorded.
void TellOfDaemons() {
  const std::vector<Survivor> survivors =
      FindSurvivors(absl::StrCat(record::kRunVariable, "=", RunNumber()));
  if (survivors.empty()) return;
  PrintError(absl::StrCat("run: the program goes on in ",
                          survivors.size() == 1 ? "process " : "processes such as ",
                          survivors.front().pid, " (", survivors.front().program,
                          "), not recorded; --follow-children records it"));
}

ExitCode Run(const std::vector<std::string>& arguments) {
  Options options;
  CommandLine line = Declare(&options);
  Plan plan;
  absl::Status status = Prepare(arguments, &options, &line, &plan);
  if (absl::IsCancelled(status)) {
    return WriteOutput("", line.Help()).ok() ? ExitCode::kOk : ExitCode::kUsage;
  }
  if (status.ok()) {
    const bool is_named_by_default = absl::EndsWith(options.output, ".%p.tmk");
    const auto end = RunProgram(plan.program, [&] {
      if (plan.recorded && is_named_by_default) {
        PrintError(absl::StrCat("recording to ", record::ExpandPath(options.output)));
      }
    });
    if (end.ok()) {
      if (plan.recorded) {
        const std::string trace = record::ExpandPath(options.output, end->pid);
        FinishTrace(trace);
        options.follow_children ? FinishChildren(trace) : TellOfDaemons();
      }
      EndLike(*end);
    }
    status = end.status();
  }
  PrintError(status.message());
  return ExitCode::kUsage;
}

std::string Help() {
  Options options;
  return Declare(&options).Help();
}

}  // namespace

Command RunCommand() {
  return {"run", "run a program that nobody rebuilt and record its heap", Run, Help};
}

}  // namespace tidemark::cli
