// Shows on standard error how far a long read of a trace is, while it lasts.
//
// Used by the commands around whatever reads a trace. Nothing is shown where standard error is no
// terminal, nor in the first second; at the end the line is gone. Of an interrupted command the line
// is cleared too (interruption.h).
//
// Threading: a thread of its own while the object lives, which takes no signals.
//
//   const Progress progress("run.tmk");
//   report = analysis::Analyze("run.tmk");
#ifndef TIDEMARK_TOOLS_TIDEMARK_PROGRESS_H_
#define TIDEMARK_TOOLS_TIDEMARK_PROGRESS_H_

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "tidemark/analysis/analyze.h"

namespace tidemark::cli {

class Progress {
 public:
  explicit Progress(const std::string& trace);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

 private:
  void Show();

  const std::string name_;
  uint64_t size_ = 0;  // of the file; 0: unknown
  const uint64_t read_before_;
  std::mutex mutex_;
  std::condition_variable ended_changed_;
  bool ended_ = false;
  std::thread thread_;  // none where nothing is to be shown
};

// The line, without what makes the terminal draw it: of a trace of `size` bytes (0: unknown) `read`
// bytes were read in `seconds`.
std::string ProgressText(const std::string& name, uint64_t size, uint64_t read, int64_t seconds);

// Removes the line, if there is one. May be called in a signal handler.
void ClearProgressLine() noexcept;

// analysis::Analyze, with its progress shown.
absl::StatusOr<analysis::Report> AnalyzeWithProgress(const std::string& trace,
                                                     const analysis::AnalyzeOptions& options);

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_PROGRESS_H_
