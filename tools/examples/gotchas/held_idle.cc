// held-idle: what was loaded at the start is needed to build an index, and is held to the end.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <thread>
#include <vector>

namespace {

// Stands for work of a second, with a peak of its own.
double Solve(int64_t parameter) {
  std::vector<double> matrix(1 << 20, static_cast<double>(parameter));
  std::this_thread::sleep_for(std::chrono::seconds(1));
  double sum = 0;
  for (const double value : matrix) sum += value;
  return sum;
}

}  // namespace

int main() {
  // FAULT: it is not needed after the next line, and lives to the end of main.
  std::vector<char> image(std::size_t{2} << 20, 1);
  int64_t bright = 0;
  for (const char pixel : image) bright += pixel;
  std::printf("%.0f\n", Solve(bright));
}
