// double_buffer.cc in place.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

using tidemark::Array;

int main() {
  Array<double> image = tidemark::ones<double>({100, 1000});
  image *= 0.5;
  std::cout << image.sum() << "\n";
}
