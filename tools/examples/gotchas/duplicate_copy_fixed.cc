// duplicate_copy.cc with one snapshot for both.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

using tidemark::Array;

int main() {
  Array<double> state = tidemark::ones<double>({100, 1000});
  const Array<double> before = state.copy();
  const Array<double> reference = before;
  state += 1.0;
  std::cout << state.sum() - before.sum() << " " << reference.mean() << "\n";
}
