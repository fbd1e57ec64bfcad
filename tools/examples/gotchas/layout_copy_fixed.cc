// layout_copy.cc with the elements in that order from the start.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

using tidemark::Array;

int main() {
  Array<double> frames = tidemark::zeros<double>({500, 200});
  frames.transpose()[{3}] = 1.0;
  const Array<double> flat = frames.ravel();
  std::cout << flat.sum() << " " << flat(3) << "\n";
}
