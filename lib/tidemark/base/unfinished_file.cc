#include "tidemark/base/unfinished_file.h"

#include <unistd.h>

#include <atomic>
#include <utility>

#include "tidemark/base/scoped_errno.h"

namespace tidemark {
namespace {

// Few are written at a time, but shards wait for each other. A handler may take no lock, so that the
// names lie in a fixed place.
constexpr int kMost = 1024;
std::atomic<const char*> names[kMost] = {};

}  // namespace

UnfinishedFile::UnfinishedFile(std::string path) : path_(std::move(path)) {
  for (int slot = 0; slot < kMost && slot_ < 0; ++slot) {
    const char* unused = nullptr;
    if (names[slot].compare_exchange_strong(unused, path_.c_str())) slot_ = slot;
  }
}

UnfinishedFile::~UnfinishedFile() {
  if (slot_ >= 0) names[slot_].store(nullptr);
}

void RemoveUnfinishedFiles() noexcept {
  const ScopedErrno keep_errno;
  for (std::atomic<const char*>& name : names) {
    const char* const path = name.exchange(nullptr);
    if (path != nullptr) unlink(path);
  }
}

}  // namespace tidemark
