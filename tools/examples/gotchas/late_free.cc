// late-free: what was read for its sums is there until the end of the function.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

using tidemark::Array;

int main() {
  // FAULT: not used any more when most memory is.
  const Array<double> raw = tidemark::ones<double>({100, 1000});
  const Array<double> sums = raw.sum(0);
  const Array<double> table = tidemark::outer(sums, sums);
  std::cout << table.sum() + sums.sum() << "\n";
}
