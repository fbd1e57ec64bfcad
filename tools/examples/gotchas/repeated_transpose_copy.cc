// repeated-transpose-copy: in each round the same columns are laid out as rows.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

using tidemark::Array;

int main() {
  const Array<double> weights = tidemark::ones<double>({100, 1000});
  double sum = 0;
  for (int64_t layer = 0; layer < 4; ++layer) {
    Array<float> columns = tidemark::empty<float>({1000, 100});
    // FAULT: the weights are what they were in the round before.
    columns.assign(weights.transpose());
    sum += columns[{layer}].sum();
  }
  std::cout << sum << "\n";
}
