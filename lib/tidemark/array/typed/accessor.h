// Unchecked access to the elements of an array of known rank, for hot loops over strided arrays.
//
// Made by Array<T>::accessor<N>() (reads) and mutable_accessor<N>() (writes), which report the
// access once and mark the buffer as escaped, like data().
//
// Ownership: borrows the array, which must outlive it. Errors: none; indices are not checked and
// must not be negative. Threading: as a raw pointer.
//
//   auto x = a.accessor<2>();
//   for (int64_t i = 0; i < x.extent(0); ++i) total += x(i, 0);
#ifndef TIDEMARK_ARRAY_TYPED_ACCESSOR_H_
#define TIDEMARK_ARRAY_TYPED_ACCESSOR_H_

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace tidemark {

template <class T, int kRank>
class Accessor {
 public:
  using Byte = std::conditional_t<std::is_const_v<T>, const std::byte, std::byte>;

  // `shape` and `strides` (in bytes) have kRank entries.
  Accessor(Byte* data, const int64_t* shape, const int64_t* strides) : data_(data) {
    for (int i = 0; i < kRank; ++i) {
      extents_[static_cast<size_t>(i)] = shape[i];
      strides_[static_cast<size_t>(i)] = strides[i];
    }
  }

  template <std::integral... I>
  requires(sizeof...(I) == kRank) T& operator()(I... index) const {
    const std::array<int64_t, kRank> positions{static_cast<int64_t>(index)...};
    int64_t offset = 0;
    for (size_t i = 0; i < kRank; ++i) offset += positions[i] * strides_[i];
    return *reinterpret_cast<T*>(data_ + offset);
  }

  int64_t extent(int axis) const { return extents_[static_cast<size_t>(axis)]; }

 private:
  Byte* data_;
  std::array<int64_t, kRank> extents_;
  std::array<int64_t, kRank> strides_;
};

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_TYPED_ACCESSOR_H_
