// Memory that NumPy moves without the GIL: such moves wait, and are told by the next thread that has it.
//
// Filled by the hooks of NumPy's data handler; emptied by the ledger.
//
// Threading: MovedLate and HasLateMoves on any thread; TellLateMoves with the GIL.
#ifndef TIDEMARK_NUMPY_LATE_MOVES_H_
#define TIDEMARK_NUMPY_LATE_MOVES_H_

#include <atomic>
#include <cstdint>

namespace tidemark::numpy {

namespace late_moves_internal {
extern constinit std::atomic<bool> are_any;
}  // namespace late_moves_internal

inline bool HasLateMoves() { return late_moves_internal::are_any.load(std::memory_order_relaxed); }

// The memory at `before` is at `after` now, and has another size.
void MovedLate(const void* before, void* after, int64_t bytes);
void TellLateMoves();

}  // namespace tidemark::numpy

#endif  // TIDEMARK_NUMPY_LATE_MOVES_H_
