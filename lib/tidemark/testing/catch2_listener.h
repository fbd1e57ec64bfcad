// A Catch2 listener that measures the memory of every test case, and fails those that leak.
//
// Installed once by a test program; needs Catch2 2.x (<catch2/catch.hpp>), the library itself does
// not.
//
// A test case with sections runs several times; each run is measured by itself. What is still live
// at the end of a run fails the test case or, without fail_on_leak, is a warning in its output.
// Include: before <catch2/catch.hpp>, or in the source that defines CATCH_CONFIG_MAIN or
//   CATCH_CONFIG_RUNNER: elsewhere Catch2 declares its listeners only if it is told to.
//
//   #define CATCH_CONFIG_MAIN
//   #include "tidemark/testing/catch2_listener.h"
//   const bool kMeasured =
//       tidemark::testing::Catch2MemoryListener::Install({.fail_on_leak = true});
#ifndef TIDEMARK_TESTING_CATCH2_LISTENER_H_
#define TIDEMARK_TESTING_CATCH2_LISTENER_H_

#ifndef CATCH_CONFIG_EXTERNAL_INTERFACES
#define CATCH_CONFIG_EXTERNAL_INTERFACES
#endif
#include <catch2/catch.hpp>
#include <optional>
#include <string>

#include "tidemark/testing/measure.h"
#include "tidemark/testing/measurement.h"
#include "tidemark/testing/memory_listener_options.h"

namespace tidemark::testing {

class Catch2MemoryListener : public Catch::TestEventListenerBase {
 public:
  using Options = MemoryListenerOptions;
  using Catch::TestEventListenerBase::TestEventListenerBase;

  // Before the session runs; a second call only changes the options. Returns true, to be called by
  // the initialiser of a constant.
  static bool Install(Options options = {}) {
    static const Catch::ListenerRegistrar<Catch2MemoryListener> installed;
    static_cast<void>(installed);
    InstalledOptions() = options;
    return true;
  }

  // Each run of a test case is a section, which encloses those that it opens.
  void sectionStarting(const Catch::SectionInfo& section) override {
    TestEventListenerBase::sectionStarting(section);
    if (depth_++ == 0) running_.emplace();
  }

  // While the outermost section ends, the test case can still fail.
  void sectionEnded(const Catch::SectionStats& section) override {
    if (--depth_ == 0 && running_) {
      const Measurement measurement = running_->Stop();
      running_.reset();
      const std::string message = measurement.problem.empty()
                                      ? StillLiveMessage(measurement)
                                      : "The memory of this test: " + measurement.problem;
      if (!message.empty()) Tell(section.sectionInfo.lineInfo, message);
    }
    TestEventListenerBase::sectionEnded(section);
  }

 private:
  static Options& InstalledOptions() {
    static Options options;
    return options;
  }

  // As FAIL_CHECK and WARN do, at the line of the test case.
  static void Tell(const Catch::SourceLineInfo& line, const std::string& message) {
    const bool fails = InstalledOptions().fail_on_leak;
    Catch::AssertionHandler handler(fails ? "FAIL_CHECK" : "WARN", line, Catch::StringRef(),
                                    Catch::ResultDisposition::ContinueOnFailure);
    handler.handleMessage(fails ? Catch::ResultWas::ExplicitFailure : Catch::ResultWas::Warning,
                          message);
    handler.complete();
  }

  int depth_ = 0;
  std::optional<RunningMeasurement> running_;
};

}  // namespace tidemark::testing

#endif  // TIDEMARK_TESTING_CATCH2_LISTENER_H_
