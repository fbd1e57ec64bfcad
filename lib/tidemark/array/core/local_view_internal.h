// A part of an array in the shape of a node, for work that needs no handle of its own: what it does
// is reported under the array's own handle.
//
// Made on the stack by operations; borrows the array's buffer and is never counted.
#ifndef TIDEMARK_ARRAY_CORE_LOCAL_VIEW_INTERNAL_H_
#define TIDEMARK_ARRAY_CORE_LOCAL_VIEW_INTERNAL_H_

#include <cstddef>
#include <cstdlib>
#include <span>

#include "tidemark/array/core/buffer.h"

namespace tidemark::array_internal {

class LocalView {
 public:
  LocalView(const View& array, std::byte* data, std::span<const int64_t> shape,
            std::span<const int64_t> strides) {
    node_.SetLayout(array.dtype, shape, strides);
    node_.data = data;
    node_.buffer = array.buffer;
    node_.view = array.view;
    node_.writable = array.writable;
  }
  ~LocalView() {
    if (node_.dims != node_.inline_dims) std::free(node_.dims);
  }
  LocalView(const LocalView&) = delete;
  LocalView& operator=(const LocalView&) = delete;

  const View& node() const { return node_; }

 private:
  View node_;
};

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_CORE_LOCAL_VIEW_INTERNAL_H_
