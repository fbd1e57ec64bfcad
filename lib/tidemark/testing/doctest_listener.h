// A doctest listener that measures the memory of every test case, and fails those that leak.
//
// Installed once by a test program; needs doctest, the library itself does not.
//
// A test case with subcases runs several times; each run is measured by itself. What is still live
// at the end of a run fails the test case or, without fail_on_leak, is a message in its output.
//
//   #define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
//   #include <doctest/doctest.h>
//   #include "tidemark/testing/doctest_listener.h"
//   const bool kMeasured =
//       tidemark::testing::DoctestMemoryListener::Install({.fail_on_leak = true});
#ifndef TIDEMARK_TESTING_DOCTEST_LISTENER_H_
#define TIDEMARK_TESTING_DOCTEST_LISTENER_H_

#include <doctest/doctest.h>

#include <string>

#include "tidemark/testing/measure.h"
#include "tidemark/testing/measurement.h"
#include "tidemark/testing/memory_listener_options.h"

namespace tidemark::testing {

// When doctest tells a listener that a test case has ended, it has been judged. So the listener
// puts a function of its own in the place of the test's, which runs that and judges the memory
// while the test case still runs: then it is a failed check as any other, to reporters and
// decorators alike.
class DoctestMemoryListener : public doctest::IReporter {
 public:
  using Options = MemoryListenerOptions;

  explicit DoctestMemoryListener(const doctest::ContextOptions& /*options*/) {}

  // Before the context runs; a second call only changes the options. Returns true, to be called by
  // the initialiser of a constant.
  static bool Install(Options options = {}) {
    static const int installed = doctest::registerReporter<DoctestMemoryListener>(
        "tidemark_memory", 0, /*isReporter=*/false);
    static_cast<void>(installed);
    Installed().options = options;
    return true;
  }

  void test_case_start(const doctest::TestCaseData& data) override {
    // Each test case is registered as a TestCase, and that is no constant.
    auto& test = static_cast<doctest::detail::TestCase&>(const_cast<doctest::TestCaseData&>(data));
    Installed().test = &test;
    Installed().body = test.m_test;
    test.m_test = &RunMeasured;
  }
  void test_case_end(const doctest::CurrentTestCaseStats& /*stats*/) override {
    State& state = Installed();
    if (state.test != nullptr) state.test->m_test = state.body;
    state.test = nullptr;
  }

  void report_query(const doctest::QueryData& /*query*/) override {}
  void test_run_start() override {}
  void test_run_end(const doctest::TestRunStats& /*stats*/) override {}
  void test_case_reenter(const doctest::TestCaseData& /*data*/) override {}
  void test_case_exception(const doctest::TestCaseException& /*exception*/) override {}
  void subcase_start(const doctest::SubcaseSignature& /*subcase*/) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData& /*assertion*/) override {}
  void log_message(const doctest::MessageData& /*message*/) override {}
  void test_case_skipped(const doctest::TestCaseData& /*data*/) override {}

 private:
  struct State {
    Options options = {};
    doctest::detail::TestCase* test = nullptr;  // the one that runs
    void (*body)() = nullptr;
  };
  static State& Installed() {
    static State state;
    return state;
  }

  // Judges the memory when the test's function is left, also by an exception.
  struct Judged {
    RunningMeasurement running;
    ~Judged() {
      const Measurement measurement = running.Stop();
      const std::string message = measurement.problem.empty()
                                      ? StillLiveMessage(measurement)
                                      : "The memory of this test: " + measurement.problem;
      if (!message.empty()) Tell(message.c_str());
    }
  };
  static void RunMeasured() {
    const Judged judged;
    Installed().body();
  }

  static void Tell(const doctest::String& message) {
    const State& state = Installed();
    const char* const file = state.test->m_file.c_str();
    const auto line = static_cast<int>(state.test->m_line);
    if (!state.options.fail_on_leak) {
      DOCTEST_ADD_MESSAGE_AT(file, line, message);
      return;
    }
    // As CHECK does, which stands in the JUnit file; what FAIL_CHECK says does not.
    DOCTEST_INFO(message);
    doctest::detail::ResultBuilder check(doctest::assertType::DT_CHECK, file, line,
                                         "nothing is live at the end that the test allocated");
    check.setResult(doctest::detail::Result(false, "false"));
    check.log();
    check.react();
  }
};

}  // namespace tidemark::testing

#endif  // TIDEMARK_TESTING_DOCTEST_LISTENER_H_
