#include "tidemark/record/process_info.h"

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tidemark/base/clock.h"

namespace tidemark::record {

ProcessInfo ReadProcessInfo() {
  ProcessInfo info;
  info.pid = getpid();
  info.ppid = getppid();
  info.start_unix_ns = UnixNanos();
  info.run = absl::StrCat(absl::Hex(info.start_unix_ns), "-", info.pid);
  info.program = program_invocation_short_name;
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::string line((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!line.empty() && line.back() == '\0') line.pop_back();
  if (!line.empty()) info.args = absl::StrSplit(line, '\0');
  std::array<char, 256> host{};
  if (gethostname(host.data(), host.size() - 1) == 0) info.host = host.data();
  return info;
}

int64_t OsThreadId() { return syscall(SYS_gettid); }

std::string OsThreadName() {
  std::array<char, 64> name{};
  return pthread_getname_np(pthread_self(), name.data(), name.size()) == 0 ? name.data() : "";
}

std::string ExpandPath(const std::string& path) {
  std::string expanded;
  for (size_t i = 0; i < path.size(); ++i) {
    const char next = i + 1 < path.size() ? path[i + 1] : '\0';
    if (path[i] == '%' && (next == 'p' || next == '%')) {
      absl::StrAppend(&expanded, next == 'p' ? absl::StrCat(getpid()) : "%");
      ++i;
    } else {
      expanded.push_back(path[i]);
    }
  }
  return expanded;
}

}  // namespace tidemark::record
