// repeated_transpose_copy.cc with one copy for all rounds.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

using tidemark::Array;

int main() {
  const Array<double> weights = tidemark::ones<double>({100, 1000});
  Array<float> columns = tidemark::empty<float>({1000, 100});
  columns.assign(weights.transpose());
  double sum = 0;
  for (int64_t layer = 0; layer < 4; ++layer) {
    sum += columns[{layer}].sum();
  }
  std::cout << sum << "\n";
}
