// dead-source-copy: what is returned is copied from something that ends with the function.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

namespace {

using tidemark::Array;

Array<double> Load() {
  Array<double> values = tidemark::zeros<double>({100, 1000});
  values += 1.5;
  // FAULT: the original dies at the next brace.
  return values.copy();
}

}  // namespace

int main() {
  Array<double> values = Load();
  values *= 2.0;
  std::cout << values.sum() << "\n";
}
