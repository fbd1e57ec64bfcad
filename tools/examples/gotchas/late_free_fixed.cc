// late_free.cc with a function for what needs the raw data.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

namespace {

using tidemark::Array;

Array<double> Sums() {
  const Array<double> raw = tidemark::ones<double>({100, 1000});
  return raw.sum(0);
}

}  // namespace

int main() {
  const Array<double> sums = Sums();
  const Array<double> table = tidemark::outer(sums, sums);
  std::cout << table.sum() + sums.sum() << "\n";
}
