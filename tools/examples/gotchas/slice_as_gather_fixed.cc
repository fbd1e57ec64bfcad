// slice_as_gather.cc with a slice.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

using tidemark::Array;
using tidemark::Slice;

int main() {
  const Array<double> samples = tidemark::ones<double>({100000});
  const Array<double> even = samples[{Slice(0, 100000, 2)}];
  std::cout << even.sum() + samples.sum() << "\n";
}
