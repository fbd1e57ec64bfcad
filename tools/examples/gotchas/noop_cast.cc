// noop-cast: a cast to the dtype that the array has already copies it all the same.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

namespace {

using tidemark::Array;

double Mean(const Array<double>& values) {
  // FAULT: they may be float or double, but if they are double, this is a copy of what is there.
  const Array<double> exact = values.astype<double>();
  return exact.mean();
}

}  // namespace

int main() {
  const Array<double> values = tidemark::ones<double>({100, 1000});
  std::cout << Mean(values) << "\n";
}
