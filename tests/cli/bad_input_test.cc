// Every row of what a reader does with bad input: its message and its exit code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/cli/command.h"

namespace tidemark::cli {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using Json = nlohmann::ordered_json;

constexpr char kAlloc[] = R"({"ev":"alloc","t":1,"site":1,"buf":1,"bytes":80})";
constexpr char kFree[] = R"({"ev":"free","t":2,"site":2,"buf":1})";
constexpr char kEnd[] = R"({"ev":"end","t":3})";

// The head, which takes three lines, then these, then the end.
std::string Trace(const std::vector<std::string>& lines) {
  std::string text = Head();
  for (const std::string& line : lines) absl::StrAppend(&text, line, "\n");
  return absl::StrCat(text, kEnd, "\n");
}

struct BadLine {
  const char* name;
  std::string line;
  std::string message;  // part of it
};

class BadLineTest : public ::testing::TestWithParam<BadLine> {};

TEST_P(BadLineTest, IsAnErrorWithFileLineAndColumn) {
  const std::string path = WriteTemp("run.json", Trace({kAlloc, GetParam().line, kFree}));
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"report", path},
        {"check", path, "--limit", "peak_bytes <= 1GiB"}}) {
    const Outcome outcome = Tidemark(command);
    EXPECT_EQ(outcome.exit_code, 3) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, StartsWith(absl::StrCat("tidemark: ", path, ":5:")));
    EXPECT_THAT(outcome.err, HasSubstr(GetParam().message));
  }
}

