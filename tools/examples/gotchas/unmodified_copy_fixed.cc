// unmodified_copy.cc with a view.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

using tidemark::Array;
using tidemark::Slice;

int main() {
  const Array<double> image = tidemark::ones<double>({100, 1000});
  const Array<double> middle = image[{Slice(10, 90), Slice(100, 900)}];
  std::cout << middle.sum() << " of " << image.sum() << "\n";
}
