// dtype_round_trip.cc with an interface that takes what there is.
#include <cstdint>
#include <iostream>

#include "tidemark/array/array.h"

namespace {

using tidemark::Array;

Array<float> Checked(const Array<float>& image) { return image; }

}  // namespace

int main() {
  const Array<float> image = tidemark::ones<float>({100, 1000});
  const Array<float> checked = Checked(image);
  std::cout << checked.sum() + image.sum() << "\n";
}
