#include "tidemark/gate/formats/junit.h"

#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/gate/formats/finding_text.h"
#include "tidemark/gate/formats/xml_text.h"

namespace tidemark::gate {
namespace {

struct Suite {
  std::string name;
  int64_t tests = 0;
  int64_t failures = 0;
  int64_t errors = 0;
  int64_t skipped = 0;
  std::map<std::string, int> names;  // of cases, and how often each occurred
  std::string cases;
};

std::string CountsXml(const Suite& suite) {
  return absl::StrCat("tests=\"", suite.tests, "\" failures=\"", suite.failures, "\" errors=\"",
                      suite.errors, "\" skipped=\"", suite.skipped, "\" time=\"0\"");
}

// Opens a case, whose name the services take for the same test if it occurs twice.
void OpenCase(const std::string& name, Suite* suite) {
  ++suite->tests;
  const int occurrence = ++suite->names[name];
  std::string unique = name;
  if (occurrence > 1) absl::StrAppend(&unique, " #", occurrence);
  absl::StrAppend(&suite->cases, "    <testcase name=\"", XmlText(unique), "\" classname=\"",
                  XmlText(suite->name), "\" time=\"0\">");
}

void AddOutcome(absl::string_view element, absl::string_view message, absl::string_view type,
                const std::vector<std::string>& lines, Suite* suite) {
  absl::StrAppend(&suite->cases, "\n      <", element, " message=\"", XmlText(message), "\"");
  if (!type.empty()) {
    const std::string kind = XmlText(type);
    absl::StrAppend(&suite->cases, " type=\"", kind.empty() ? "check" : kind, "\"");
  }
  if (lines.empty()) {
    absl::StrAppend(&suite->cases, "/>\n    ");
    return;
  }
  absl::StrAppend(&suite->cases, ">");
  for (const std::string& line : lines) absl::StrAppend(&suite->cases, XmlText(line), "\n");
  absl::StrAppend(&suite->cases, "</", element, ">\n    ");
}

void AddVerdict(const Verdict& verdict, const FormatOptions& options, Suite* suite) {
  OpenCase(FindingName(verdict), suite);
  if (verdict.outcome == Outcome::kFailed) {
    ++suite->failures;
    const std::string headline = FindingHeadline(verdict);
    std::vector<std::string> lines = FindingDetails(verdict, options);
    lines.insert(lines.begin(), headline);
    AddOutcome("failure", headline, ShortText(verdict.rule), lines, suite);
  } else if (verdict.outcome == Outcome::kNotJudged) {
    ++suite->skipped;
    AddOutcome("skipped", FindingHeadline(verdict), "", {}, suite);
  }
  absl::StrAppend(&suite->cases, "</testcase>\n");
}

void AddError(const std::string& name, absl::string_view message, absl::string_view type,
              Suite* suite) {
  OpenCase(name, suite);
  ++suite->errors;
  AddOutcome("error", message, type, {}, suite);
  absl::StrAppend(&suite->cases, "</testcase>\n");
}

}  // namespace

std::string JunitText(const CheckResult& result, const FormatOptions& options) {
  std::vector<Suite> suites;
  std::map<std::string, size_t> positions;
  const auto suite_of = [&](const std::string& name) {
    const auto [position, is_new] = positions.emplace(name, suites.size());
    if (is_new) suites.push_back({.name = name, .names = {}, .cases = {}});
    return &suites[position->second];
  };
  for (const RefusedTrace& refused : result.refused) {
    AddError("the trace can be judged", ShortText(refused.message),
             refused.empty ? "empty-trace" : "unusable-trace", suite_of(TestName(refused.trace)));
  }
  for (const Verdict& verdict : result.verdicts) {
    AddVerdict(verdict, options, suite_of(TestName(verdict.test)));
  }
  if (suites.empty()) {
    AddError("something is judged", "nothing was judged", "nothing-judged", suite_of("tidemark"));
  }
  Suite all;
  std::string body;
  for (const Suite& suite : suites) {
    all.tests += suite.tests;
    all.failures += suite.failures;
    all.errors += suite.errors;
    all.skipped += suite.skipped;
    absl::StrAppend(&body, "  <testsuite name=\"", XmlText(suite.name), "\" ", CountsXml(suite),
                    ">\n", suite.cases, "  </testsuite>\n");
  }
  return absl::StrCat("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
                      "<testsuites name=\"tidemark check\" ", CountsXml(all), ">\n", body,
                      "</testsuites>\n");
}

}  // namespace tidemark::gate
