// duplicate-copy: two snapshots of the same state.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

using tidemark::Array;

int main() {
  Array<double> state = tidemark::ones<double>({100, 1000});
  const Array<double> before = state.copy();
  // FAULT: it is what `before` is, and neither is ever written to.
  const Array<double> reference = state.copy();
  state += 1.0;
  std::cout << state.sum() - before.sum() << " " << reference.mean() << "\n";
}
