// `tidemark fit`: laws of growth from traces of several sizes, written here and recorded from a program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/cli/command.h"

namespace tidemark::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::ordered_json;

constexpr int64_t kMiB = 1 << 20;

std::string Capture(int64_t n) {
  return absl::StrCat(R"(,"capture":{"stacks":"off","params":{"n":)", n, "}}");
}

// load() holds 1 MiB, work() `bytes`.
std::string TraceOf(int64_t bytes, const std::string& capture = "") {
  return absl::StrCat(R"({"ev":"trace","version":1,"program":"p")", capture,
                      R"(}
{"ev":"site","site":1,"file":"a.cc","line":10,"function":"load"}
{"ev":"site","site":2,"file":"a.cc","line":20,"function":"work"}
{"ev":"alloc","t":1,"site":1,"buf":1,"bytes":1048576,"kind":"array"}
{"ev":"alloc","t":2,"site":2,"buf":2,"bytes":)",
                      bytes, R"(,"kind":"array","dtype":"f8","shape":[)", bytes / 8, R"(]}
{"ev":"free","t":3,"buf":1}
{"ev":"free","t":4,"buf":2}
{"ev":"end","t":5,"events":4,"live_buffers":0,"live_bytes":0}
)");
}

std::vector<std::string> TracesOf(const std::function<int64_t(int64_t)>& bytes, bool param = true) {
  std::vector<std::string> traces;
  for (const int64_t n : {1000, 5000, 25000, 125000}) {
    traces.push_back(
        WriteTemp(absl::StrCat("run-", n, ".json"), TraceOf(bytes(n), param ? Capture(n) : "")));
  }
  return traces;
}

Outcome Fit(std::vector<std::string> traces, const std::vector<std::string>& options) {
  traces.insert(traces.begin(), "fit");
  traces.insert(traces.end(), options.begin(), options.end());
  return Tidemark(traces);
}