TEST_P(BadLineTest, IsSkippedAndCountedWithRecover) {
  const std::string path = WriteTemp("run.json", Trace({kAlloc, GetParam().line, kFree}));
  const Outcome outcome = Tidemark({"report", path, "--recover", "--format", "json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json json = Json::parse(outcome.out);
  EXPECT_EQ(json["trace"]["bad_lines_skipped"], 1);
  EXPECT_EQ(json["trace"]["events"], 2);
  EXPECT_EQ(json["peak"]["bytes"], 80);
  const Outcome text = Tidemark({"report", path, "--recover"});
  EXPECT_THAT(text.out, AllOf(HasSubstr("1 bad line skipped"), HasSubstr("run.json:5:")));
}

std::string Nested(int depth) {
  return absl::StrCat(R"({"ev":"mark","name":"m","x":)",
                      std::string(static_cast<size_t>(depth), '['),
                      std::string(static_cast<size_t>(depth), ']'), "}");
}

INSTANTIATE_TEST_SUITE_P(
    Rows, BadLineTest,
    ::testing::Values(
        BadLine{"NotJson", "this is not JSON", "expected"},
        BadLine{"NotAnObject", "[1,2]", "expected"}, BadLine{"NoEv", R"({"buf":2})", "ev"},
        BadLine{"EvOfWrongType", R"({"ev":7})", "ev"},
        BadLine{"WrongType", R"({"ev":"alloc","buf":2,"bytes":"80"})", "bytes"},
        BadLine{"MissingKey", R"({"ev":"alloc","buf":2})", "bytes"},
        BadLine{"MissingBufferAndAddress", R"({"ev":"alloc","bytes":8})", "buf"},
        BadLine{"Negative", R"({"ev":"alloc","buf":2,"bytes":-1})", "bytes"},
        BadLine{"TooLarge", R"({"ev":"alloc","buf":2,"bytes":9223372036854775808})", "bytes"},
        BadLine{"Fraction", R"({"ev":"alloc","buf":2,"bytes":1.5})", "bytes"},
        BadLine{"TooDeep", Nested(70), "64"},
        BadLine{"TooLong",
                absl::StrCat(R"({"ev":"mark","name":")", std::string((16 << 20) + 1, 'x'), "\"}"),
                "16 MiB"}),
    [](const ::testing::TestParamInfo<BadLine>& row) { return std::string(row.param.name); });

TEST(BadInput, DeepButAllowedNestingIsRead) {
  const std::string path = WriteTemp("run.json", Trace({kAlloc, Nested(60), kFree}));
  EXPECT_EQ(Tidemark({"report", path}).exit_code, 0);
}

TEST(BadInput, AnUnknownEventIsSkippedAndCounted) {
  const std::string path =
      WriteTemp("run.json", Trace({kAlloc, R"({"ev":"teleport","buf":2})", kFree}));
  const Outcome outcome = Tidemark({"report", path, "--format", "json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(Json::parse(outcome.out)["trace"]["unknown_events_skipped"], 1);
}

TEST(BadInput, ACutLastLineIsATruncatedTrace) {
  const std::string path =
      WriteTemp("run.json", absl::StrCat(Head(), kAlloc, "\n", R"({"ev":"free","t":2,"bu)"));
  const Outcome report = Tidemark({"report", path});
  EXPECT_EQ(report.exit_code, 0) << report.err;
  EXPECT_THAT(report.out, AllOf(HasSubstr("warning"), HasSubstr("truncated")));
  const Json json = Json::parse(Tidemark({"report", path, "--format", "json"}).out);
  EXPECT_EQ(json["trace"]["truncated"], true);
  EXPECT_EQ(json["peak"]["bytes"], 80);
  EXPECT_EQ(json["leaks"]["count"], 0);
  EXPECT_EQ(json["totals"]["live_end_count"], 1);
  EXPECT_EQ(Tidemark({"check", path, "--limit", "leak_count == 0"}).exit_code, 3);
  // What would have been freed nobody knows; the peak so far is what it is.
  EXPECT_EQ(Tidemark({"check", path, "--limit", "leak_count == 0", "--allow-truncated"}).exit_code,
            4);
  EXPECT_EQ(Tidemark({"check", path, "--limit", "peak_bytes <= 80", "--allow-truncated"}).exit_code,
            0);
}

TEST(BadInput, ATraceWithoutEndIsTruncated) {
  const std::string path = WriteTemp("run.json", absl::StrCat(Head(), kAlloc, "\n", kFree, "\n"));
  const Json json = Json::parse(Tidemark({"report", path, "--format", "json"}).out);
  EXPECT_EQ(json["trace"]["truncated"], true);
  EXPECT_EQ(json["totals"]["free_count"], 1);
  const Outcome check = Tidemark({"check", path, "--limit", "leak_count == 0"});
  EXPECT_EQ(check.exit_code, 3);
  EXPECT_THAT(check.err, HasSubstr("truncated"));
}

TEST(BadInput, ACutCompressedTraceIsTruncated) {
  std::string text = Head();
  for (int i = 1; i <= 20'000; ++i) {
    absl::StrAppend(&text, R"({"ev":"alloc","t":)", i, R"(,"site":1,"buf":)", i, R"(,"bytes":)",
                    i * 7919 % 1000, "}\n");
  }
  const std::string path = WriteTemp("run.json.gz", "");
  gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
  const std::string whole = ReadAll(path);
  const std::string cut = WriteTemp("cut.json.gz", whole.substr(0, whole.size() / 2));
  const Outcome outcome = Tidemark({"report", cut, "--format", "json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json json = Json::parse(outcome.out);
  EXPECT_EQ(json["trace"]["truncated"], true);
  EXPECT_GT(json["trace"]["events"], 100);
}

struct Anomaly {
  const char* kind;
  std::vector<std::string> lines;
};

class AnomalyTest : public ::testing::TestWithParam<Anomaly> {};

TEST_P(AnomalyTest, IsCountedByKindAndFailsOnlyWhenStrict) {
  const std::string path = WriteTemp("run.json", Trace(GetParam().lines));
  const Outcome report = Tidemark({"report", path, "--format", "json"});
  ASSERT_EQ(report.exit_code, 0) << report.err;
  const Json anomalies = Json::parse(report.out)["trace"]["anomalies"];
  EXPECT_EQ(anomalies["total"], 1) << anomalies;
  EXPECT_EQ(anomalies[GetParam().kind], 1) << anomalies;
  const Outcome text = Tidemark({"report", path});
  EXPECT_THAT(text.out, AllOf(HasSubstr("1 anomaly"), HasSubstr(GetParam().kind)));

  const Outcome strict = Tidemark({"report", path, "--strict"});
  EXPECT_EQ(strict.exit_code, 3);
  EXPECT_THAT(strict.out, HasSubstr("PEAK")) << "the report is still shown";
  EXPECT_THAT(strict.err, AllOf(HasSubstr("1 anomaly"), HasSubstr("--strict")));
  EXPECT_EQ(Tidemark({"check", path, "--limit", "peak_bytes <= 1GiB"}).exit_code, 0);
  EXPECT_EQ(Tidemark({"check", path, "--limit", "peak_bytes <= 1GiB", "--strict"}).exit_code, 3);
}

constexpr char kView[] = R"({"ev":"view","site":2,"view":5,"buf":1})";

INSTANTIATE_TEST_SUITE_P(
    Rows, AnomalyTest,
    ::testing::Values(
        Anomaly{"unknown_free", {kAlloc, R"({"ev":"free","site":2,"buf":9})", kFree}},
        Anomaly{"double_free", {kAlloc, kFree, kFree}},
        Anomaly{"duplicate_buffer", {kAlloc, kAlloc, kFree}},
        Anomaly{"dead_view", {kAlloc, kFree, kView}},
        Anomaly{"dead_view", {kAlloc, R"({"ev":"view","site":2,"view":5,"buf":9})", kFree}},
        Anomaly{"unknown_drop", {kAlloc, R"({"ev":"drop","site":2,"view":9})", kFree}},
        Anomaly{"time_backwards", {kAlloc, R"({"ev":"mark","t":0,"site":2,"name":"m"})", kFree}},
        Anomaly{"circular_stack",
                {R"({"ev":"frame","frame":1,"function":"f"})",
                 R"({"ev":"stack","stack":1,"frame":1,"parent":1})", kAlloc, kFree}},
        Anomaly{"unmatched_scope_end", {kAlloc, R"({"ev":"scope_end","name":"step"})", kFree}}),
    [](const ::testing::TestParamInfo<Anomaly>& row) {
      return absl::StrCat(row.param.kind, "_", row.index);
    });

TEST(BadInput, EndCountsThatDisagreeAreAnAnomaly) {
  const std::string path = WriteTemp(
      "run.json", absl::StrCat(Head(), kAlloc, "\n",
                               R"({"ev":"end","events":1,"live_buffers":0,"live_bytes":0})", "\n"));
  const Json json = Json::parse(Tidemark({"report", path, "--format", "json"}).out);
  EXPECT_GE(json["trace"]["anomalies"]["end_mismatch"], 1);
}

TEST(BadInput, AnEmptyFileHasNothingToAnalyse) {
  for (const std::string& content :
       {std::string(), std::string("\n\n"), Head(), absl::StrCat(Head(), kEnd, "\n"),
        std::string(R"({"tidemark_trace":1,"events":[]})")}) {
    const std::string path = WriteTemp("run.json", content);
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"report", path},
          {"check", path, "--limit", "leak_count == 0"}}) {
      const Outcome outcome = Tidemark(command);
      EXPECT_EQ(outcome.exit_code, 4) << content << outcome.err;
      EXPECT_THAT(outcome.err,
                  AllOf(StartsWith("tidemark: "), HasSubstr("run.json: nothing to analyse")));
    }
  }
}

TEST(BadInput, AnotherVersionIsNamedWithOurs) {
  const std::string path = WriteTemp(
      "run.json", absl::StrCat(R"({"ev":"trace","version":2})", "\n", kAlloc, "\n", kEnd, "\n"));
  for (const std::vector<std::string>& command : {std::vector<std::string>{"report", path},
                                                  {"report", path, "--recover"},
                                                  {"check", path, "--limit", "leak_count == 0"}}) {
    const Outcome outcome = Tidemark(command);
    EXPECT_EQ(outcome.exit_code, 3) << outcome.err;
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("version"), HasSubstr("2"), HasSubstr("1")));
  }
}

TEST(BadInput, AFileThatIsNotThereOrCannotBeReadIsUnreadable) {
  for (const std::string path : {"/nowhere/run.json", "/"}) {
    const Outcome outcome = Tidemark({"report", path});
    EXPECT_EQ(outcome.exit_code, 3) << outcome.err;
    EXPECT_THAT(outcome.err, AllOf(StartsWith("tidemark: "), HasSubstr(path)));
  }
}

TEST(BadInput, ASingleDocumentIsReadLikeLines) {
  const std::string path =
      WriteTemp("run.json",
                absl::StrCat(R"({"tidemark_trace":1,"events":[)", R"({"ev":"trace","version":1}, )",
                             kAlloc, ",", kFree, ",\n", kEnd, "]}"));
  const Outcome outcome = Tidemark({"report", path, "--format", "json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(Json::parse(outcome.out)["peak"]["bytes"], 80);
}

}  // namespace
}  // namespace tidemark::cli
