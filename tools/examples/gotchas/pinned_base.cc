// pinned-base: a small view keeps all of a large array alive.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

namespace {

using tidemark::Array;
using tidemark::Slice;

Array<double> Corner() {
  const Array<double> image = tidemark::ones<double>({100, 1000});
  // FAULT: 128 bytes of 800,000 are used from here on.
  return image[{Slice(0, 4), Slice(0, 4)}];
}

}  // namespace

int main() {
  const Array<double> corner = Corner();
  const Array<double> other = tidemark::ones<double>({100, 1000});
  std::cout << corner.sum() + other.sum() << "\n";
}
