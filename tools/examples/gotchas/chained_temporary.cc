// chained-temporary: a name for what is only needed once keeps its memory from being reused.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

namespace {

using tidemark::Array;

Array<double> Scaled(const Array<double>& a, const Array<double>& b, const Array<double>& c) {
  const Array<double> sum = a + b;
  // FAULT: the sum and the product are there at once.
  return sum * c;
}

}  // namespace

int main() {
  const Array<double> a = tidemark::ones<double>({100, 1000});
  const Array<double> scaled = Scaled(a, a, a);
  std::cout << scaled.sum() + a.sum() << "\n";
}
