// redundant_asarray.cc with asarray(), which hands back an array of double as it is.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

namespace {

using tidemark::Array;

double Sum(const Array<double>& anything) {
  const Array<double> values = tidemark::asarray<double>(anything);
  return values.sum();
}

}  // namespace

int main() {
  const Array<double> values = tidemark::ones<double>({100, 1000});
  std::cout << Sum(values) << "\n";
}
