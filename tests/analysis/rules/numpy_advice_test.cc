#include "tidemark/analysis/rules/numpy_advice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/analysis/trace_script.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace {

std::string AdviceAt(absl::string_view file) {
  TraceScript trace;
  trace.Site(1, file, 1).On({.site = 1});
  trace.Array(1, 1, 1000).Array(2, 2, 1000);
  trace.Copy({.bytes = 8000,
              .src_buf = 1,
              .dst_buf = 2,
              .src = 1,
              .dst = 2,
              .reason = "requested",
              .op = "copy"});
  trace.Free(1).Write(2).Free(2).End();
  const Report report = trace.Analyzed();
  return report.findings.empty() ? "" : report.findings[0].advice;
}

TEST(NumpyAdvice, SpeaksPythonAtALineOfPython) {
  EXPECT_THAT(AdviceAt("norm.py"), testing::HasSubstr("in place (out="));
  EXPECT_THAT(AdviceAt("<stdin>"), testing::HasSubstr("in place (out="));
  EXPECT_THAT(AdviceAt("norm.cc"), testing::HasSubstr("std::move"));
  EXPECT_THAT(AdviceAt("norm.pyx.cc"), testing::HasSubstr("std::move"));
}

TEST(NumpyAdvice, IsThereForEachRuleWhoseWordsAreThoseOfCpp) {
  Occurrences once;
  once.count = 1;
  for (const Rule* const rule : Rules()) {
    const std::string words = rule->advice(once);
    const bool speaks_cpp = words.find("std::") != std::string::npos ||
                            words.find("Copy::") != std::string::npos ||
                            words.find("const ref") != std::string::npos;
    if (!speaks_cpp) continue;
    EXPECT_NE(NumpyAdvice(rule->name), "") << rule->name << ": " << words;
  }
}

}  // namespace
}  // namespace tidemark::analysis
