// unused_buffer.cc without it.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

using tidemark::Array;

int main() {
  const Array<double> values = tidemark::ones<double>({100, 1000});
  std::cout << values.sum() << "\n";
}
