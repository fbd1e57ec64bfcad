// Positions of the smallest and the largest element.
#include <cstdint>

#include "tidemark/array/kernels/loops.h"

namespace tidemark::kernels::TIDEMARK_KERNEL_ISA {
namespace {

// Whether `value` takes the place of `best`, which came before it: only what is strictly better,
// or the first NaN.
template <class T, bool kLargest>
bool TakesPlace(Stored<T> value, Stored<T> best) {
  const uint8_t better = kLargest ? LessValue<T>(best, value) : LessValue<T>(value, best);
  return (better | IsNanValue<T>(value)) != 0;
}

template <class T, bool kLargest>
int64_t ArgExtreme(const std::byte* in, int64_t in_stride, int64_t n) {
  Stored<T> best = *As<T>(in);
  if (IsNanValue<T>(best) != 0) return 0;
  int64_t position = 0;
  for (int64_t i = 1; i < n; ++i) {
    in += in_stride;
    const Stored<T> value = *As<T>(in);
    if (TakesPlace<T, kLargest>(value, best)) {
      best = value;
      position = i;
      if (IsNanValue<T>(best) != 0) return position;
    }
  }
  return position;
}

template <class... T>
void SetArgs(LoopTables& tables, Types<T...>) {
  ((tables.arg_min[Index(kDTypeFor<T>)] = &ArgExtreme<T, false>), ...);
  ((tables.arg_max[Index(kDTypeFor<T>)] = &ArgExtreme<T, true>), ...);
}

}  // namespace

void SetArgReductions(LoopTables& tables) { SetArgs(tables, AllTypes{}); }

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA
