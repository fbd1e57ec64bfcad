// Principal components and k-means of the points in points.npy, ported from NumPy line by line: above
// each line stands the one that it was.
//
// numpy: import numpy as np
#include <iostream>

#include "tidemark/array/array.h"

using namespace tidemark;
using std::cout;

int main() {
  // numpy: points = np.load("points.npy")
  auto points = load_npy<double>("points.npy");
  // numpy: points -= points.mean(0)
  points -= points.mean(0);
  // numpy: values, axes = np.linalg.eigh(points.T @ points)
  auto [values, axes] = linalg::eigh(matmul(points.t(), points));
  // numpy: plane = abs(points @ axes[:, -2:])
  auto plane = abs(dot(points, axes[":, -2:"]));
  // numpy: centers = plane[:3].copy()
  auto centers = plane[":3"].copy();
  // numpy: while True:
  while (true) {
    // numpy:     labels = ((plane[:, None] - centers) ** 2).sum(-1).argmin(1)
    auto labels = square(plane[":, None"] - centers).sum(-1).argmin(1);
    // numpy:     before = centers.copy()
    auto before = centers.copy();
    // numpy:     for k in range(3): centers[k] = plane[labels == k].mean(0)
    for (int k = 0; k < 3; ++k) centers[k] = plane[labels == k].mean(0);
    // numpy:     if np.allclose(centers, before): break
    if (allclose(centers, before)) break;
  }
  // numpy: print(centers.round(6))
  cout << centers.round(6) << "\n";
  // numpy: print((values / values.sum())[-2:].round(6))
  cout << (values / values.sum())["-2:"].round(6) << "\n";
}
