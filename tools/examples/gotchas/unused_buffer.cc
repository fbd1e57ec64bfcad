// unused-buffer: a result that nobody looks at.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

using tidemark::Array;

int main() {
  const Array<double> values = tidemark::ones<double>({100, 1000});
  // FAULT: it was needed before the output was changed.
  const Array<double> squares = values * values;
  std::cout << values.sum() << "\n";
}
