// What the program's source allows.
#include "tidemark/analysis/rules/source_allowance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/analysis/trace_script.h"
#include "tests/support/temp_folder.h"

namespace tidemark::analysis {
namespace {

using ::testing::IsEmpty;

// "3: leak (reason)", for each allowance with the line that it is about.
std::string Found(const std::string& text) {
  std::string all;
  for (const auto& [line, allowance] : FindAllowances(text)) {
    absl::StrAppend(&all, all.empty() ? "" : "; ", line, ": ", absl::StrJoin(allowance.rules, ","),
                    " (", allowance.reason, ")");
  }
  return all;
}

TEST(FindAllowances, OnTheLineInEveryCommentStyle) {
  EXPECT_EQ(Found("auto b = a.copy();  // tidemark: allow unmodified-copy the API keeps it\n"),
            "1: unmodified-copy (the API keeps it)");
  EXPECT_EQ(Found("x = 1\nb = a.copy()  # tidemark: allow unmodified-copy kept\n"),
            "2: unmodified-copy (kept)");
  EXPECT_EQ(Found("b = a; /* tidemark: allow leak,duplicate-copy once a process */"),
            "1: leak,duplicate-copy (once a process)");
  EXPECT_EQ(Found("b = a  #tidemark:allow leak"), "1: leak ()");
}

TEST(FindAllowances, RightAboveTheLine) {
  EXPECT_EQ(Found("// tidemark: allow leak kept\nauto b = a.copy();\nauto c = a.copy();\n"),
            "2: leak (kept)");
  EXPECT_EQ(Found("// tidemark: allow leak kept\n// tidemark: allow noop-cast so\nf();\n"),
            "3: leak (kept); 3: noop-cast (so)");
  // An empty line lies between, so that it is about something else.
  EXPECT_EQ(Found("// tidemark: allow leak kept\n\nf();\n"), "");
  // Other comments may stand between.
  EXPECT_EQ(Found("// tidemark: allow leak kept\n// more words\nf();\n"), "3: leak (kept)");
  EXPECT_EQ(Found("# tidemark: allow leak kept\n# more words\nf()\n"), "3: leak (kept)");
}

TEST(FindAllowances, ByTheMacro) {
  EXPECT_EQ(Found("  TIDEMARK_ALLOW(\"leak\", \"kept, \\\"always\\\"\");\n  f();\n"),
            "2: leak (kept, \"always\")");
  EXPECT_EQ(Found("TIDEMARK_ALLOW(\"leak\", \"kept\"); f();\n"), "1: leak (kept)");
  EXPECT_EQ(Found("TIDEMARK_ALLOW(\"leak\", \"kept\");  // a note\nf();\n"), "2: leak (kept)");
  EXPECT_EQ(Found("f(); TIDEMARK_ALLOW(\"leak\", \"kept\");\n"), "1: leak (kept)");
  EXPECT_EQ(Found("TIDEMARK_ALLOW(\"leak\",\n    \"in two \"\n    \"parts\");\nf();\ng();\n"),
            "4: leak (in two parts)");
}

TEST(FindAllowances, NothingElseIsOne) {
  EXPECT_EQ(Found("f();  // see tidemark: allow leak kept\n"), "");  // words before
  EXPECT_EQ(Found("f(\"tidemark: allow leak kept\");\n"), "");       // no comment
  EXPECT_EQ(Found("f();  // tidemark: allowed leak kept\n"), "");    // another word
  EXPECT_EQ(Found("f();  // tidemark: allow Everything\n"), "");     // no name of a rule
  EXPECT_EQ(Found("f();  // tidemark: allow\n"), "");
  EXPECT_EQ(Found("#define TIDEMARK_ALLOW(rule, reason)\nf();\n"), "");
  EXPECT_EQ(Found("// TIDEMARK_ALLOW(\"leak\", \"kept\")\nf();\n"), "");
  EXPECT_EQ(Found("TIDEMARK_ALLOW(kRule, \"kept\");\nf();\n"), "");
  EXPECT_EQ(Found("TIDEMARK_ALLOW(\"leak\");\nf();\n"), "");
  EXPECT_EQ(Found("TIDEMARK_ALLOW(\"leak\", \"never ends"), "");
  EXPECT_EQ(Found(""), "");
}

class SourceAllowancesTest : public ::testing::Test {
 protected:
  void Write(const std::string& name, const std::string& text) {
    const std::filesystem::path path = folder_.File(name);
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
  test_support::TempFolder folder_;
};

constexpr char kText[] = "int a;\nf();  // tidemark: allow unmodified-copy kept\n";

TEST_F(SourceAllowancesTest, AreFoundByPathAndBelowTheRoots) {
  Write("src/a.cc", kText);
  const auto at = [&](const std::string& file, std::vector<std::string> roots) {
    SourceAllowances allowances(std::move(roots));
    const auto found = allowances.Find("unmodified-copy", {file, 2, "f", ""});
    return found.has_value() ? absl::StrCat(found->reason, " ", found->at) : "nothing";
  };
  const std::string root = folder_.path().string();
  EXPECT_EQ(at(root + "/src/a.cc", {}), absl::StrCat("kept ", root, "/src/a.cc:2"));
  EXPECT_EQ(at("src/a.cc", {}), "nothing");
  EXPECT_EQ(at("src/a.cc", {root}), "kept src/a.cc:2");
  EXPECT_EQ(at("/builds/x/src/a.cc", {"/nowhere", root}), "kept /builds/x/src/a.cc:2");
  EXPECT_EQ(at("/builds/src/b.cc", {root}), "nothing");
}

TEST_F(SourceAllowancesTest, AreForTheirRuleAndLineAlone) {
  Write("a.cc", kText);
  SourceAllowances allowances({});
  const std::string file = folder_.File("a.cc");
  EXPECT_TRUE(allowances.Find("unmodified-copy", {file, 2, "", ""}).has_value());
  EXPECT_FALSE(allowances.Find("duplicate-copy", {file, 2, "", ""}).has_value());
  EXPECT_FALSE(allowances.Find("unmodified-copy", {file, 1, "", ""}).has_value());
  EXPECT_FALSE(allowances.Find("unmodified-copy", {file, 3, "", ""}).has_value());
  EXPECT_FALSE(allowances.Find("unmodified-copy", {file, 0, "", ""}).has_value());
  EXPECT_FALSE(allowances.Find("unmodified-copy", {"", 2, "", ""}).has_value());
}

// A trace may name any path: nothing but a regular file is opened.
TEST_F(SourceAllowancesTest, WhatIsNoFileIsNotRead) {
  SourceAllowances allowances({});
  for (const char* const path : {"/dev/zero", "/proc/self/mem", "/", "/tmp"}) {
    EXPECT_FALSE(allowances.Find("leak", {path, 1, "", ""}).has_value()) << path;
  }
}

// A copy that nobody needs, at a.cc:2, and a leak at a.cc:1.
TraceScript CopyAndLeak(const std::string& file) {
  TraceScript trace;
  trace.Site(1, file, 1, "Load").Site(2, file, 2, "Use");
  trace.On({.site = 1}).Array(1, 1, 100).On({.site = 2}).Array(2, 2, 100);
  trace.Copy({.bytes = 800, .src_buf = 1, .dst_buf = 2, .src = 1, .dst = 2}).Read(2).Free(2);
  trace.Read(1).End();
  return trace;
}

TEST_F(SourceAllowancesTest, TakeFindingsOutOfEveryFigure) {
  Write("a.cc", kText);
  const std::string file = folder_.File("a.cc");
  const TraceScript trace = CopyAndLeak(file);
  const Report before = trace.Analyzed(nullptr, {.break_down = true});
  EXPECT_EQ(before.copies.redundant_count, 1);
  EXPECT_LT(before.what_if.peak_bytes_all_fixed, before.peak.bytes);

  SourceAllowances allowances({});
  const Report report = trace.Analyzed(nullptr, {.break_down = true, .allowances = &allowances});
  EXPECT_EQ(report.copies.count, 1);
  EXPECT_EQ(report.copies.redundant_count, 0);
  EXPECT_EQ(report.copies.redundant_bytes, 0);
  EXPECT_EQ(report.what_if.peak_bytes_all_fixed, report.peak.bytes);
  EXPECT_EQ(report.findings.size(), before.findings.size());
  const Finding* const allowed = OnlyFinding(report, "unmodified-copy");
  ASSERT_NE(allowed, nullptr);
  EXPECT_EQ(allowed->allowed, "kept");
  EXPECT_EQ(allowed->allowed_at, file + ":2");
  for (const Usage& usage : report.usage) {
    for (const RuleUsage& found : usage.findings) EXPECT_EQ(found.rule, "leak");
  }
  // The leak is none of it.
  EXPECT_EQ(report.leaks.count, 1);
  EXPECT_EQ(OnlyFinding(report, "leak")->allowed, "");
}

TEST_F(SourceAllowancesTest, LeaksCanBeAllowedToo) {
  Write("a.cc", "f();  # tidemark: allow leak the registry lasts\n");
  const std::string file = folder_.File("a.cc");
  const TraceScript trace = CopyAndLeak(file);
  SourceAllowances allowances({});
  const Report report = trace.Analyzed(nullptr, {.allowances = &allowances});
  EXPECT_EQ(report.leaks.count, 0);
  EXPECT_EQ(report.leaks.bytes, 0);
  EXPECT_THAT(report.leaks.sites, IsEmpty());
  EXPECT_EQ(report.copies.redundant_count, 1);
}

}  // namespace
}  // namespace tidemark::analysis
