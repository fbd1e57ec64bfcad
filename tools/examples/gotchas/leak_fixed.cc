// leak.cc with an array that ends with its function.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

namespace {

using tidemark::Array;

double Load() {
  const Array<double> values = tidemark::ones<double>({100, 1000});
  return values.sum();
}

}  // namespace

int main() {
  const double sum = Load();
  const Array<double> other = tidemark::ones<double>({100, 1000});
  std::cout << sum + other.sum() << "\n";
}
