#include "tidemark/gate/judge/callers.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tidemark/gate/formats/finding_text.h"
#include "tidemark/gate/formats/source_place.h"
#include "tidemark/gate/formats/text.h"

namespace tidemark::gate {
namespace {

constexpr char kLibc[] = "/usr/lib/x86_64-linux-gnu/libc.so.6";

analysis::SiteReport In(const std::string& module, const std::string& file, int64_t line,
                        const std::string& function) {
  return {.file = file, .line = line, .function = function, .label = {}, .module = module};
}

const analysis::SiteReport& Fopen() {
  static const analysis::SiteReport& site =
      *new analysis::SiteReport(In(kLibc, "libio/iofopen.c", 65, "__fopen_internal"));
  return site;
}

// A leak in fopen, which a library of the user's and the program call.
JudgedTrace TraceOf(std::vector<analysis::SiteReport> callers) {
  JudgedTrace trace{.file = "run.tmk", .test = "prog", .report = {}};
  trace.report.leaks.sites.push_back(
      {.site = Fopen(), .bytes = 472, .count = 1, .callers = std::move(callers)});
  return trace;
}

Verdict FailedAt(const analysis::SiteReport& site) {
  Verdict verdict;
  verdict.rule = "increase";
  verdict.outcome = Outcome::kFailed;
  verdict.trace = "run.tmk";
  verdict.metric = "leak_bytes";
  verdict.before = 0;
  verdict.after = 472;
  verdict.limit = 0;
  verdict.limit_source = "b.json";
  Contribution& part = verdict.contributions.emplace_back();
  part.site = site;
  part.after = 472;
  return verdict;
}

analysis::SiteReport CallerOf(const JudgedTrace& trace, Verdict verdict) {
  std::vector<Verdict> verdicts = {std::move(verdict)};
  SetCallers({&trace}, &verdicts);
  return verdicts.front().contributions.front().caller;
}

TEST(Callers, TheNearestOutsideOfTheSystemIsNamed) {
  const analysis::SiteReport inner = In("/usr/lib/libfoo.so", "foo.c", 3, "foo");
  const analysis::SiteReport user = In("/home/me/app", "/home/me/src/a.cc", 9, "Write");
  const analysis::SiteReport outer = In("/home/me/app", "/home/me/src/a.cc", 20, "main");
  EXPECT_EQ(CallerOf(TraceOf({inner, user, outer}), FailedAt(Fopen())), user);
  EXPECT_EQ(CallerOf(TraceOf({inner}), FailedAt(Fopen())), inner);
  EXPECT_EQ(CallerOf(TraceOf({}), FailedAt(Fopen())), analysis::SiteReport());
}

TEST(Callers, AreThoseOfTheSameTraceAndPlaceAndOfFailures) {
  const JudgedTrace trace = TraceOf({In("/home/me/app", "a.cc", 9, "Write")});
  Verdict passed = FailedAt(Fopen());
  passed.outcome = Outcome::kPassed;
  EXPECT_EQ(CallerOf(trace, passed), analysis::SiteReport());
  Verdict of_another = FailedAt(Fopen());
  of_another.trace = "other.json";
  EXPECT_EQ(CallerOf(trace, of_another), analysis::SiteReport());
  analysis::SiteReport elsewhere = Fopen();
  elsewhere.line = 66;
  EXPECT_EQ(CallerOf(trace, FailedAt(elsewhere)), analysis::SiteReport());
  Verdict of_both = FailedAt(Fopen());
  of_both.trace = "first.tmk, run.tmk";
  EXPECT_EQ(CallerOf(trace, of_both).function, "Write");
}

TEST(Callers, FormatsShowThemAndServicesAttachToThem) {
  const FormatOptions options{.unicode = true, .source_root = "/home/me"};
  CheckResult result;
  result.verdicts = {FailedAt(Fopen())};
  const JudgedTrace trace = TraceOf({In("/home/me/app", "/home/me/src/a.cc", 9, "Write")});
  SetCallers({&trace}, &result.verdicts);
  const Verdict& verdict = result.verdicts.front();
  EXPECT_NE(CheckText(result, options).find("called by src/a.cc:9  Write\n"), std::string::npos);
  EXPECT_NE(ContributionText(verdict.contributions[0], MetricUnit::kBytes, options)
                .find("called by src/a.cc:9  Write"),
            std::string::npos);
  const Place place = PlaceOfVerdict(verdict, options);
  EXPECT_EQ(place.path, "src/a.cc");
  EXPECT_EQ(place.line, 9);
}

}  // namespace
}  // namespace tidemark::gate
