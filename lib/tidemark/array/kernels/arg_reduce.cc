// Positions of the smallest and the largest element.
#include <cstdint>

#include "tidemark/array/kernels/loops.h"
#include "tidemark/array/kernels/vector_lanes.h"

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

// The extreme of n > 0 contiguous elements; NaN where one of them is.
template <class T, bool kLargest>
T BlockExtreme(In<T> x, int64_t n) {
  if constexpr (kIsFloat<T>) {
    return ExtremeOf<T, kLargest>(x, n);
  } else {
    T best = x[0];
    for (int64_t i = 1; i < n; ++i) {
      best = kLargest ? MaximumValues<T>(best, x[i]) : MinimumValues<T>(best, x[i]);
    }
    return best;
  }
}

// First the extremes of blocks, many elements at a time, then the place in the best block.
template <class T, bool kLargest>
int64_t ArgExtremeInBlocks(const std::byte* in, int64_t in_stride, int64_t n) {
  constexpr int64_t kFew = 32;
  constexpr int64_t kBlock = 4096 / static_cast<int64_t>(sizeof(T));
  // Bools are normalized as they are read, one by one.
  if constexpr (std::is_same_v<T, bool>) return ArgExtreme<T, kLargest>(in, in_stride, n);
  if (in_stride != sizeof(T) || n < kFew) return ArgExtreme<T, kLargest>(in, in_stride, n);
  const In<T> x = As<T>(in);
  T best = BlockExtreme<T, kLargest>(x, n < kBlock ? n : kBlock);
  int64_t block = 0;
  for (int64_t i = kBlock; i < n && IsNanValue<T>(best) == 0; i += kBlock) {
    const T value = BlockExtreme<T, kLargest>(x + i, n - i < kBlock ? n - i : kBlock);
    if (TakesPlace<T, kLargest>(value, best)) {
      best = value;
      block = i;
    }
  }
  const int64_t rest = n - block < kBlock ? n - block : kBlock;
  return block + ArgExtreme<T, kLargest>(in + block * in_stride, in_stride, rest);
}

template <class... T>
void SetComplexArgs(LoopTables& tables, Types<T...>) {
  ((tables.arg_min[Index(kDTypeFor<T>)] = &ArgExtreme<T, false>), ...);
  ((tables.arg_max[Index(kDTypeFor<T>)] = &ArgExtreme<T, true>), ...);
}

template <class... T>
void SetArgs(LoopTables& tables, Types<T...>) {
  ((tables.arg_min[Index(kDTypeFor<T>)] = &ArgExtremeInBlocks<T, false>), ...);
  ((tables.arg_max[Index(kDTypeFor<T>)] = &ArgExtremeInBlocks<T, true>), ...);
}

}  // namespace

void SetArgReductions(LoopTables& tables) {
  SetArgs(tables, BoolAndInts{});
  SetArgs(tables, Floats{});
  SetComplexArgs(tables, Complexes{});
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA
