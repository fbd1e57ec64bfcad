#include "tidemark/base/source_location.h"

#include <gtest/gtest.h>

#include <string_view>

namespace tidemark {
namespace {

SourceLocation WhereCalled(SourceLocation site = SourceLocation::Current()) { return site; }

TEST(SourceLocationTest, NamesTheCaller) {
  const SourceLocation site = WhereCalled();
  const uint32_t line = __LINE__ - 1;
  EXPECT_EQ(site.line, line);
  EXPECT_EQ(std::string_view(site.function), "TestBody");
  EXPECT_TRUE(std::string_view(site.file).ends_with("tests/base/source_location_test.cc"));
}

TEST(SourceLocationTest, DefaultIsUnknown) {
  EXPECT_FALSE(SourceLocation());
  EXPECT_TRUE(WhereCalled());
}

// What the operators of an array rely on: an argument that is made by an implicit conversion
// captures the place of the expression.
struct Sited {
  Sited(int number, SourceLocation where = SourceLocation::Current())
      : value(number), site(where) {}
  int value;
  SourceLocation site;
};
SourceLocation SiteOf(const Sited& sited) { return sited.site; }

TEST(SourceLocationTest, AnImplicitConversionCapturesTheExpression) {
  const SourceLocation site = SiteOf(1);
  const uint32_t line = __LINE__ - 1;
  EXPECT_EQ(site.line, line);
}

}  // namespace
}  // namespace tidemark
