// A GoogleTest event listener that measures the memory of every test.
//
// Installed by a test program's main; writes into the test's XML (--gtest_output=xml) and fails
// tests. Needs gtest; the library itself does not.
//
// A test is measured with its fixture: constructor, SetUp, TearDown and destructor. SetUpTestSuite
// and environments are not within any test, so what they allocate is of no test.
// Properties of each test: tidemark_alloc_count, tidemark_alloc_bytes, tidemark_resize_count,
//   tidemark_copy_count, tidemark_copy_bytes, tidemark_view_count, tidemark_peak_bytes,
//   tidemark_live_end_count, tidemark_live_end_bytes; and where there is something to say,
//   tidemark_live_end_message or, in place of all of them, tidemark_not_measured.
// Threading: as GoogleTest's; the threads of a test are measured with it.
//
//   int main(int argc, char** argv) {
//     ::testing::InitGoogleTest(&argc, argv);
//     tidemark::testing::MemoryListener::Install({.fail_on_leak = true});
//     return RUN_ALL_TESTS();
//   }
#ifndef TIDEMARK_TESTING_MEMORY_LISTENER_H_
#define TIDEMARK_TESTING_MEMORY_LISTENER_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>

#include "tidemark/testing/measure.h"
#include "tidemark/testing/measurement.h"
#include "tidemark/testing/memory_listener_options.h"

namespace tidemark::testing {

class MemoryListener : public ::testing::EmptyTestEventListener {
 public:
  using Options = MemoryListenerOptions;

  // Before RUN_ALL_TESTS. GoogleTest owns the listener; a second call only changes the options.
  static void Install(Options options = {}) {
    static MemoryListener* const installed = [] {
      auto* const listener = new MemoryListener;
      ::testing::UnitTest::GetInstance()->listeners().Append(listener);
      return listener;
    }();
    installed->options_ = options;
  }

  void OnTestStart(const ::testing::TestInfo& /*test*/) override { running_.emplace(); }

  // GoogleTest calls this while the test can still fail.
  void OnTestEnd(const ::testing::TestInfo& test) override {
    if (!running_) return;
    const Measurement measurement = running_->Stop();
    running_.reset();
    if (!measurement.problem.empty()) {
      ::testing::Test::RecordProperty("tidemark_not_measured", measurement.problem);
      if (options_.fail_on_leak) Fail(test, "The memory of this test: " + measurement.problem);
      return;
    }
    Record(measurement);
    const std::string message = StillLiveMessage(measurement);
    if (message.empty()) return;
    ::testing::Test::RecordProperty("tidemark_live_end_message", message);
    if (options_.fail_on_leak) Fail(test, message);
  }

 private:
  MemoryListener() = default;

  static void Fail(const ::testing::TestInfo& test, const std::string& message) {
    ADD_FAILURE_AT(test.file() == nullptr ? "" : test.file(), test.line()) << message;
  }
  static void Record(const Measurement& m) {
    const auto record = [](const char* name, int64_t value) {
      ::testing::Test::RecordProperty(std::string("tidemark_") + name, std::to_string(value));
    };
    record("alloc_count", m.alloc_count);
    record("alloc_bytes", m.alloc_bytes);
    record("resize_count", m.resize_count);
    record("copy_count", m.copy_count);
    record("copy_bytes", m.copy_bytes);
    record("view_count", m.view_count);
    record("peak_bytes", m.peak_bytes);
    record("live_end_count", m.live_end_count);
    record("live_end_bytes", m.live_end_bytes);
  }

  Options options_;
  std::optional<RunningMeasurement> running_;
};

}  // namespace tidemark::testing

#endif  // TIDEMARK_TESTING_MEMORY_LISTENER_H_
