// Turns an address back into a pointer.
//
// Used where the recorder computes with addresses of code, stacks and mappings as numbers.
// Threading: pure functions.
#ifndef TIDEMARK_RECORD_OS_ADDRESS_H_
#define TIDEMARK_RECORD_OS_ADDRESS_H_

#include <cstdint>

namespace tidemark::record {

// There must be a T at the address, or the pointer must not be dereferenced.
template <class T>
inline T* PointerTo(uintptr_t address) noexcept {
  // The address comes from the kernel, the loader or a register, so there is no pointer to keep.
  return reinterpret_cast<T*>(address);  // NOLINT(performance-no-int-to-ptr)
}

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_OS_ADDRESS_H_
