// The process metadata in a trace's head.
//
// Read from the operating system once, when a recording starts.
#ifndef TIDEMARK_RECORD_OS_PROCESS_INFO_H_
#define TIDEMARK_RECORD_OS_PROCESS_INFO_H_

#include <cstdint>
#include <string>
#include <vector>

namespace tidemark::record {

struct ProcessInfo {
  std::string run;      // distinguishes runs: time and pid
  std::string program;  // file name without its folder
  std::vector<std::string> args;
  std::string host;
  int64_t pid = 0;
  int64_t ppid = 0;
  int64_t start_unix_ns = 0;
};

ProcessInfo ReadProcessInfo();

// By which clock the times of a trace count that began at `start` (MonotonicNanos), for
// "capture.clock" of its head (EVENTS.md). Traces with one id share that clock.
std::string ClockJson(int64_t start);

// The path as an absolute one, which stays valid when the process changes its directory.
std::string AbsolutePath(const std::string& path);

// Replaces in a trace's path each %p by the process id, %h by the host's name, %r by the process's
// rank among those of a parallel program (as Open MPI, PMIx, PMI or Slurm tell it; 0 if none does),
// and %% by one %. `pid` is that of the calling process if 0.
std::string ExpandPath(const std::string& path, int64_t pid = 0);

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_OS_PROCESS_INFO_H_
