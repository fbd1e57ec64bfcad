#include "tidemark/gate/growth/run_size.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace tidemark::gate {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(RunSize, TheLastNumberOfAFilesName) {
  struct Case {
    const char* path;
    std::optional<double> size;
  };
  for (const Case& test : {Case{"run-1000.tmk", 1000},
                           {"run_1e6.json", 1e6},
                           {"run_1.5e+06.ndjson", 1.5e6},
                           {"a/2024/run-7.json.gz", 7},
                           {"v2-sort-10k.tmk", 10000},
                           {"4M.jsonl.zst", 4e6},
                           {"n1000e.tmk", 1000},
                           {"10kilo.tmk", 10},
                           {"sort-1000.4711.tmk", 4711},
                           {"0012.tmk", 12},
                           {"run-5", 5},
                           {"run.tmk", std::nullopt},
                           {"dir1000/run.tmk", std::nullopt},
                           {"1e999.tmk", std::nullopt},
                           {"", std::nullopt}}) {
    EXPECT_EQ(SizeInFileName(test.path), test.size) << test.path;
  }
}

TEST(RunSize, TheNumberAfterAName) {
  EXPECT_EQ(SizeInFileName("run-n1000.4711.tmk", "n"), 1000);
  EXPECT_EQ(SizeInFileName("n=1e6.tmk", "n"), 1e6);
  EXPECT_EQ(SizeInFileName("n_20-m-30.tmk", "m"), 30);
  EXPECT_EQ(SizeInFileName("run1000.tmk", "n"), std::nullopt);  // the end of "run"
  EXPECT_EQ(SizeInFileName("n-x1000.tmk", "n"), std::nullopt);
  EXPECT_EQ(SizeInFileName("n.tmk", "n"), std::nullopt);
  EXPECT_EQ(SizeInFileName("n1/run.tmk", "n"), std::nullopt);
}

class RunSizes3 : public ::testing::Test {
 protected:
  std::vector<SizedTrace> Traces(const std::vector<std::string>& names) {
    std::vector<SizedTrace> traces;
    for (size_t i = 0; i < names.size(); ++i) traces.push_back({names[i], &reports_[i]});
    return traces;
  }

  std::string Error(absl::string_view by, const std::vector<std::string>& names) {
    const auto sizes = RunSizes(by, Traces(names));
    EXPECT_TRUE(absl::IsInvalidArgument(sizes.status()));
    return std::string(sizes.status().message());
  }

  analysis::Report reports_[3];
};

TEST_F(RunSizes3, ParametersGoBeforeNames) {
  reports_[0].trace.params["n"] = 5;
  reports_[1].trace.params["n"] = 6;
  reports_[2].trace.params["n"] = 6.5;
  EXPECT_THAT(*RunSizes("n", Traces({"n1.tmk", "n2.tmk", "n3.tmk"})), ElementsAre(5, 6, 6.5));
  EXPECT_THAT(*RunSizes("file", Traces({"n1.tmk", "n2.tmk", "n3.tmk"})), ElementsAre(1, 2, 3));
}

TEST_F(RunSizes3, NamesServeWhereNoTraceHasTheParameter) {
  reports_[0].trace.params["m"] = 5;
  EXPECT_THAT(*RunSizes("n", Traces({"n1.tmk", "n2.tmk", "n3.tmk"})), ElementsAre(1, 2, 3));
}

TEST_F(RunSizes3, OneWithoutIsNamedAndToldHow) {
  reports_[0].trace.params["n"] = 5;
  reports_[2].trace.params["n"] = 5;
  EXPECT_THAT(Error("n", {"n1.tmk", "n2.tmk", "n3.tmk"}),
              AllOf(HasSubstr("n2.tmk"), HasSubstr("--param n=1000")));
  EXPECT_THAT(Error("m", {"a.tmk", "b.tmk", "c.tmk"}),
              AllOf(HasSubstr("a.tmk"), HasSubstr("--param m=1000"),
                    HasSubstr("TIDEMARK_PARAMS=m=1000"), HasSubstr("--by file")));
  EXPECT_THAT(Error("file", {"1.tmk", "b.tmk", "3.tmk"}), HasSubstr("b.tmk"));
}

TEST_F(RunSizes3, TheLargestArrayOfEach) {
  for (int i = 0; i < 3; ++i) reports_[i].trace.largest_array_elements = 10 * (i + 1);
  EXPECT_THAT(*RunSizes("largest-array", Traces({"a", "b", "c"})), ElementsAre(10, 20, 30));
  reports_[1].trace.largest_array_elements = 0;
  EXPECT_THAT(Error("largest-array", {"a", "b", "c"}),
              AllOf(HasSubstr("b:"), HasSubstr("has no arrays")));
}

TEST_F(RunSizes3, OtherWordsAreNoNames) {
  for (const char* bad : {"", "1n", "n m", "größe", "largest_array!", "n="}) {
    EXPECT_THAT(Error(bad, {"a"}), HasSubstr("expected a parameter's name")) << bad;
  }
}

}  // namespace
}  // namespace tidemark::gate
