// double-buffer: what replaces an array is computed beside it.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

using tidemark::Array;

int main() {
  Array<double> image = tidemark::ones<double>({100, 1000});
  // FAULT: the image of before is only freed when this is done.
  image = image * 0.5;
  std::cout << image.sum() << "\n";
}
