// A view on the stack of a part of an array, for internal passes over it: no reference count, no
// events of its own; accesses are reported under the array's view.
//
// Made by operations; borrows the array's buffer.
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
    view_.SetLayout(array.dtype, shape, strides);
    view_.data = data;
    view_.buffer = array.buffer;
    view_.id = array.id;
    view_.writable = array.writable;
  }
  ~LocalView() {
    if (view_.dims != view_.inline_dims) std::free(view_.dims);
  }
  LocalView(const LocalView&) = delete;
  LocalView& operator=(const LocalView&) = delete;

  const View& view() const { return view_; }

 private:
  View view_;
};

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_CORE_LOCAL_VIEW_INTERNAL_H_
