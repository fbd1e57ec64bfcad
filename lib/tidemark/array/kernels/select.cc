// Moves that a mask or an index decides.
#include <cstdint>

#include "tidemark/array/kernels/items.h"
#include "tidemark/array/kernels/loops.h"

#if defined(__AVX512BW__)
#include <immintrin.h>
#endif

namespace tidemark::kernels::TIDEMARK_KERNEL_ISA {
namespace {

// One side may be a single value for all.
template <class Item>
void SelectOneOrItems(const std::byte* condition, const Item* one, bool one_where_true,
                      const Item* items, Item* to, int64_t n) {
  const Item value = *one;
  if (one_where_true) {
    TIDEMARK_INDEPENDENT_OF_ANY_TYPE
    for (int64_t i = 0; i < n; ++i) to[i] = condition[i] != std::byte{0} ? value : items[i];
    return;
  }
  TIDEMARK_INDEPENDENT_OF_ANY_TYPE
  for (int64_t i = 0; i < n; ++i) to[i] = condition[i] != std::byte{0} ? items[i] : value;
}

template <class Item>
void SelectItems(const std::byte* condition, int64_t condition_stride, const std::byte* a,
                 int64_t a_stride, const std::byte* b, int64_t b_stride, std::byte* out,
                 int64_t out_stride, int64_t n) {
  constexpr int64_t kSize = sizeof(Item);
  const bool contiguous = condition_stride == 1 && out_stride == kSize && n > 0;
  if (contiguous && a_stride == kSize && b_stride == kSize) {
    const Item* x = ItemsAt<Item>(a);
    const Item* y = ItemsAt<Item>(b);
    Item* to = ItemsAt<Item>(out);
    TIDEMARK_INDEPENDENT_OF_ANY_TYPE
    for (int64_t i = 0; i < n; ++i) to[i] = condition[i] != std::byte{0} ? x[i] : y[i];
    return;
  }
  if (contiguous && a_stride == 0 && b_stride == kSize) {
    return SelectOneOrItems<Item>(condition, ItemsAt<Item>(a), true, ItemsAt<Item>(b),
                                  ItemsAt<Item>(out), n);
  }
  if (contiguous && b_stride == 0 && a_stride == kSize) {
    return SelectOneOrItems<Item>(condition, ItemsAt<Item>(b), false, ItemsAt<Item>(a),
                                  ItemsAt<Item>(out), n);
  }
  for (int64_t i = 0; i < n; ++i) {
    const std::byte* from =
        condition[i * condition_stride] != std::byte{0} ? a + i * a_stride : b + i * b_stride;
    *ItemsAt<Item>(out + i * out_stride) = *ItemsAt<Item>(from);
  }
}

template <class Item>
void GatherItems(const std::byte* in, int64_t in_stride, const int64_t* index, std::byte* out,
                 int64_t out_stride, int64_t n) {
  if (in_stride == sizeof(Item) && out_stride == sizeof(Item)) {
    for (int64_t i = 0; i < n; ++i) ItemsAt<Item>(out)[i] = ItemsAt<Item>(in)[index[i]];
    return;
  }
  for (int64_t i = 0; i < n; ++i) {
    *ItemsAt<Item>(out + i * out_stride) = *ItemsAt<Item>(in + index[i] * in_stride);
  }
}

// Writes every item to the next free place, and moves on from there only where the mask says so:
// no branch to mispredict. Stops with the last item that is wanted, so never writes past it.
template <class Item>
void CompressItems(const std::byte* in, int64_t in_stride, const std::byte* mask,
                   int64_t mask_stride, std::byte* out, int64_t wanted) {
  Item* to = ItemsAt<Item>(out);
  int64_t moved = 0;
  for (int64_t i = 0; moved < wanted; ++i) {
    to[moved] = *ItemsAt<Item>(in + i * in_stride);
    moved += mask[i * mask_stride] != std::byte{0} ? 1 : 0;
  }
}

void SelectAny(const std::byte* condition, int64_t condition_stride, const std::byte* a,
               int64_t a_stride, const std::byte* b, int64_t b_stride, std::byte* out,
               int64_t out_stride, int64_t n, int64_t item_size) noexcept {
  const auto select = [&]<class Item>() {
    SelectItems<Item>(condition, condition_stride, a, a_stride, b, b_stride, out, out_stride, n);
  };
  WithItem(select, item_size, a, a_stride, b, b_stride, out, out_stride);
}

// By the sign bits of sums and differences, which the compiler makes vectors of.
IndexCheck CheckAll(const int64_t* index, int64_t n, int64_t extent) noexcept {
  IndexCheck seen;
  if (extent > INT64_MAX / 2) {  // the sums would not fit; such axes repeat their elements
    for (int64_t i = 0; i < n; ++i) {
      seen.within = seen.within && index[i] >= -extent && index[i] < extent;
      seen.negative = seen.negative || index[i] < 0;
    }
    return seen;
  }
  const auto offset = static_cast<uint64_t>(extent);
  const uint64_t last = 2 * offset - 1;
  uint64_t outside = 0;
  uint64_t negative = 0;
  for (int64_t i = 0; i < n; ++i) {
    const auto position = static_cast<uint64_t>(index[i]);
    const uint64_t shifted = position + offset;  // of those within: 0 to last
    outside |= shifted | (last - shifted);
    negative |= position;
  }
  return {.within = outside >> 63 == 0, .negative = negative >> 63 != 0};
}

void GatherAny(const std::byte* in, int64_t in_stride, const int64_t* index, std::byte* out,
               int64_t out_stride, int64_t n, int64_t item_size) noexcept {
  const auto gather = [&]<class Item>() {
    GatherItems<Item>(in, in_stride, index, out, out_stride, n);
  };
  WithItem(gather, item_size, in, in_stride, out, out_stride);
}

int64_t CountAll(const std::byte* mask, int64_t mask_stride, int64_t n) noexcept {
  int64_t count = 0;
  for (int64_t i = 0; i < n; ++i) count += mask[i * mask_stride] != std::byte{0} ? 1 : 0;
  return count;
}

int64_t CompressAny(const std::byte* in, int64_t in_stride, const std::byte* mask,
                    int64_t mask_stride, std::byte* out, int64_t n, int64_t item_size) noexcept {
  const int64_t wanted = CountAll(mask, mask_stride, n);
  const auto compress = [&]<class Item>() {
    CompressItems<Item>(in, in_stride, mask, mask_stride, out, wanted);
  };
  WithItem(compress, item_size, in, in_stride, out);
  return wanted;
}

#if defined(__AVX512BW__) && defined(__AVX512DQ__)
// Of 64 places, of which eight positions at a time are pressed together in a register; what stands
// behind them there is overwritten by the next. As long as 64 more are
// wanted, so that nothing is written past the end.
int64_t PositionsInVectors(const std::byte* mask, int64_t n, int64_t first, int64_t* out,
                           int64_t wanted, int64_t* seen) {
  int64_t moved = 0;
  int64_t i = 0;
  const __m512i next = _mm512_set1_epi64(8);
  for (; i + 64 <= n && moved + 64 <= wanted; i += 64) {
    const __m512i bytes = _mm512_loadu_si512(mask + i);
    uint64_t is_true = _mm512_test_epi8_mask(bytes, bytes);
    __m512i positions =
        _mm512_add_epi64(_mm512_set1_epi64(first + i), _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7));
    for (; is_true != 0; is_true >>= 8) {
      const auto eight = static_cast<__mmask8>(is_true);
      _mm512_storeu_si512(out + moved, _mm512_maskz_compress_epi64(eight, positions));
      moved += __builtin_popcount(eight);
      positions = _mm512_add_epi64(positions, next);
    }
  }
  *seen = i;
  return moved;
}
#else
int64_t PositionsInVectors(const std::byte*, int64_t, int64_t, int64_t*, int64_t, int64_t* seen) {
  *seen = 0;
  return 0;
}
#endif

// Eight places at a time: none of them true, or as CompressItems does it.
int64_t PositionsOfTrue(const std::byte* mask, int64_t n, int64_t first, int64_t* out,
                        int64_t wanted) noexcept {
  constexpr int64_t kWord = 8;
  int64_t start = 0;
  int64_t moved = PositionsInVectors(mask, n, first, out, wanted, &start);
  for (int64_t i = start; i < n && moved < wanted; i += kWord) {
    uint64_t word = 1;
    if (n - i >= kWord) __builtin_memcpy(&word, mask + i, kWord);
    if (word == 0) continue;
    if (n - i >= kWord && wanted - moved >= kWord) {
#pragma GCC unroll 8
      for (int64_t j = 0; j < kWord; ++j) {
        out[moved] = first + i + j;
        moved += mask[i + j] != std::byte{0} ? 1 : 0;
      }
      continue;
    }
    for (int64_t j = i; j < n && j < i + kWord && moved < wanted; ++j) {
      out[moved] = first + j;
      moved += mask[j] != std::byte{0} ? 1 : 0;
    }
  }
  return moved;
}

}  // namespace

void SetSelections(LoopTables& tables) {
  tables.select = &SelectAny;
  tables.check_index = &CheckAll;
  tables.gather = &GatherAny;
  tables.count_true = &CountAll;
  tables.compress = &CompressAny;
  tables.true_positions = &PositionsOfTrue;
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA
