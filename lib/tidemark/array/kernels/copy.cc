// Moves of strided items and of matrices.
#include <cstdint>
#include <cstring>
#include <utility>

#include "tidemark/array/kernels/items.h"
#include "tidemark/array/kernels/loops.h"

namespace tidemark::kernels::TIDEMARK_KERNEL_ISA {
namespace {

// The steps that slices have most often are constants in loops of their own: from these the
// compiler makes vectors.
template <class Item, int64_t kStep>
void CopyEvery(const std::byte* in, std::byte* out, int64_t n) {
  const Item* from = ItemsAt<Item>(in);
  Item* to = ItemsAt<Item>(out);
  TIDEMARK_INDEPENDENT_OF_ANY_TYPE
  for (int64_t i = 0; i < n; ++i) to[i] = from[i * kStep];
}

template <class Item>
void CopyItems(const std::byte* in, int64_t in_stride, std::byte* out, int64_t out_stride,
               int64_t n) {
  constexpr int64_t kSize = sizeof(Item);
  if (out_stride == kSize) {
    if (in_stride == 0) return CopyEvery<Item, 0>(in, out, n);
    if (in_stride == 2 * kSize) return CopyEvery<Item, 2>(in, out, n);
    if (in_stride == -kSize) return CopyEvery<Item, -1>(in, out, n);
    Item* to = ItemsAt<Item>(out);
    for (int64_t i = 0; i < n; ++i) to[i] = *ItemsAt<Item>(in + i * in_stride);
    return;
  }
  for (int64_t i = 0; i < n; ++i) {
    *ItemsAt<Item>(out + i * out_stride) = *ItemsAt<Item>(in + i * in_stride);
  }
}

// A tile has this many items on a side: 64 bytes, a cache line, at least.
template <class Item>
inline constexpr int64_t kTile = sizeof(Item) >= 8 ? 16 : 64 / static_cast<int64_t>(sizeof(Item));

constexpr int64_t Smaller(int64_t a, int64_t b) { return a < b ? a : b; }

template <class Item>
void CopyTiles(const std::byte* in, int64_t in_row_pitch, int64_t in_column_pitch, std::byte* out,
               int64_t out_row_pitch, int64_t out_column_pitch, int64_t rows, int64_t columns) {
  for (int64_t r = 0; r < rows; r += kTile<Item>) {
    const int64_t height = Smaller(kTile<Item>, rows - r);
    for (int64_t c = 0; c < columns; c += kTile<Item>) {
      const int64_t width = Smaller(kTile<Item>, columns - c);
      const std::byte* from = in + r * in_row_pitch + c * in_column_pitch;
      std::byte* to = out + r * out_row_pitch + c * out_column_pitch;
      for (int64_t i = 0; i < height; ++i) {
        CopyItems<Item>(from + i * in_row_pitch, in_column_pitch, to + i * out_row_pitch,
                        out_column_pitch, width);
      }
    }
  }
}

// Square blocks of so many rows are transposed in registers. More would not fit into 16 of them.
#if defined(__AVX2__)
inline constexpr int kBlockBytes = 32;
#else
inline constexpr int kBlockBytes = 16;
#endif
template <class Item>
inline constexpr int kBlock = sizeof(Item) >= 4 ? kBlockBytes / static_cast<int>(sizeof(Item))
                                                : 16 / static_cast<int>(sizeof(Item));

template <class Item>
struct BlockRow {
  typedef Item Type __attribute__((vector_size(kBlock<Item> * sizeof(Item))));
  typedef Item Stored
      __attribute__((vector_size(kBlock<Item> * sizeof(Item)), aligned(sizeof(Item)), may_alias));
};

// Swaps the upper right with the lower left of every 2 x 2 of squares of kSide items.
template <class Item, int kSide, class Row, int... kColumn>
[[gnu::always_inline]] inline void SwapSquares(Row& upper, Row& lower,
                                               std::integer_sequence<int, kColumn...>) {
  constexpr int kLower = kBlock<Item>;  // columns of `lower` count from here
  const Row first = __builtin_shufflevector(
      upper, lower, ((kColumn & kSide) != 0 ? kLower + kColumn - kSide : kColumn)...);
  lower = __builtin_shufflevector(upper, lower,
                                  ((kColumn & kSide) != 0 ? kLower + kColumn : kColumn + kSide)...);
  upper = first;
}

template <class Item, int kSide, class Row>
[[gnu::always_inline]] inline void TransposeRows(Row (&rows)[kBlock<Item>]) {
#pragma GCC unroll 16
  for (int i = 0; i < kBlock<Item>; ++i) {
    if ((i & kSide) == 0) {
      SwapSquares<Item, kSide>(rows[i], rows[i + kSide],
                               std::make_integer_sequence<int, kBlock<Item>>{});
    }
  }
  if constexpr (kSide > 1) TransposeRows<Item, kSide / 2>(rows);
}

template <class Item>
[[gnu::always_inline]] inline void TransposeBlock(const std::byte* in, int64_t in_pitch,
                                                  std::byte* out, int64_t out_pitch) {
  using Stored = typename BlockRow<Item>::Stored;
  typename BlockRow<Item>::Type rows[kBlock<Item>];
#pragma GCC unroll 16
  for (int i = 0; i < kBlock<Item>; ++i) {
    rows[i] = *reinterpret_cast<const Stored*>(in + i * in_pitch);
  }
  TransposeRows<Item, kBlock<Item> / 2>(rows);
#pragma GCC unroll 16
  for (int i = 0; i < kBlock<Item>; ++i) *reinterpret_cast<Stored*>(out + i * out_pitch) = rows[i];
}

// out[c][r] = in[r][c], both contiguous in their second index. In strips of rows, down which the
// blocks fill whole cache lines of the output one after the other.
template <class Item>
void Transpose(const std::byte* in, int64_t in_pitch, std::byte* out, int64_t out_pitch,
               int64_t rows, int64_t columns) {
  constexpr int64_t kStrip = 128;
  constexpr int64_t kSide = kBlock<Item>;
  constexpr int64_t kSize = sizeof(Item);
  for (int64_t top = 0; top < rows; top += kStrip) {
    const int64_t height = Smaller(kStrip, rows - top);
    const int64_t whole_height = height / kSide * kSide;
    const int64_t whole_width = columns / kSide * kSide;
    const std::byte* from = in + top * in_pitch;
    std::byte* to = out + top * kSize;
    for (int64_t c = 0; c < whole_width; c += kSide) {
      for (int64_t r = 0; r < whole_height; r += kSide) {
        TransposeBlock<Item>(from + r * in_pitch + c * kSize, in_pitch,
                             to + c * out_pitch + r * kSize, out_pitch);
      }
      for (int64_t i = 0; i < kSide; ++i) {
        CopyItems<Item>(from + whole_height * in_pitch + (c + i) * kSize, in_pitch,
                        to + (c + i) * out_pitch + whole_height * kSize, kSize,
                        height - whole_height);
      }
    }
    for (int64_t c = whole_width; c < columns; ++c) {
      CopyItems<Item>(from + c * kSize, in_pitch, to + c * out_pitch, kSize, height);
    }
  }
}

void CopyStridedItems(const std::byte* in, int64_t in_stride, std::byte* out, int64_t out_stride,
                      int64_t n, int64_t item_size) noexcept {
  if (n <= 0) return;
  if (in_stride == item_size && out_stride == item_size) {
    std::memcpy(out, in, static_cast<size_t>(n * item_size));
    return;
  }
  WithItem([&]<class Item>() { CopyItems<Item>(in, in_stride, out, out_stride, n); }, item_size, in,
           in_stride, out, out_stride);
}

void CopyMatrixItems(const std::byte* in, int64_t in_row_pitch, int64_t in_column_pitch,
                     std::byte* out, int64_t out_row_pitch, int64_t out_column_pitch, int64_t rows,
                     int64_t columns, int64_t item_size) noexcept {
  if (in_column_pitch == item_size && out_column_pitch == item_size) {
    for (int64_t r = 0; r < rows; ++r) {
      CopyStridedItems(in + r * in_row_pitch, item_size, out + r * out_row_pitch, item_size,
                       columns, item_size);
    }
    return;
  }
  const auto copy = [&]<class Item>() {
    if constexpr (sizeof(Item) <= 8 && alignof(Item) == sizeof(Item)) {
      if (in_column_pitch == item_size && out_row_pitch == item_size) {
        return Transpose<Item>(in, in_row_pitch, out, out_column_pitch, rows, columns);
      }
      if (in_row_pitch == item_size && out_column_pitch == item_size) {
        return Transpose<Item>(in, in_column_pitch, out, out_row_pitch, columns, rows);
      }
    }
    CopyTiles<Item>(in, in_row_pitch, in_column_pitch, out, out_row_pitch, out_column_pitch, rows,
                    columns);
  };
  WithItem(copy, item_size, in, in_row_pitch, in_column_pitch, out, out_row_pitch,
           out_column_pitch);
}

}  // namespace

void SetCopies(LoopTables& tables) {
  tables.copy_strided = &CopyStridedItems;
  tables.copy_matrix = &CopyMatrixItems;
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA
