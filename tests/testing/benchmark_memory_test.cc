// tidemark/testing/benchmark_memory.h, by the program that uses it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/testing/run_program.h"

namespace tidemark {
namespace {

TEST(BenchmarkMemoryTest, TheJsonHasTheMemoryFields) {
  const test_support::ProgramOutcome outcome =
      test_support::RunProgram(std::string(TIDEMARK_BENCHMARK_PROGRAM) +
                               " --benchmark_format=json --benchmark_min_time=0.001 2>/dev/null");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.output;
  const nlohmann::json report = nlohmann::json::parse(outcome.output);
  const nlohmann::json& runs = report.at("benchmarks");
  ASSERT_EQ(runs.size(), 3) << report;

  EXPECT_EQ(runs[0].at("name"), "CopyArray");
  EXPECT_EQ(runs[0].at("allocs_per_iter"), 2.0);
  EXPECT_EQ(runs[0].at("max_bytes_used"), 16000);
  // Of all iterations of the run that is measured, at most 16.
  EXPECT_EQ(runs[0].at("total_allocated_bytes").get<int64_t>() % 16000, 0);
  EXPECT_GT(runs[0].at("total_allocated_bytes"), 0);
  EXPECT_EQ(runs[0].at("net_heap_growth"), 0);

  EXPECT_EQ(runs[1].at("allocs_per_iter"), 1.0);
  EXPECT_EQ(runs[1].at("max_bytes_used"), 800);
  EXPECT_EQ(runs[1].at("total_allocated_bytes"), 800);
  EXPECT_EQ(runs[1].at("net_heap_growth"), 800);

  EXPECT_EQ(runs[2].at("allocs_per_iter"), 0.0);
  EXPECT_EQ(runs[2].at("max_bytes_used"), 0);
}

}  // namespace
}  // namespace tidemark
