// Reading .npy files into arrays whose element type the program knows.
//
// Called by users; typed forms of npy.h, where files, events and errors are stated. A file of another
// dtype is a DTypeError that says so; convert what load_npy(path) gives with astype.
//
//   auto weights = load_npy<double>("weights.npy");
//   Array<const float> images = map_npy<float>("images.npy");
#ifndef TIDEMARK_ARRAY_TYPED_ARRAY_FILES_H_
#define TIDEMARK_ARRAY_TYPED_ARRAY_FILES_H_

#include <string>
#include <utility>

#include "tidemark/array/io/npy.h"
#include "tidemark/array/typed/typed_array.h"

namespace tidemark {

template <Element T>
Array<T> load_npy(const std::string& path, SourceLocation site = SourceLocation::Current()) {
  AnyArray loaded = load_npy(path, site);
  if (loaded.dtype() != kDTypeOf<T>) {
    array_internal::ThrowDTypeError(path + ": elements are " + DTypeName(loaded.dtype()) +
                                    ", not " + DTypeName(kDTypeOf<T>) +
                                    "; load_npy(path) takes any");
  }
  return array_internal::Typed<T>(std::move(loaded));
}

template <Element T>
Array<const std::remove_const_t<T>> map_npy(const std::string& path,
                                            SourceLocation site = SourceLocation::Current()) {
  return Array<const std::remove_const_t<T>>(map_npy(path, MapMode::kReadOnly, site));
}

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_TYPED_ARRAY_FILES_H_
