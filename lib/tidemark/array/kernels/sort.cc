// Sorting of contiguous elements and of their positions, and searching in what is sorted.
#include <algorithm>
#include <cstdint>
#include <numeric>

#include "tidemark/array/kernels/loops.h"

namespace tidemark::kernels::TIDEMARK_KERNEL_ISA {
namespace {

// NumPy's order for sorting, total up to equality: NaN after everything; of complex numbers first
// those with no NaN, then by which part is NaN: (x, NaN), (NaN, x), (NaN, NaN).
template <class T>
struct SortsBefore {
  bool operator()(const Stored<T>& a, const Stored<T>& b) const {
    if constexpr (kIsComplex<T>) {
      const bool a_re = a.re != a.re;
      const bool b_re = b.re != b.re;
      const bool a_im = a.im != a.im;
      const bool b_im = b.im != b.im;
      const int a_class = (a_re ? 2 : 0) + (a_im ? 1 : 0);
      const int b_class = (b_re ? 2 : 0) + (b_im ? 1 : 0);
      if (a_class != b_class) return a_class < b_class;
      if (!a_re && a.re != b.re) return a.re < b.re;
      return !a_im && a.im < b.im;
    } else if constexpr (kIsFloat<T>) {
      return a < b || (b != b && a == a);
    } else {
      return a < b;
    }
  }
};

template <class T>
void SortLoopOf(std::byte* data, int64_t n) {
  const Out<T> x = As<T>(data);
  std::sort(x, x + n, SortsBefore<T>{});
}

template <class T>
void ArgSortLoopOf(const std::byte* data, int64_t n, int64_t* positions) {
  const In<T> x = As<T>(data);
  std::iota(positions, positions + n, int64_t{0});
  std::stable_sort(positions, positions + n,
                   [x](int64_t a, int64_t b) { return SortsBefore<T>{}(x[a], x[b]); });
}

// So many values are searched at a time, step by step: what one of them waits for from memory does
// not hold up the others.
constexpr int kSearches = 16;

// Each step halves what is left for all searches alike: no branch to mispredict.
template <class T, bool kRight, int kCount>
void SearchTogether(const std::byte* sorted, int64_t sorted_stride, int64_t extent,
                    const std::byte* values, int64_t values_stride, std::byte* out,
                    int64_t out_stride) {
  const auto goes_on = [&](int64_t position, const Stored<T>& value) {
    const Stored<T> element = *As<T>(sorted + position * sorted_stride);
    return kRight ? !SortsBefore<T>{}(value, element) : SortsBefore<T>{}(element, value);
  };
  Stored<T> value[kCount];
  int64_t first[kCount];
  for (int j = 0; j < kCount; ++j) {
    value[j] = *As<T>(values + j * values_stride);
    first[j] = 0;
  }
  int64_t left = extent;
  for (; left > 1; left -= left / 2) {
    const int64_t half = left / 2;
    for (int j = 0; j < kCount; ++j) {
      first[j] += half & -static_cast<int64_t>(goes_on(first[j] + half - 1, value[j]));
    }
  }
  for (int j = 0; j < kCount; ++j) {
    const int64_t position = first[j] + (extent > 0 && goes_on(first[j], value[j]) ? 1 : 0);
    *As<int64_t>(out + j * out_stride) = position;
  }
}

template <class T, bool kRight>
void SearchAll(const std::byte* sorted, int64_t sorted_stride, int64_t extent,
               const std::byte* values, int64_t values_stride, std::byte* out, int64_t out_stride,
               int64_t n) {
  int64_t i = 0;
  for (; i + kSearches <= n; i += kSearches) {
    SearchTogether<T, kRight, kSearches>(sorted, sorted_stride, extent, values + i * values_stride,
                                         values_stride, out + i * out_stride, out_stride);
  }
  for (; i < n; ++i) {
    SearchTogether<T, kRight, 1>(sorted, sorted_stride, extent, values + i * values_stride,
                                 values_stride, out + i * out_stride, out_stride);
  }
}

template <class T>
void SearchLoopOf(const std::byte* sorted, int64_t sorted_stride, int64_t extent, bool right,
                  const std::byte* values, int64_t values_stride, std::byte* out,
                  int64_t out_stride, int64_t n) {
  const auto search = right ? &SearchAll<T, true> : &SearchAll<T, false>;
  search(sorted, sorted_stride, extent, values, values_stride, out, out_stride, n);
}

template <class T>
void PartitionLoopOf(std::byte* data, int64_t n, int64_t kth) {
  const Out<T> x = As<T>(data);
  if constexpr (kIsFloat<T>) {
    // With NaN out of the way the comparison is one of the machine's.
    const auto numbers = std::partition(x, x + n, [](Stored<T> v) { return v == v; });
    if (x + kth < numbers) std::nth_element(x, x + kth, numbers);
  } else {
    std::nth_element(x, x + kth, x + n, SortsBefore<T>{});
  }
}

template <class T>
void ArgPartitionLoopOf(const std::byte* data, int64_t n, int64_t kth, int64_t* positions) {
  const In<T> x = As<T>(data);
  std::iota(positions, positions + n, int64_t{0});
  std::nth_element(positions, positions + kth, positions + n,
                   [x](int64_t a, int64_t b) { return SortsBefore<T>{}(x[a], x[b]); });
}

template <class... T>
void SetSortsOf(LoopTables& tables, Types<T...>) {
  ((tables.sort[Index(kDTypeFor<T>)] = &SortLoopOf<BoolToByte<T>>), ...);
  ((tables.arg_sort[Index(kDTypeFor<T>)] = &ArgSortLoopOf<BoolToByte<T>>), ...);
  ((tables.search[Index(kDTypeFor<T>)] = &SearchLoopOf<BoolToByte<T>>), ...);
  ((tables.partition[Index(kDTypeFor<T>)] = &PartitionLoopOf<BoolToByte<T>>), ...);
  ((tables.arg_partition[Index(kDTypeFor<T>)] = &ArgPartitionLoopOf<BoolToByte<T>>), ...);
}

}  // namespace

void SetSorts(LoopTables& tables) { SetSortsOf(tables, AllTypes{}); }

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA
