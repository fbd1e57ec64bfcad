// repeated-growth: a vector that grows by doubling, though its last size is known.
#include <cstdint>
#include <cstdio>
#include <vector>

int main() {
  constexpr int64_t kCount = 1 << 18;  // which doubling reaches exactly
  std::vector<double> values;
  for (int64_t i = 0; i < kCount; ++i) {
    // FAULT: at each step the old block and the new one are live together.
    values.push_back(static_cast<double>(i));
  }
  double sum = 0;
  for (const double value : values) sum += value;
  std::printf("%.0f\n", sum);
}
