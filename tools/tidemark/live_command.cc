#include "tidemark/live_command.h"

#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/analyze.h"
#include "tidemark/analysis/passes/run_passes.h"
#include "tidemark/base/status.h"
#include "tidemark/command_line.h"
#include "tidemark/console.h"
#include "tidemark/live_target.h"
#include "tidemark/live_terminal.h"
#include "tidemark/report/live_view.h"
#include "tidemark/report/terminal.h"
#include "tidemark/symbol_flags.h"
#include "tidemark/trace/growing_trace.h"
#include "tidemark/width_flag.h"

namespace tidemark::cli {
namespace {

using std::chrono::milliseconds;

// The most of one processor that views take: the pause after one is so many times what it took.
constexpr int kPauses = 4;

constexpr int kMostViews = 1000000000;

struct Options {
  std::string target;
  std::string interval = "1";
  int count = 0;
  WidthFlag width;
  SymbolFlags symbols;
};

CommandLine Declare(Options* options) {
  CommandLine line(
      "live",
      "Shows a running program while it is recorded: what is live and where it was made, the "
      "peak,\n"
      "how fast memory is made and copied, and the findings so far. It ends with the program, or\n"
      "by the key q. Only the trace and its ring file are read, with the lowest priority and at\n"
      "most a fifth of a processor's time; the larger the trace, the longer between two views.");
  line.Option("PID|TRACE", &options->target,
              "a process that is being recorded, or the trace that one writes");
  line.Option("--interval", &options->interval, "seconds from one view to the next (default: 1)");
  line.Number("--count", {1, kMostViews}, &options->count, "end after so many views");
  options->width.Declare(&line);
  options->symbols.Declare(&line);
  return line;
}

std::string Help() {
  Options options;
  return absl::StrCat(
      Declare(&options).Help(),
      "\nExit codes: 0 shown, 2 wrong usage, 3 there is no such process or trace, or it "
      "cannot be read,\n4 the trace has no events\n");
}

absl::StatusOr<milliseconds> ParseInterval(const std::string& text) {
  double seconds = 0;
  if (!absl::SimpleAtod(text, &seconds) || !(seconds >= 0.1 && seconds <= 3600)) {
    return absl::InvalidArgumentError(
        absl::StrCat("live: --interval: found '", text, "', expected seconds from 0.1 to 3600"));
  }
  return milliseconds(static_cast<int64_t>(seconds * 1000));
}

milliseconds ProcessorTime() {
  struct timespec time {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return milliseconds(time.tv_sec * 1000 + time.tv_nsec / 1000000);
}

// Nothing was recorded yet.
bool IsEarly(const absl::Status& status) {
  return absl::IsFailedPrecondition(status) || absl::IsOutOfRange(status);
}

// A reader that stops in the middle when it is told to: a long trace takes longer than anybody waits.
class StoppableReader final : public trace::TraceReader {
 public:
  StoppableReader(std::unique_ptr<trace::TraceReader> reader, std::function<bool()> stop)
      : reader_(std::move(reader)), stop_(std::move(stop)) {}

  absl::StatusOr<const trace::Event*> Next() override { return reader_->Next(); }
  absl::StatusOr<trace::EventRun> NextRun() override {
    if (++runs_ % kBetweenLooks == 0 && stop_()) return absl::CancelledError("stopped");
    return reader_->NextRun();
  }
  const trace::ReaderStats& stats() const override { return reader_->stats(); }

 private:
  static constexpr int kBetweenLooks = 64;

  const std::unique_ptr<trace::TraceReader> reader_;
  const std::function<bool()> stop_;
  int runs_ = 0;
};

class LiveSession {
 public:
  LiveSession(LiveTarget target, analysis::AnalyzeOptions analyze, const Options& options,
              milliseconds interval)
      : target_(std::move(target)),
        analyze_(std::move(analyze)),
        options_(options),
        interval_(interval),
        symbolizer_(analyze_.symbols) {}

  // Ends with the program, after --count views, or when the user wants it to.
  absl::Status Run(LiveTerminal* terminal) {
    for (int views = 1;; ++views) {
      // Asked first: of a program that ends while its trace is read there is one more view.
      const bool running = IsRunning(target_);
      const milliseconds before = ProcessorTime();
      const absl::Status status = Read(running, terminal);
      if (absl::IsCancelled(status)) break;
      TIDEMARK_RETURN_IF_ERROR(status);
      const milliseconds took = ProcessorTime() - before;
      if (terminal == nullptr) TIDEMARK_RETURN_IF_ERROR(Print(views == 1));
      if (!running || (options_.count > 0 && views >= options_.count)) break;
      if (!Pause(terminal, std::max(interval_, took * kPauses))) break;
    }
    return absl::OkStatus();
  }

  // The last view, when the terminal is as it was.
  absl::Status PrintLast() { return Print(/*is_first=*/true); }

 private:
  absl::Status Read(bool running, LiveTerminal* terminal) {
    absl::StatusOr<analysis::Report> report = absl::UnknownError("not analysed");
    if (running) {
      // Whatever else runs here goes first, the program above all. A thread of its own, since nobody
      // can take that back: the last view is nobody's burden, and somebody waits for it.
      std::thread([&] {
        setpriority(PRIO_PROCESS, 0, 19);  // of the calling thread
        report = Analyze(terminal);
      }).join();
    } else {
      report = Analyze(terminal);
    }
    if (!report.ok() && !(IsEarly(report.status()) && running)) return report.status();
    if (report_.has_value()) since_ = report::FiguresOf(*report_);
    report_.reset();
    if (report.ok()) report_ = *std::move(report);
    running_ = running;
    // Of the whole run the averages are worth more than of its last second.
    if (!running) since_ = {};
    return absl::OkStatus();
  }

  absl::StatusOr<analysis::Report> Analyze(LiveTerminal* terminal) {
    TIDEMARK_ASSIGN_OR_RETURN(
        std::unique_ptr<trace::TraceReader> reader,
        trace::OpenGrowingTrace(target_.trace, {.recover = target_.pid != 0, .threads = 1}));
    reader = std::make_unique<StoppableReader>(std::move(reader), [terminal] {
      const milliseconds now{0};
      return terminal == nullptr ? !WaitWithoutTerminal(now)
                                 : terminal->Wait(now) == LiveTerminal::Event::kQuit;
    });
    absl::StatusOr<analysis::Report> report = analysis::RunPasses(
        std::move(reader), analyze_.use_symbols ? &symbolizer_ : nullptr, {.break_down = true});
    if (report.ok()) report->trace.files = {target_.trace};
    if (!report.ok() && IsEarly(report.status())) {
      return absl::Status(report.status().code(),
                          absl::StrCat(target_.trace, ": ", report.status().message()));
    }
    return report;
  }

  std::string View(int lines) const {
    const report::TextOptions look = report::ChooseTextOptions({.width = options_.width.columns()},
                                                               report::ReadTerminal(STDOUT_FILENO));
    if (!report_.has_value()) {
      return absl::StrCat("tidemark  ", target_.trace, ": nothing was recorded yet\n");
    }
    return report::LiveView(*report_,
                            {.state = running_                   ? "running"
                                      : report_->trace.truncated ? "ended without an end"
                                                                 : "ended",
                             .pid = target_.pid,
                             .resident_bytes = running_ ? ResidentBytes(target_.pid) : 0,
                             .since = since_},
                            look, lines);
  }

  absl::Status Print(bool is_first) const {
    return WriteOutput("", absl::StrCat(is_first ? "" : "\n", View(0)));
  }

  bool Pause(LiveTerminal* terminal, milliseconds time) {
    if (terminal == nullptr) return WaitWithoutTerminal(time);
    const auto deadline = std::chrono::steady_clock::now() + time;
    while (true) {
      // The last line says what the keys do.
      const int lines = std::max(LiveTerminal::Lines() - 1, 4);
      terminal->Show(absl::StrCat(View(lines - 1), "q: quit"));
      const auto left =
          std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now());
      switch (terminal->Wait(std::max(left, milliseconds(1)))) {
        case LiveTerminal::Event::kQuit:
          return false;
        case LiveTerminal::Event::kTime:
          return true;
        case LiveTerminal::Event::kChanged:
          break;
      }
    }
  }

  const LiveTarget target_;
  const analysis::AnalyzeOptions analyze_;
  const Options& options_;
  const milliseconds interval_;
  analysis::Symbolizer symbolizer_;  // what it learnt serves all views
  std::optional<analysis::Report> report_;
  report::LiveFigures since_;
  bool running_ = false;
};

// What cannot be written is the output's fault.
ExitCode CodeOf(const absl::Status& status) {
  return absl::IsUnavailable(status) ? ExitCode::kUsage : ExitCodeOf(status);
}

ExitCode Show(const Options& options, const analysis::AnalyzeOptions& analyze,
              milliseconds interval) {
  absl::StatusOr<LiveTarget> target = FindLiveTarget(options.target);
  if (!target.ok()) {
    PrintError(target.status().message());
    return ExitCode::kUnreadable;
  }
  LiveSession session(*std::move(target), analyze, options, interval);
  absl::Status status;
  int signal = 0;
  {
    const NotedSignals signals;
    const bool on_terminal = LiveTerminal::IsUsable() && options.count == 0;
    if (on_terminal) {
      LiveTerminal terminal;
      status = session.Run(&terminal);
    } else {
      status = session.Run(nullptr);
    }
    if (status.ok() && on_terminal) status = session.PrintLast();
    signal = NotedSignals::Came();
  }
  if (signal != 0) raise(signal);  // so that a shell knows
  if (!status.ok()) PrintError(status.message());
  return CodeOf(status);
}

ExitCode Run(const std::vector<std::string>& arguments) {
  Options options;
  CommandLine line = Declare(&options);
  absl::Status status = line.Parse(arguments);
  if (absl::IsCancelled(status)) {
    return WriteOutput("", Help()).ok() ? ExitCode::kOk : ExitCode::kUsage;
  }
  if (status.ok() && options.target.empty()) {
    status = absl::InvalidArgumentError(
        "live: no process or trace given; usage: tidemark live PID|TRACE");
  }
  analysis::AnalyzeOptions analyze;
  if (status.ok()) status = options.symbols.Apply(line, &analyze);
  absl::StatusOr<milliseconds> interval = milliseconds(1000);
  if (status.ok()) interval = ParseInterval(options.interval);
  if (status.ok()) status = interval.status();
  if (!status.ok()) {
    PrintError(status.message());
    return ExitCode::kUsage;
  }
  return Show(options, analyze, *interval);
}

}  // namespace

Command LiveCommand() {
  return {"live", "show a program while it runs: what is live, where, and how fast", Run, Help};
}

}  // namespace tidemark::cli
