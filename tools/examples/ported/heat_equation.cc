// The heat equation on a plate with one hot edge, ported from NumPy line by line: above each line
// stands the one that it was.
//
// numpy: import numpy as np
// numpy: from numpy.lib.stride_tricks import sliding_window_view
#include <iostream>

#include "tidemark/array/array.h"

using namespace tidemark;
using std::cout;

int main() {
  // numpy: heat = np.zeros((8, 10))
  auto heat = zeros<double>({8, 10});
  // numpy: heat[0] = 100
  heat[0] = 100;
  // numpy: kernel = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]]) / 4
  auto kernel = array<int>({{0, 1, 0}, {1, 0, 1}, {0, 1, 0}}) / 4;
  // numpy: windows = sliding_window_view(heat, (3, 3))
  auto windows = sliding_window_view(heat, {3, 3});
  // numpy: inside = heat[1:-1, 1:-1]
  auto inside = heat["1:-1, 1:-1"];
  // numpy: while True:
  while (true) {
    // numpy:     after = (windows * kernel).sum((-2, -1))
    auto after = (windows * kernel).sum({-2, -1});
    // numpy:     change = abs(after - inside).max()
    auto change = abs(after - inside).max();
    // numpy:     inside[...] = after
    inside["..."] = after;
    // numpy:     if change < 1e-3: break
    if (change < 1e-3) break;
  }
  // numpy: print(heat.round(2))
  cout << heat.round(2) << "\n";
  // numpy: print((heat > 50).sum())
  cout << (heat > 50).sum() << "\n";
}
