// redundant-asarray: array() of an array copies it, always.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

namespace {

using tidemark::Array;

double Sum(const Array<double>& anything) {
  // FAULT: meant was "as an array, whatever it is"; made was a copy.
  const Array<double> values = tidemark::array(anything);
  return values.sum();
}

}  // namespace

int main() {
  const Array<double> values = tidemark::ones<double>({100, 1000});
  std::cout << Sum(values) << "\n";
}
