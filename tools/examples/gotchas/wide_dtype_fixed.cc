// wide_dtype.cc with the dtype that is enough.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

using tidemark::Array;

int main() {
  Array<int8_t> labels = tidemark::zeros<int8_t>({100, 1000});
  for (int64_t i = 0; i < 100; ++i) labels[{i}] = static_cast<int8_t>(i % 10);
  std::cout << labels.sum() << "\n";
}
