#include "tidemark/numpy/late_moves.h"

#include <mutex>
#include <vector>

#include "tidemark/numpy/ledger.h"

namespace tidemark::numpy {

namespace late_moves_internal {
constinit std::atomic<bool> are_any{false};
}  // namespace late_moves_internal

namespace {

struct LateMove {
  const void* before;
  void* after;
  int64_t bytes;
};
std::mutex late_mutex;
std::vector<LateMove> late_moves;

}  // namespace

void MovedLate(const void* before, void* after, int64_t bytes) {
  const std::lock_guard lock(late_mutex);
  late_moves.push_back({before, after, bytes});
  late_moves_internal::are_any.store(true, std::memory_order_relaxed);
}

void TellLateMoves() {
  std::vector<LateMove> moves;
  {
    const std::lock_guard lock(late_mutex);
    moves.swap(late_moves);
    late_moves_internal::are_any.store(false, std::memory_order_relaxed);
  }
  for (const LateMove& move : moves) Moved(move.before, move.after, move.bytes, 0);
}

}  // namespace tidemark::numpy
