#include "tidemark/record/os/process_memory.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cstring>

#include "tidemark/base/scoped_errno.h"

namespace tidemark::record {
namespace {

// The figure of a line "NAME:   1234 kB", in bytes; 0 if there is no such line.
int64_t Figure(const char* text, const char* name) noexcept {
  const char* at = std::strstr(text, name);
  if (at == nullptr) return 0;
  at += std::strlen(name);
  while (*at == ' ' || *at == '\t') ++at;
  int64_t kilobytes = 0;
  for (; *at >= '0' && *at <= '9'; ++at) kilobytes = kilobytes * 10 + (*at - '0');
  return kilobytes * 1024;
}

}  // namespace

bool ReadProcessMemory(ProcessMemory* memory) noexcept {
  const ScopedErrno keep_errno;
  const int file = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  // Not on the stack, of which a signal handler may have little.
  static constinit std::atomic<bool> taken{false};
  static char text[4096];
  if (taken.exchange(true, std::memory_order_acquire)) {
    close(file);
    return false;
  }
  const ssize_t size = read(file, text, sizeof(text) - 1);
  close(file);
  text[size > 0 ? size : 0] = '\0';
  memory->resident = Figure(text, "VmRSS:");
  memory->file = Figure(text, "RssFile:") + Figure(text, "RssShmem:");
  memory->swap = Figure(text, "VmSwap:");
  taken.store(false, std::memory_order_release);
  return memory->resident > 0;
}

}  // namespace tidemark::record
