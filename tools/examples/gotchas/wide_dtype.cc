// wide-dtype: labels from 0 to 9 of eight bytes each.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

using tidemark::Array;

int main() {
  // FAULT: one byte holds each of them.
  Array<int64_t> labels = tidemark::zeros<int64_t>({100, 1000});
  for (int64_t i = 0; i < 100; ++i) labels[{i}] = i % 10;
  std::cout << labels.sum() << "\n";
}
