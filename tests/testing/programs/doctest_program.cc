// A doctest program with test cases that leak and some that do not, for doctest_listener_test.cc.
// With FAIL_ON_LEAK in the environment a leak fails its test case.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <cstdlib>
#include <stdexcept>
#include <vector>

#include "tidemark/array/array.h"
#include "tidemark/testing/doctest_listener.h"

namespace {

using tidemark::Array;

const bool kMeasured = tidemark::testing::DoctestMemoryListener::Install(
    {.fail_on_leak = std::getenv("FAIL_ON_LEAK") != nullptr});

std::vector<Array<double>>& Kept() {
  static std::vector<Array<double>> kept;
  return kept;
}

}  // namespace

TEST_CASE("clean") {
  const Array<double> a = tidemark::zeros<double>({100});
  REQUIRE(kMeasured);
  SUBCASE("copies") { REQUIRE(a.copy().size() == 100); }
  SUBCASE("adds") { REQUIRE((a + 1.0).size() == 100); }
}

TEST_CASE("leaky") {
  Kept().push_back(tidemark::zeros<double>({50}));  // the planted leak
  REQUIRE(Kept().size() == 1);
}

TEST_CASE("sections") {
  SUBCASE("clean") { REQUIRE(Kept().empty()); }
  SUBCASE("leaky") {
    Kept().push_back(tidemark::zeros<double>({60}));
    REQUIRE(Kept().size() == 1);
  }
}

TEST_CASE("throws") {
  Kept().push_back(tidemark::ones<double>({7}));
  throw std::runtime_error("thrown by the test");
}

TEST_CASE("requires") {
  Kept().push_back(tidemark::ones<double>({8}));
  REQUIRE(Kept().empty());
}

TEST_CASE("expected" * doctest::should_fail()) {
  Kept().push_back(tidemark::zeros<double>({80}));
  REQUIRE(Kept().size() == 1);
}
