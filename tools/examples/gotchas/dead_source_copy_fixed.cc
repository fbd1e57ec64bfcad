// dead_source_copy.cc, where the original itself is returned.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

namespace {

using tidemark::Array;

Array<double> Load() {
  Array<double> values = tidemark::zeros<double>({100, 1000});
  values += 1.5;
  return values;
}

}  // namespace

int main() {
  Array<double> values = Load();
  values *= 2.0;
  std::cout << values.sum() << "\n";
}
