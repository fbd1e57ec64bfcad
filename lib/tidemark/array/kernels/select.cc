// Moves that a mask or an index decides.
#include <cstdint>

#include "tidemark/array/kernels.h"
#include "tidemark/array/kernels/items.h"

namespace tidemark::kernels {
namespace {

using internal::Item1;
using internal::ItemsAt;

template <class Item>
void SelectItems(const std::byte* condition, int64_t condition_stride, const std::byte* a,
                 int64_t a_stride, const std::byte* b, int64_t b_stride, std::byte* out,
                 int64_t out_stride, int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    const std::byte* from =
        condition[i * condition_stride] != std::byte{0} ? a + i * a_stride : b + i * b_stride;
    *ItemsAt<Item>(out + i * out_stride) = *ItemsAt<Item>(from);
  }
}

template <class Item>
void GatherItems(const std::byte* in, int64_t in_stride, const int64_t* index, std::byte* out,
                 int64_t out_stride, int64_t n) {
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

}  // namespace

void Select(const std::byte* condition, int64_t condition_stride, const std::byte* a,
            int64_t a_stride, const std::byte* b, int64_t b_stride, std::byte* out,
            int64_t out_stride, int64_t n, int64_t item_size) noexcept {
  internal::WithItem(item_size, [&]<class Item>() {
    SelectItems<Item>(condition, condition_stride, a, a_stride, b, b_stride, out, out_stride, n);
  });
}

void Gather(const std::byte* in, int64_t in_stride, const int64_t* index, std::byte* out,
            int64_t out_stride, int64_t n, int64_t item_size) noexcept {
  internal::WithItem(item_size, [&]<class Item>() {
    GatherItems<Item>(in, in_stride, index, out, out_stride, n);
  });
}

int64_t CountTrue(const std::byte* mask, int64_t mask_stride, int64_t n) noexcept {
  int64_t count = 0;
  for (int64_t i = 0; i < n; ++i) count += mask[i * mask_stride] != std::byte{0} ? 1 : 0;
  return count;
}

int64_t Compress(const std::byte* in, int64_t in_stride, const std::byte* mask, int64_t mask_stride,
                 std::byte* out, int64_t n, int64_t item_size) noexcept {
  const int64_t wanted = CountTrue(mask, mask_stride, n);
  internal::WithItem(item_size, [&]<class Item>() {
    CompressItems<Item>(in, in_stride, mask, mask_stride, out, wanted);
  });
  return wanted;
}

}  // namespace tidemark::kernels
