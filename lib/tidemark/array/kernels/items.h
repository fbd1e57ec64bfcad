// Items as opaque blocks of 1, 2, 4, 8 or 16 bytes, for the loops that only move them.
//
// Included only by implementation files, and in the namespace of their instruction set for the
// reason that element.h gives. Threading: pure functions. The items may be of any element type,
// hence may_alias.
#ifndef TIDEMARK_ARRAY_KERNELS_ITEMS_H_
#define TIDEMARK_ARRAY_KERNELS_ITEMS_H_

#include <cstddef>
#include <cstdint>

#ifndef TIDEMARK_KERNEL_ISA
#error "TIDEMARK_KERNEL_ISA must name the namespace of this instruction set"
#endif

namespace tidemark::kernels::TIDEMARK_KERNEL_ISA {

typedef uint8_t Item1 __attribute__((may_alias));
typedef uint16_t Item2 __attribute__((may_alias));
typedef uint32_t Item4 __attribute__((may_alias));
typedef uint64_t Item8 __attribute__((may_alias));
// Complex numbers are aligned to their parts: those of 8 bytes may lie between two words.
struct [[gnu::may_alias]] HalvedItem8 {
  uint32_t low;
  uint32_t high;
};
struct [[gnu::may_alias]] Item16 {
  uint64_t low;
  uint64_t high;
};

template <class Item>
const Item* ItemsAt(const std::byte* p) {
  return reinterpret_cast<const Item*>(p);
}
template <class Item>
Item* ItemsAt(std::byte* p) {
  return reinterpret_cast<Item*>(p);
}

// Addresses and strides, for WithItem.
inline uint64_t PlaceOf(const std::byte* p) { return reinterpret_cast<uintptr_t>(p); }
inline uint64_t PlaceOf(int64_t stride) { return static_cast<uint64_t>(stride); }

// Calls function.template operator()<Item>() for the item of that size that may lie at addresses
// and distances like these.
template <class Function, class... Place>
auto WithItem(Function function, int64_t item_size, Place... places) {
  switch (item_size) {
    case 1:
      return function.template operator()<Item1>();
    case 2:
      return function.template operator()<Item2>();
    case 4:
      return function.template operator()<Item4>();
    case 8:
      if (((PlaceOf(places) | ...) & 7) != 0) return function.template operator()<HalvedItem8>();
      return function.template operator()<Item8>();
    default:
      return function.template operator()<Item16>();
  }
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA

#endif  // TIDEMARK_ARRAY_KERNELS_ITEMS_H_
