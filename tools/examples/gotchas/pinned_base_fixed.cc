// pinned_base.cc, where a copy of the small part lets go of the large array.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

namespace {

using tidemark::Array;
using tidemark::Slice;

Array<double> Corner() {
  const Array<double> image = tidemark::ones<double>({100, 1000});
  return image[{Slice(0, 4), Slice(0, 4)}].copy();
}

}  // namespace

int main() {
  const Array<double> corner = Corner();
  const Array<double> other = tidemark::ones<double>({100, 1000});
  std::cout << corner.sum() + other.sum() << "\n";
}
