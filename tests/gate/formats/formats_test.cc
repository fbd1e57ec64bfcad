#include "tidemark/gate/formats/formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/gate/formats/sample_results.h"

namespace tidemark::gate {
namespace {

using ::testing::IsSupersetOf;

TEST(CheckFormats, AreFoundByName) {
  EXPECT_THAT(CheckFormatNames(), IsSupersetOf({"markdown", "junit", "sarif", "github", "gitlab",
                                                "ctest", "benchmark", "bencher"}));
  for (const CheckFormat& format : CheckFormats()) {
    EXPECT_EQ(FindCheckFormat(format.name), &format);
    EXPECT_FALSE(format.meaning.empty());
  }
  EXPECT_EQ(FindCheckFormat("sarf"), nullptr);
  EXPECT_EQ(FindCheckFormat(""), nullptr);
}

TEST(CheckFormats, EqualResultsGiveEqualBytes) {
  for (const CheckFormat& format : CheckFormats()) {
    EXPECT_EQ(format.render(HostileResult(), SampleOptions()),
              format.render(HostileResult(), SampleOptions()))
        << format.name;
  }
}

}  // namespace
}  // namespace tidemark::gate
