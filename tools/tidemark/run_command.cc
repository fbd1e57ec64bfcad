#include "tidemark/run_command.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tidemark/base/parse_bytes.h"
#include "tidemark/base/status.h"
#include "tidemark/command_line.h"
#include "tidemark/console.h"
#include "tidemark/program_file.h"
#include "tidemark/record/environment.h"

namespace tidemark::cli {
namespace {

constexpr char kLibraryName[] = "libtidemark_malloc.so";

struct Options {
  std::string output;
  std::string stacks = "auto";
  std::string sample;
  std::string on_full = "block";
  bool maps = false;
  bool follow_children = false;
};

CommandLine Declare(Options* options) {
  CommandLine line(
      "run",
      "Runs PROGRAM and records every allocation of its heap. Its output, its exit code and the\n"
      "signals that it gets are its own. Usage: tidemark run [OPTIONS] -- PROGRAM [ARGS...]");
  line.Option("-o,--output", &options->output,
              "the trace; %p becomes the process id (default: PROGRAM.%p.tmk)");
  line.Option("--stacks", &options->stacks,
              "how stacks are walked: auto, fp (frame pointers), dwarf (unwind tables), off");
  line.Option("--sample", &options->sample,
              "mean number of bytes between recorded allocations, as 512KiB (default: all are)");
  line.Option("--on-full", &options->on_full,
              "what a thread does when the disk is slower than it: block or drop");
  line.Flag("--mmap", &options->maps, "record anonymous memory mappings as well");
  line.Flag("--follow-children", &options->follow_children,
            "record what it starts, or becomes by exec, as well, each to a trace with its pid");
  return line;
}

struct Split {
  std::vector<std::string> options;
  std::vector<std::string> program;
};

// The program begins after "--", or with the first argument that is no option nor the value of
// one.
Split SplitArguments(const std::vector<std::string>& arguments) {
  static const std::vector<std::string> with_value = {"-o", "--output", "--stacks", "--sample",
                                                      "--on-full"};
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

absl::Status SetSample(const std::string& text) {
  if (text.empty()) return absl::OkStatus();
  const absl::StatusOr<ByteCount> bytes = ParseByteCount(text);
  if (!bytes.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("run: --sample: ", bytes.status().message()));
  }
  return SetVariable(record::kSampleVariable, absl::StrCat(bytes->value()));
}

absl::Status SetEnvironment(const Options& options, const std::string& library) {
  TIDEMARK_RETURN_IF_ERROR(
      CheckChoice("run: --stacks", options.stacks, {"auto", "fp", "dwarf", "off"}));
  TIDEMARK_RETURN_IF_ERROR(CheckChoice("run: --on-full", options.on_full, {"block", "drop"}));
  TIDEMARK_RETURN_IF_ERROR(SetSample(options.sample));
  // Children may have gone elsewhere, and their traces belong beside this one.
  const std::string trace =
      options.follow_children ? std::filesystem::absolute(options.output).string() : options.output;
  TIDEMARK_RETURN_IF_ERROR(SetVariable(record::kTraceVariable, trace));
  TIDEMARK_RETURN_IF_ERROR(SetVariable(record::kStacksVariable, options.stacks));
  TIDEMARK_RETURN_IF_ERROR(SetVariable(record::kOnFullVariable, options.on_full));
  TIDEMARK_RETURN_IF_ERROR(SetVariable(record::kMapsVariable, options.maps ? "1" : "0"));
  if (options.follow_children) {
    TIDEMARK_RETURN_IF_ERROR(SetVariable(record::kFollowVariable, "1"));
  } else {
    unsetenv(record::kFollowVariable);
  }
  const char* others = std::getenv("LD_PRELOAD");
  const bool alone = others == nullptr || *others == '\0';
  return SetVariable("LD_PRELOAD", alone ? library : absl::StrCat(library, ":", others));
}

absl::Status Prepare(const std::vector<std::string>& arguments, Options* options, CommandLine* line,
                     Split* split) {
  *split = SplitArguments(arguments);
  TIDEMARK_RETURN_IF_ERROR(line->Parse(split->options));
  if (split->program.empty()) {
    return absl::InvalidArgumentError(
        "run: no program given; usage: tidemark run [OPTIONS] -- PROGRAM [ARGS...]");
  }
  TIDEMARK_ASSIGN_OR_RETURN(const std::string file, FindProgramFile(split->program.front()));
  TIDEMARK_RETURN_IF_ERROR(CheckCanBePreloaded(file));
  TIDEMARK_ASSIGN_OR_RETURN(const std::string library, FindLibrary());
  if (options->output.empty()) {
    const std::string& program = split->program.front();
    options->output = absl::StrCat(program.substr(program.rfind('/') + 1), ".%p.tmk");
    PrintError(absl::StrCat("recording to ", program.substr(program.rfind('/') + 1), ".", getpid(),
                            ".tmk"));
  }
  return SetEnvironment(*options, library);
}

ExitCode Run(const std::vector<std::string>& arguments) {
  Options options;
  CommandLine line = Declare(&options);
  Split split;
  const absl::Status status = Prepare(arguments, &options, &line, &split);
  if (absl::IsCancelled(status)) {
    return WriteOutput("", line.Help()).ok() ? ExitCode::kOk : ExitCode::kUsage;
  }
  if (!status.ok()) {
    PrintError(status.message());
    return ExitCode::kUsage;
  }
  signal(SIGPIPE, SIG_DFL);  // main ignores it, which the program must not inherit
  std::vector<char*> program;
  for (const std::string& argument : split.program) {
    program.push_back(const_cast<char*>(argument.c_str()));
  }
  program.push_back(nullptr);
  // exec replaces this process: what happens to the program from now on is between it and its parent.
  execvp(program.front(), program.data());
  PrintError(absl::StrCat("run: ", split.program.front(), ": ", strerrordesc_np(errno)));
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
