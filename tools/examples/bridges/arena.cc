// An arena: one block of malloc, out of which many buffers are cut, each told as it is cut. The one that
// is kept longest shows at the peak, and what is never given back as a leak.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tidemark/bridge/bridge.h"

namespace {

class Arena {
 public:
  explicit Arena(int64_t bytes) {
    tm_heap_pause();  // the block is told in pieces
    memory_ = static_cast<char*>(std::malloc(static_cast<size_t>(bytes)));
    tm_heap_resume();
  }
  ~Arena() {
    tm_heap_pause();
    std::free(memory_);
    tm_heap_resume();
  }
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  struct Piece {
    char* data;
    tm_buffer told;
  };
  Piece Cut(int64_t bytes, const char* label, tm_site site) {
    Piece piece = {memory_ + used_, nullptr};
    used_ += bytes;
    const tm_buffer_info info = {
        .address = piece.data, .bytes = bytes, .kind = TM_POOL, .label = label, .site = site};
    piece.told = tm_buffer_begin(&info);
    return piece;
  }
  static void GiveBack(const Piece& piece) { tm_buffer_end(piece.told); }

 private:
  char* memory_;
  int64_t used_ = 0;
};

}  // namespace

int main() {
  Arena arena(10'000'000);
  const Arena::Piece mesh = arena.Cut(4'000'000, "mesh", TM_SITE());
  for (int step = 0; step < 3; ++step) {
    const Arena::Piece scratch = arena.Cut(1'000'000, "scratch", TM_SITE());
    scratch.data[0] = mesh.data[0] = static_cast<char>(step);
    Arena::GiveBack(scratch);
  }
  arena.Cut(500'000, "forgotten", TM_SITE());
  Arena::GiveBack(mesh);
  std::printf("done\n");
  return 0;
}
