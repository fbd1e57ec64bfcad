// Who is called for which hook.
#include "tidemark/analysis/model/observer_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tidemark::analysis {
namespace {

using testing::ElementsAre;

class OfAllocs : public TraceObserver {
 public:
  OfAllocs(std::string name, std::vector<std::string>* log) : name_(std::move(name)), log_(*log) {}
  void OnAlloc(LiveBuffer& /*buffer*/, const Moment& now) override {
    log_.push_back(name_ + " alloc " + std::to_string(now.event));
  }

 protected:
  std::string name_;
  std::vector<std::string>& log_;
};

class OfPeaksToo : public OfAllocs {
 public:
  using OfAllocs::OfAllocs;
  void OnPeak(const Moment& now) override {
    log_.push_back(name_ + " peak " + std::to_string(now.event));
  }
};

TEST(ObserverListTest, CallsThoseThatOverrideAHookInTheOrderOfAdd) {
  std::vector<std::string> log;
  OfPeaksToo first("first", &log);
  OfAllocs second("second", &log);
  ObserverList observers;
  observers.Add(&first);
  observers.Add(&second);
  LiveBuffer buffer;
  observers.Notify<&TraceObserver::OnAlloc>(buffer, Moment{.event = 3});
  observers.Notify<&TraceObserver::OnPeak>(Moment{.event = 4});
  observers.Notify<&TraceObserver::OnEscape>(buffer, Moment{.event = 5});
  EXPECT_THAT(log, ElementsAre("first alloc 3", "second alloc 3", "first peak 4"));
}

}  // namespace
}  // namespace tidemark::analysis
