#include "tidemark/record/os/process_memory.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>

#include "tidemark/base/scoped_errno.h"

namespace tidemark::record {

void AddStatusLine(const char* line, ProcessMemory* memory) noexcept {
  const struct {
    const char* name;
    int64_t* figure;
  } figures[] = {{"VmRSS:", &memory->resident},
                 {"RssFile:", &memory->file},
                 {"RssShmem:", &memory->file},
                 {"VmSwap:", &memory->swap}};
  for (const auto& [name, figure] : figures) {
    const size_t length = std::strlen(name);
    if (std::strncmp(line, name, length) != 0) continue;
    const char* at = line + length;
    while (*at == ' ' || *at == '\t') ++at;
    int64_t kilobytes = 0;
    for (; *at >= '0' && *at <= '9'; ++at) kilobytes = kilobytes * 10 + (*at - '0');
    *figure += kilobytes * 1024;
  }
}

void ProcessMemoryReader::Open() noexcept {
  const ScopedErrno keep_errno;
  file_.Open("/proc/self/status", O_RDONLY, 0);
}

bool ProcessMemoryReader::Read(ProcessMemory* memory) noexcept {
  const ScopedErrno keep_errno;
  if (!file_.IsOpen()) return false;
  // Lines may be long (Groups), and those that matter are short: the rest of a long one is dropped.
  char line[64];
  size_t length = 0;
  off_t offset = 0;
  ssize_t size = 0;
  while ((size = pread(file_.descriptor(), piece_, sizeof(piece_), offset)) > 0) {
    offset += size;
    for (ssize_t i = 0; i < size; ++i) {
      if (piece_[i] != '\n') {
        if (length < sizeof(line) - 1) line[length++] = piece_[i];
        continue;
      }
      line[length] = '\0';
      AddStatusLine(line, memory);
      length = 0;
    }
  }
  return memory->resident > 0;
}

}  // namespace tidemark::record
