// leak: an array that nobody frees.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

namespace {

using tidemark::Array;

double Load() {
  // FAULT: nobody deletes it.
  auto* values = new Array<double>(tidemark::ones<double>({100, 1000}));
  return values->sum();
}

}  // namespace

int main() {
  const double sum = Load();
  const Array<double> other = tidemark::ones<double>({100, 1000});
  std::cout << sum + other.sum() << "\n";
}
