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
// Complex numbers are aligned to their parts.
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

// Calls function.template operator()<Item>() for the item of that size.
template <class Function>
auto WithItem(int64_t item_size, Function function) {
  switch (item_size) {
    case 1:
      return function.template operator()<Item1>();
    case 2:
      return function.template operator()<Item2>();
    case 4:
      return function.template operator()<Item4>();
    case 8:
      return function.template operator()<Item8>();
    default:
      return function.template operator()<Item16>();
  }
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA

#endif  // TIDEMARK_ARRAY_KERNELS_ITEMS_H_
