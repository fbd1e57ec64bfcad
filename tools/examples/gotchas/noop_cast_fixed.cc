// The cast of noop_cast.cc, which copies only if there is something to convert.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

namespace {

using tidemark::Array;

double Mean(const Array<double>& values) {
  const Array<double> exact = values.astype<double>(tidemark::Copy::kIfNeeded);
  return exact.mean();
}

}  // namespace

int main() {
  const Array<double> values = tidemark::ones<double>({100, 1000});
  std::cout << Mean(values) << "\n";
}
