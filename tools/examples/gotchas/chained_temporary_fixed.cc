// chained_temporary.cc with an expression, whose temporary becomes the result.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

namespace {

using tidemark::Array;

Array<double> Scaled(const Array<double>& a, const Array<double>& b, const Array<double>& c) {
  return (a + b) * c;
}

}  // namespace

int main() {
  const Array<double> a = tidemark::ones<double>({100, 1000});
  const Array<double> scaled = Scaled(a, a, a);
  std::cout << scaled.sum() + a.sum() << "\n";
}
