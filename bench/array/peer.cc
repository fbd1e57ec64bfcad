#include "bench/array/peer.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <string>

namespace tidemark::bench_array {
namespace {

// A mix of the bits of i, so that neither caches nor branches can foresee the inputs.
uint64_t Mixed(int64_t i, int64_t salt) {
  uint64_t x =
      (static_cast<uint64_t>(i) + (static_cast<uint64_t>(salt) << 40)) * 0x9e3779b97f4a7c15;
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93;
  x ^= x >> 29;
  return x;
}

}  // namespace

Shape ShapeOf(int64_t size) {
  switch (size) {
    case 100:
      return {10, 10};
    case 100'000:
      return {250, 400};
    case 1'000'000:
      return {1000, 1000};
    case 10'000'000:
      return {2500, 4000};
    default:
      return {1, size};
  }
}

int64_t MatrixSide(int64_t size) {
  return static_cast<int64_t>(std::sqrt(static_cast<double>(size)));
}

double InputAt(int64_t i, int64_t salt) {
  return static_cast<double>(Mixed(i, salt) >> 32) / 4294967296.0;
}

int64_t PositionAt(int64_t i, int64_t size) {
  return static_cast<int64_t>(InputAt(i, 7) * static_cast<double>(size));
}

bool MaskAt(int64_t i) { return InputAt(i, 8) < 0.5; }

int Serve(std::span<const Kernel> kernels) {
  Case current;
  std::string word;
  while (std::cin >> word) {
    if (word == "run") {
      int64_t times = 0;
      std::cin >> times;
      const auto start = std::chrono::steady_clock::now();
      current.run(times);
      const auto end = std::chrono::steady_clock::now();
      std::printf("%lld\n",
                  static_cast<long long>(
                      std::chrono::duration_cast<std::chrono::nanoseconds>(end - start).count()));
    } else if (word == "setup") {
      std::string name;
      int64_t size = 0;
      std::cin >> name >> size;
      current = Case();  // gives the memory back first
      for (const Kernel& kernel : kernels) {
        if (kernel.name == name) current = kernel.make(size);
      }
      if (current.run) {
        std::printf("ok %.17g\n", current.check());
      } else {
        std::puts("none");
      }
    } else {
      std::fprintf(stderr, "unknown request: %s\n", word.c_str());
      return 2;
    }
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace tidemark::bench_array
