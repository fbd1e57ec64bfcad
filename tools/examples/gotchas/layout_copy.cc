// layout-copy: a transposed array is made flat, which only a copy can do.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

using tidemark::Array;

int main() {
  Array<double> frames = tidemark::zeros<double>({200, 500});
  frames[{3}] = 1.0;
  // FAULT: in this order the elements do not lie side by side.
  const Array<double> flat = frames.transpose().ravel();
  std::cout << flat.sum() << " " << flat(3) << "\n";
}
