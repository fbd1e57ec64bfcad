// slice-as-gather: every second element is gathered by its position.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

using tidemark::Array;

int main() {
  const Array<double> samples = tidemark::ones<double>({100000});
  // FAULT: a slice shows the same elements.
  const Array<double> even = samples.take(tidemark::arange(0, 100000, 2));
  std::cout << even.sum() + samples.sum() << "\n";
}
