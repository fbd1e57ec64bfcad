// The side of the array benchmarks that does the work: kernels by name, run as often as asked.
//
// Each library under comparison is a program of its own that serves its kernels on standard input
// and output; run.py asks them in turns. What happens between the clocks is the kernel alone.
//
//   "setup add 100000"  makes the inputs  ->  "ok 99999.5" (a number that all libraries must agree
//                                             on) or "none" where the library has no such kernel
//   "run 50"            runs it 50 times  ->  "1843291", the nanoseconds
#ifndef TIDEMARK_BENCH_ARRAY_PEER_H_
#define TIDEMARK_BENCH_ARRAY_PEER_H_

#include <benchmark/benchmark.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tidemark::bench_array {

// A kernel with its inputs.
struct Case {
  std::function<void(int64_t times)> run;
  std::function<double()> check;  // runs it once more; a number made from the result
};

struct Kernel {
  std::string_view name;
  Case (*make)(int64_t size);  // for inputs of `size` elements
};

// A case from `step`, which gives the result (or nothing, if it writes to an array that it keeps),
// and `total`, which makes a number of what step gives.
template <class Step, class Total>
Case CaseOf(Step step, Total total) {
  return {.run =
              [step](int64_t times) mutable {
                for (int64_t i = 0; i < times; ++i) {
                  if constexpr (std::is_void_v<decltype(step())>) {
                    step();
                    benchmark::ClobberMemory();
                  } else {
                    auto result = step();
                    benchmark::DoNotOptimize(result);
                  }
                }
              },
          .check =
              [step, total]() mutable {
                if constexpr (std::is_void_v<decltype(step())>) {
                  step();
                  return static_cast<double>(total());
                } else {
                  return static_cast<double>(total(step()));
                }
              }};
}

// The shape into which inputs of two axes are put.
struct Shape {
  int64_t rows;
  int64_t columns;
};
Shape ShapeOf(int64_t size);

// The rows and columns of the square matrices that are multiplied.
int64_t MatrixSide(int64_t size);

// The inputs, equal in all libraries: numbers in [0, 1) without a pattern; positions below `size`;
// bytes of 0 and 1.
double InputAt(int64_t i, int64_t salt);
int64_t PositionAt(int64_t i, int64_t size);
bool MaskAt(int64_t i);

// Fills n elements.
template <class T>
void FillInput(T* to, int64_t n, int64_t salt) {
  for (int64_t i = 0; i < n; ++i) {
    // Integers from 0 to 999.
    to[i] = static_cast<T>(InputAt(i, salt) * (std::is_integral_v<T> ? 1000 : 1));
  }
}

// Answers until standard input ends; the exit code.
int Serve(std::span<const Kernel> kernels);

}  // namespace tidemark::bench_array

#endif  // TIDEMARK_BENCH_ARRAY_PEER_H_
