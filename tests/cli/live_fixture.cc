// A program that does what it is told by its standard input, a letter at a time, and answers each by a
// line: `a` makes an array of 1 MiB, `c` makes a copy of the last one, `f` lets go of the last one.
// At the end of its input it ends. It records itself where TIDEMARK_TRACE is set.
//
// It tells the hooks of arrays as an array library does, and has none: the figures are what it says.
#include <cstdint>
#include <cstdio>
#include <vector>

#include "tidemark/base/source_location.h"
#include "tidemark/memory/hooks.h"

namespace {

using tidemark::MemoryObserver;
using tidemark::SourceLocation;

constexpr int64_t kBytes = int64_t{1} << 20;
constexpr int64_t kShape[] = {kBytes / 8};
constexpr int64_t kStrides[] = {8};

struct Values {
  tidemark::BufferId buffer = tidemark::NewBufferId();
  tidemark::ViewId view = tidemark::NewViewId();
};

Values Make(const char* op = "zeros", SourceLocation site = SourceLocation::Current()) {
  Values values;
  tidemark::AllocInfo info;
  info.buffer = values.buffer;
  info.view = values.view;
  info.bytes = kBytes;
  info.op = op;
  info.layout = {.dtype = "f8", .shape = kShape, .strides = kStrides};
  info.site = site;
  tidemark::Notify(&MemoryObserver::OnAlloc, info);
  return values;
}

Values Copied(const Values& source) {
  const Values values = Make("copy", SourceLocation::Current());
  tidemark::CopyInfo info;
  info.src_buffer = source.buffer;
  info.dst_buffer = values.buffer;
  info.src = source.view;
  info.dst = values.view;
  info.bytes = info.src_buffer_bytes = info.dst_buffer_bytes = kBytes;
  info.op = "copy";
  info.site = SourceLocation::Current();
  tidemark::Notify(&MemoryObserver::OnCopy, info);
  return values;
}

void LetGo(const Values& values) {
  tidemark::FreeInfo info;
  info.buffer = values.buffer;
  info.bytes = kBytes;
  tidemark::Notify(&MemoryObserver::OnFree, info);
}

}  // namespace

int main() {
  std::vector<Values> kept;
  for (int letter = std::getchar(); letter != EOF; letter = std::getchar()) {
    if (letter == 'a') kept.push_back(Make());
    if (letter == 'c' && !kept.empty()) kept.push_back(Copied(kept.back()));
    if (letter == 'f' && !kept.empty()) {
      LetGo(kept.back());
      kept.pop_back();
    }
    std::printf("done\n");
    std::fflush(stdout);
  }
  return 0;
}
