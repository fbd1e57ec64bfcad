// A Catch2 program with test cases that leak and some that do not, for catch2_listener_test.cc.
// With FAIL_ON_LEAK in the environment a leak fails its test case.
#define CATCH_CONFIG_MAIN
#include "tidemark/testing/catch2_listener.h"

#include <cstdlib>
#include <stdexcept>
#include <vector>

#include "tidemark/array/array.h"

namespace {

using tidemark::Array;

const bool kMeasured = tidemark::testing::Catch2MemoryListener::Install(
    {.fail_on_leak = std::getenv("FAIL_ON_LEAK") != nullptr});

std::vector<Array<double>>& Kept() {
  static std::vector<Array<double>> kept;
  return kept;
}

}  // namespace

TEST_CASE("clean", "[clean]") {
  const Array<double> a = tidemark::zeros<double>({100});
  REQUIRE(kMeasured);
  SECTION("copies") { REQUIRE(a.copy().size() == 100); }
  SECTION("adds") { REQUIRE((a + 1.0).size() == 100); }
}

TEST_CASE("leaky", "[leaky]") {
  Kept().push_back(tidemark::zeros<double>({50}));  // the planted leak
  REQUIRE(Kept().size() == 1);
}

TEST_CASE("leaky in a section", "[sections]") {
  SECTION("clean") { REQUIRE(Kept().empty()); }
  SECTION("leaky") {
    Kept().push_back(tidemark::zeros<double>({60}));
    REQUIRE(Kept().size() == 1);
  }
}

TEST_CASE("leaky and throws", "[throws]") {
  SECTION("inner") {
    Kept().push_back(tidemark::ones<double>({7}));
    throw std::runtime_error("thrown by the test");
  }
}

TEST_CASE("leaky as expected", "[!shouldfail][expected]") {
  Kept().push_back(tidemark::zeros<double>({80}));
  REQUIRE(Kept().size() == 1);
}
