// unmodified-copy: a part is copied, and only read.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

using tidemark::Array;
using tidemark::Slice;

int main() {
  const Array<double> image = tidemark::ones<double>({100, 1000});
  // FAULT: nobody writes to the part, nor to the image.
  const Array<double> middle = image[{Slice(10, 90), Slice(100, 900)}].copy();
  std::cout << middle.sum() << " of " << image.sum() << "\n";
}