Json FitToJson(const std::vector<std::string>& traces, const std::string& by) {
  const Outcome outcome = Fit(traces, {"--by", by, "--format", "json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  return outcome.exit_code == 0 ? Json::parse(outcome.out) : Json();
}

TEST(FitCommand, LinearGrowthIsToldFromFourTraces) {
  const std::vector<std::string> traces = TracesOf([](int64_t n) { return 24 * n; });
  const Outcome outcome = Fit(traces, {"--by", "n", "--at", "1e9"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("peak_bytes  = 1 MiB + 24 B * n"), HasSubstr("(fits exactly)"),
                    HasSubstr("24 B * n              a.cc:20  work"),
                    HasSubstr("does not grow + 1 MiB a.cc:10  load"),
                    HasSubstr("at n = 1000000000:\n  peak_bytes  22.3 GiB\n")));
  const Json json = FitToJson(traces, "n");
  EXPECT_EQ(json["schema"], "tidemark-fit/1");
  EXPECT_EQ(json["metrics"][0]["law"], "linear");
  EXPECT_NEAR(json["metrics"][0]["base"].get<double>(), kMiB, 0.01 * kMiB);
  EXPECT_NEAR(json["metrics"][0]["coefficient"].get<double>(), 24, 0.24);
}

TEST(FitCommand, QuadraticGrowthIsToldFromFourTraces) {
  const Outcome outcome = Fit(TracesOf([](int64_t n) { return 8 * n * n; }), {"--by", "n"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("peak_bytes  = 1 MiB + 8 B * n^2"),
                                 HasSubstr("note: peak_bytes, alloc_bytes: growth is not linear")));
}

TEST(FitCommand, TheSizeComesFromWhereByPoints) {
  const std::vector<std::string> plain = TracesOf([](int64_t n) { return 24 * n; }, false);
  EXPECT_NEAR(FitToJson(plain, "file")["metrics"][0]["coefficient"].get<double>(), 24, 1e-6);
  // Elements of 8 B: 3 * n of them.
  EXPECT_NEAR(FitToJson(plain, "largest-array")["metrics"][0]["coefficient"].get<double>(), 8,
              1e-6);
  const Outcome none = Fit(plain, {"--by", "n"});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.err, AllOf(HasSubstr("run-1000.json: nothing says what n was"),
                              HasSubstr("--param n=1000")));
}

TEST(FitCommand, FewerThanThreeSizesAreNothingToFit) {
  std::vector<std::string> traces = TracesOf([](int64_t n) { return 24 * n; });
  traces.resize(2);
  traces.push_back(traces[0]);
  const Outcome outcome = Fit(traces, {"--by", "n"});
  EXPECT_EQ(outcome.exit_code, 4);
  EXPECT_THAT(outcome.err, HasSubstr("found traces of 2 different sizes, expected at least 3"));
  EXPECT_EQ(outcome.out, "");
}

TEST(FitCommand, AnUnreadableTraceAmongSeveralIsNoFit) {
  std::vector<std::string> traces = TracesOf([](int64_t n) { return 24 * n; });
  traces.push_back("/nowhere/run-5.json");
  const Outcome outcome = Fit(traces, {"--by", "n"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("/nowhere/run-5.json"));
  EXPECT_EQ(outcome.out, "");
}

TEST(FitCommand, ATraceWithoutEventsIsNothingToFit) {
  std::vector<std::string> traces = TracesOf([](int64_t n) { return 24 * n; });
  traces.push_back(WriteTemp("empty-1.json", ""));
  EXPECT_EQ(Fit(traces, {"--by", "n"}).exit_code, 4);
}

TEST(FitCommand, ATruncatedTraceIsRefusedUnlessAllowed) {
  std::vector<std::string> traces = TracesOf([](int64_t n) { return 24 * n; });
  std::string cut = TraceOf(24 * 7000, Capture(7000));
  cut.resize(cut.rfind(R"({"ev":"end")"));
  traces.push_back(WriteTemp("run-7000.json", cut));
  const Outcome refused = Fit(traces, {"--by", "n"});
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("run-7000.json"), HasSubstr("--allow-truncated")));
  const Outcome allowed = Fit(traces, {"--by", "n", "--allow-truncated"});
  EXPECT_EQ(allowed.exit_code, 0) << allowed.err;
  EXPECT_THAT(allowed.out, AllOf(HasSubstr("24 B * n"), HasSubstr("the trace is truncated"),
                                 HasSubstr("leak_bytes: not known; ")));
}

TEST(FitCommand, WrongUsageIsSaid) {
  const std::vector<std::string> traces = TracesOf([](int64_t n) { return 24 * n; });
  EXPECT_EQ(Tidemark({"fit"}).exit_code, 2);
  EXPECT_THAT(Tidemark({"fit", "--by", "n"}).err, HasSubstr("no trace given"));
  EXPECT_THAT(Fit(traces, {}).err, HasSubstr("--by is missing"));
  EXPECT_THAT(Fit(traces, {"--by", "1n"}).err, HasSubstr("found '1n'"));
  for (const char* at : {"nan", "inf", "many", "1e999"}) {
    const Outcome outcome = Fit(traces, {"--by", "n", "--at", at});
    EXPECT_EQ(outcome.exit_code, 2) << at;
    EXPECT_THAT(outcome.err, HasSubstr("expected a number")) << at;
  }
  EXPECT_THAT(Fit(traces, {"--by", "n", "--format", "jsn"}).err, HasSubstr("json"));
  EXPECT_EQ(Tidemark({"fit", "--help"}).exit_code, 0);
}

// A head is a stranger's: what is no number there is no size, and spoils nothing else.
TEST(FitCommand, HostileParametersAreNone) {
  for (const char* params : {R"([1])", R"({"n":"5"})", R"({"n":{}})", R"({"n":null})", "7"}) {
    std::vector<std::string> traces = TracesOf([](int64_t n) { return 24 * n; });
    traces.push_back(WriteTemp(
        "hostile.json", TraceOf(240, absl::StrCat(R"(,"capture":{"params":)", params, "}"))));
    const Outcome outcome = Fit(traces, {"--by", "n"});
    EXPECT_EQ(outcome.exit_code, 2) << params;
    EXPECT_THAT(outcome.err, HasSubstr("hostile.json: was recorded without")) << params;
  }
}

