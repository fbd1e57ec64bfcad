// concat_in_loop.cc with memory for all pieces from the start.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

using tidemark::Array;
using tidemark::Slice;

int main() {
  Array<double> all = tidemark::empty<double>({100000});
  for (int64_t i = 0; i < 10; ++i) {
    const Array<double> piece = tidemark::full<double>({10000}, 1.5);
    all[{Slice(i * 10000, (i + 1) * 10000)}] = piece;
  }
  std::cout << all.sum() << "\n";
}
