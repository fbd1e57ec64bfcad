// A program on that class: it copies a matrix, and changes neither side while the copy is in use.
#include <cstdio>

#include "matrix.h"

int main() {
  Matrix weights(1000, 100, TM_SITE());
  for (int64_t i = 0; i < 1000; ++i) weights.Set(i, 0, static_cast<double>(i), TM_SITE());
  const auto row = weights.Row(7, TM_SITE());
  double sum = row->At(0, 0, TM_SITE());
  {
    const auto copy = weights.Copy(TM_SITE());  // needless: a reference would do
    for (int64_t i = 0; i < 1000; ++i) sum += copy->At(i, 0, TM_SITE());
  }
  std::printf("%.0f\n", sum + weights.At(1, 0, TM_SITE()));
  return 0;
}