std::string Folder() { return std::filesystem::path(WriteTemp("mark", "")).parent_path().string(); }

// The program records itself; its n is what the environment says.
std::vector<std::string> Recorded(const std::string& law, const std::vector<int>& sizes) {
  std::vector<std::string> traces;
  const std::string folder = Folder();
  for (const int n : sizes) {
    traces.push_back(absl::StrCat(folder, "/", law, n, ".tmk"));
    EXPECT_EQ(Shell(absl::StrCat("TIDEMARK_TRACE=", traces.back(), " TIDEMARK_PARAMS=n=", n,
                                 " " TIDEMARK_GROWTH_FIXTURE " ", law, " ", n))
                  .exit_code,
              0);
  }
  return traces;
}

TEST(FitCommand, ARecordedProgramOf24BytesAnElement) {
  const std::vector<std::string> traces = Recorded("linear", {1000, 10000, 50000, 200000});
  const Json json = FitToJson(traces, "n");
  const Json& peak = json["metrics"][0];
  EXPECT_EQ(peak["law"], "linear");
  EXPECT_NEAR(peak["coefficient"].get<double>(), 24, 0.24);
  EXPECT_NEAR(peak["base"].get<double>(), kMiB, 0.01 * kMiB);
  EXPECT_EQ(json["sites"][0]["site"]["function"], "Work");
  EXPECT_NEAR(json["sites"][0]["coefficient"].get<double>(), 24, 0.24);
}

TEST(FitCommand, ARecordedProgramOfTheSquare) {
  const std::vector<std::string> traces = Recorded("quadratic", {50, 100, 200, 800});
  const Json json = FitToJson(traces, "n");
  EXPECT_EQ(json["metrics"][0]["law"], "quadratic");
  EXPECT_NEAR(json["metrics"][0]["coefficient"].get<double>(), 8, 0.08);
}

#ifdef TIDEMARK_CAN_PRELOAD
// With the heap of an unmodified program, of which the C++ library's pool is in the base.
TEST(FitCommand, AProgramRunWithParam) {
  std::vector<std::string> traces;
  const std::string folder = Folder();
  for (const char* n : {"10000", "50000", "200000", "1000000"}) {
    traces.push_back(absl::StrCat(folder, "/", traces.size(), ".tmk"));
    const Outcome run = Tidemark({"run", "--param", absl::StrCat("n=", n), "--param", "m=-0.5",
                                  "-o", traces.back(), "--", TIDEMARK_GROWTH_FIXTURE, "linear", n});
    ASSERT_EQ(run.exit_code, 0) << run.err;
  }
  const Json peak = FitToJson(traces, "n")["metrics"][0];
  EXPECT_EQ(peak["law"], "linear");
  EXPECT_NEAR(peak["coefficient"].get<double>(), 24, 0.24);
  EXPECT_GT(peak["base"].get<double>(), kMiB);
  // The program saw nothing of it, and m is the same in all.
  EXPECT_EQ(Fit(traces, {"--by", "m"}).exit_code, 4);
}

TEST(FitCommand, RunRefusesWhatIsNoParam) {
  for (const char* bad : {"n", "n=", "=5", "n=x", "n=007", "n=1,m=2", "n=1e999"}) {
    const Outcome run = Tidemark({"run", "--param", bad, "--", "/bin/true"});
    EXPECT_EQ(run.exit_code, 2) << bad;
    EXPECT_THAT(run.err, AllOf(HasSubstr("--param"), HasSubstr("as n=1000"))) << bad;
  }
}
#endif

}  // namespace
}  // namespace tidemark::cli
