// A GoogleTest program with tests that leak and tests that do not, for memory_listener_test.cc.
// With FAIL_ON_LEAK in the environment a leak fails its test.
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <vector>

#include "tidemark/array/array.h"
#include "tidemark/memory/observer.h"
#include "tidemark/testing/memory_listener.h"

namespace {

using tidemark::Array;

std::vector<Array<double>>& Kept() {
  static std::vector<Array<double>> kept;
  return kept;
}

TEST(Clean, Copies) {
  const Array<double> a = tidemark::zeros<double>({100});
  const Array<double> b = a.copy();
  EXPECT_EQ(b.size(), 100);
}

TEST(Clean, HasNoArrays) {}

TEST(Leaky, KeepsOne) {
  Kept().push_back(tidemark::zeros<double>({50}));  // the planted leak
}

TEST(Leaky, KeepsAndThrows) {
  Kept().push_back(tidemark::ones<double>({7}));
  throw std::runtime_error("thrown by the test");
}

class Fixture : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { Kept().push_back(tidemark::ones<double>({3})); }
  void SetUp() override { array_ = tidemark::zeros<double>({10}); }

  Array<double> array_;
};
TEST_F(Fixture, FreesItsMember) { EXPECT_EQ(array_.size(), 10); }

TEST(Unmeasured, AllPlacesAreTaken) {}

// Takes all places of observers before that test begins.
class Crowd : public ::testing::EmptyTestEventListener {
  void OnTestStart(const ::testing::TestInfo& test) override {
    if (std::string(test.test_suite_name()) != "Unmeasured") return;
    for (auto& observer : observers_) tidemark::AttachObserver(&observer);
  }
  void OnTestEnd(const ::testing::TestInfo& test) override {
    if (std::string(test.test_suite_name()) != "Unmeasured") return;
    for (auto& observer : observers_) tidemark::DetachObserver(&observer);
  }
  std::vector<tidemark::MemoryObserver> observers_{tidemark::kMaxObservers};
};

}  // namespace

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  ::testing::UnitTest::GetInstance()->listeners().Append(new Crowd);
  // The second call changes the options and measures nothing twice.
  tidemark::testing::MemoryListener::Install();
  tidemark::testing::MemoryListener::Install(
      {.fail_on_leak = std::getenv("FAIL_ON_LEAK") != nullptr});
  return RUN_ALL_TESTS();
}
