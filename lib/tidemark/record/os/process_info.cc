#include "tidemark/record/os/process_info.h"

#include <limits.h>
#include <sys/auxv.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "tidemark/base/clock.h"
#include "tidemark/base/clock_origin.h"
#include "tidemark/base/whole_file.h"
#include "tidemark/record/os/address.h"

namespace tidemark::record {
namespace {

std::string Hex(int64_t number) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr;
  return std::string(digits.data(), end);
}

std::string FileName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// Of the file as it was executed, a script's own. What stands in argv can be overwritten by the
// program (setproctitle), and is by many servers.
std::string ProgramName() {
  const auto* const executed = PointerTo<const char>(getauxval(AT_EXECFN));
  if (executed != nullptr && !std::string_view(executed).starts_with("/dev/fd/")) {
    return FileName(executed);
  }
  std::string path(PATH_MAX, '\0');
  const ssize_t size = readlink("/proc/self/exe", path.data(), path.size());
  if (size <= 0) {
    return program_invocation_short_name == nullptr ? "" : program_invocation_short_name;
  }
  path.resize(static_cast<size_t>(size));
  constexpr std::string_view kDeleted = " (deleted)";
  if (path.ends_with(kDeleted)) path.resize(path.size() - kDeleted.size());
  return FileName(path);
}

std::string HostName() {
  std::array<char, 256> host{};
  return gethostname(host.data(), host.size() - 1) == 0 ? host.data() : "";
}

// What distinguishes this start of the kernel, whichever container the process is in; empty: unknown.
std::string BootId() {
  std::string id = ReadWholeFile("/proc/sys/kernel/random/boot_id");
  id.resize(std::min(id.find_first_not_of("0123456789abcdef-"), id.size()));
  return id;
}

// CLOCK_MONOTONIC has another zero in each time namespace; the counter has not.
std::string TimeNamespace() {
  std::array<char, 64> name{};
  const ssize_t size = readlink("/proc/self/ns/time", name.data(), name.size());
  const std::string_view link(name.data(), size > 0 ? static_cast<size_t>(size) : 0);
  std::string number;
  for (const char c : link) {
    if (c >= '0' && c <= '9') number.push_back(c);
  }
  return number;
}

const char* Rank() {
  for (const char* const variable :
       {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID"}) {
    // Digits only: it becomes part of a path.
    const char* const rank = std::getenv(variable);
    if (rank != nullptr && *rank != '\0' && rank[std::strspn(rank, "0123456789")] == '\0') {
      return rank;
    }
  }
  return "0";
}

}  // namespace

ProcessInfo ReadProcessInfo() {
  ProcessInfo info;
  info.pid = getpid();
  info.ppid = getppid();
  info.start_unix_ns = UnixNanos();
  info.run = Hex(info.start_unix_ns) + "-" + std::to_string(info.pid);
  info.program = ProgramName();
  const std::string line = ReadWholeFile("/proc/self/cmdline");
  for (size_t begin = 0; begin < line.size();) {
    const size_t end = std::min(line.find('\0', begin), line.size());
    info.args.push_back(line.substr(begin, end - begin));
    begin = end + 1;
  }
  info.host = HostName();
  return info;
}

std::string ClockJson(int64_t start) {
  const ClockOrigin origin = ClockOriginAt(start);
  const std::string boot = BootId();
  if (boot.empty()) return "{}";
  if (origin.nanos_per_tick == 0) {
    return R"({"id":"monotonic/)" + boot + "/" + TimeNamespace() + R"(","start":)" +
           std::to_string(origin.start) + "}";
  }
  return R"({"id":"counter/)" + boot + R"(","start":)" + std::to_string(origin.start) +
         R"(,"rate":)" + std::to_string(origin.nanos_per_tick) + "}";
}

std::string AbsolutePath(const std::string& path) {
  if (path.empty() || path.front() == '/') return path;
  std::string folder(PATH_MAX, '\0');
  if (getcwd(folder.data(), folder.size()) == nullptr) return path;
  folder.resize(folder.find('\0'));
  return folder + "/" + path;
}

std::string ExpandPath(const std::string& path, int64_t pid) {
  std::string expanded;
  for (size_t i = 0; i < path.size(); ++i) {
    const char next = path[i] == '%' && i + 1 < path.size() ? path[i + 1] : '\0';
    switch (next) {
      case 'p':
        expanded += std::to_string(pid != 0 ? pid : getpid());
        break;
      case 'h':
        expanded += HostName();
        break;
      case 'r':
        expanded += Rank();
        break;
      case '%':
        expanded += '%';
        break;
      default:
        expanded.push_back(path[i]);
        continue;
    }
    ++i;
  }
  return expanded;
}

}  // namespace tidemark::record
