// repeated_growth.cc with reserve().
#include <cstdint>
#include <cstdio>
#include <vector>

int main() {
  constexpr int64_t kCount = 1 << 18;
  std::vector<double> values;
  values.reserve(kCount);
  for (int64_t i = 0; i < kCount; ++i) {
    values.push_back(static_cast<double>(i));
  }
  double sum = 0;
  for (const double value : values) sum += value;
  std::printf("%.0f\n", sum);
}
