// Counts what a piece of a program does with memory: Measure, for tests.
//
// Used in tests of programs; what it gives is judged by memory_matchers.h, or read field by field.
//
// What counts (measurement.h says what each figure is): the events of all threads of the process
//   between the beginning and the end of the call, also of threads that the call did not start.
//   What the callable returns is destroyed within the call; what it assigns to a variable of the
//   caller outlives it, and so is "allocated within the call and still live when it ended".
// Nesting: measurements may nest and overlap; each counts all that happens while it runs. They and
//   a recording do not disturb each other.
// Threading: a measurement is begun and ended on any thread.
// Errors: an exception of the callable passes through Measure, and the figures are lost; to have
//   them, catch it within the callable. std::runtime_error when nothing can be measured, before the
//   callable is called: kMaxObservers are attached already, or the hooks are compiled out
//   (-DTIDEMARK_HOOKS=OFF); and after it when the figures are not complete.
//
//   auto m = tidemark::testing::Measure([&] { b = a.reshape({4, 4}); });
//   EXPECT_EQ(m.copy_bytes, 0);
#ifndef TIDEMARK_TESTING_MEASURE_H_
#define TIDEMARK_TESTING_MEASURE_H_

#include <concepts>
#include <memory>
#include <string>
#include <utility>

#include "tidemark/testing/measurement.h"

namespace tidemark::testing {

class MemoryTally;

// Measures from its construction to Stop, for what is not a call: listeners and benchmarks. Whether
// it could is said by `problem` of what Stop returns.
class RunningMeasurement {
 public:
  RunningMeasurement();
  ~RunningMeasurement();
  RunningMeasurement(const RunningMeasurement&) = delete;
  RunningMeasurement& operator=(const RunningMeasurement&) = delete;

  // Why nothing is measured; empty when it is.
  const std::string& problem() const { return problem_; }

  // Ends the measurement. Once only.
  Measurement Stop();

 private:
  std::unique_ptr<MemoryTally> tally_;
  std::string problem_;
  bool attached_ = false;
};

namespace measurement_internal {

// Throws std::runtime_error if there is a problem.
void ThrowOnProblem(const std::string& problem);

}  // namespace measurement_internal

template <std::invocable Callable>
[[nodiscard]] Measurement Measure(Callable&& callable) {
  RunningMeasurement running;
  measurement_internal::ThrowOnProblem(running.problem());
  static_cast<void>(std::forward<Callable>(callable)());
  Measurement measurement = running.Stop();
  measurement_internal::ThrowOnProblem(measurement.problem);
  return measurement;
}

}  // namespace tidemark::testing

#endif  // TIDEMARK_TESTING_MEASURE_H_
