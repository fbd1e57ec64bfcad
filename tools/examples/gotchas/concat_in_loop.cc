// concat-in-loop: with each piece, all pieces before it are copied.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

using tidemark::Array;

int main() {
  Array<double> all = tidemark::empty<double>({0});
  for (int64_t i = 0; i < 10; ++i) {
    const Array<double> piece = tidemark::full<double>({10000}, 1.5);
    // FAULT: the old array and the new one are there at once.
    all = tidemark::concatenate<double>({all, piece});
  }
  std::cout << all.sum() << "\n";
}
