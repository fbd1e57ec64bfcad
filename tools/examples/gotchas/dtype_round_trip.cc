// dtype-round-trip: to double and back, with nothing computed between.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

namespace {

using tidemark::Array;

// Of an interface that takes doubles.
Array<float> Checked(const Array<double>& image) {
  // FAULT: the caller had floats, which were only widened for this.
  return image.astype<float>();
}

}  // namespace

int main() {
  const Array<float> image = tidemark::ones<float>({100, 1000});
  const Array<float> checked = Checked(image.astype<double>());
  std::cout << checked.sum() + image.sum() << "\n";
}
