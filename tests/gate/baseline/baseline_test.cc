// Baselines of reports, their files, and what is refused.
#include "tidemark/gate/baseline/baseline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/gate/baseline/baseline_builder.h"
#include "tests/support/temp_folder.h"

namespace tidemark::gate {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

analysis::Usage UsageAt(const std::string& file, int64_t line, const std::string& function,
                        int64_t copy_bytes) {
  analysis::Usage usage;
  usage.site = {.file = file, .line = line, .function = function, .label = ""};
  usage.kind = "array";
  usage.dtype = "f8";
  usage.copy_count = 1;
  usage.copy_bytes = copy_bytes;
  return usage;
}

analysis::Report ReportOf(std::vector<analysis::Usage> usage) {
  analysis::Report report;
  report.trace.program = "/build/bin/app";
  report.trace.standard_library = "libstdc++";
  report.usage = std::move(usage);
  return report;
}

// A repository in a folder of its own, with one source file.
class Repository {
 public:
  Repository() {
    std::filesystem::create_directories(folder_.File(".git"));
    std::filesystem::create_directories(folder_.File("src"));
  }
  std::string path() const { return std::filesystem::path(folder_.File(".git")).parent_path(); }
  std::string Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.File(name), std::ios::binary) << text;
    return folder_.File(name);
  }

 private:
  test_support::TempFolder folder_;
};

TEST(MakeBaseline, HasNoLinesPathsOrTimes) {
  Repository repository;
  const std::string file = repository.Write("src/a.cc", "\n\n  auto  b =\ta.copy();\n");
  const Baseline baseline = MakeBaseline(ReportOf({UsageAt(file, 3, "void load(int)", 80)}),
                                         {.repository = repository.path()});
  EXPECT_EQ(BaselineText(baseline),
            R"({"schema":"tidemark-baseline/1",
"test":"app",
"trace_version":1,
"standard_library":"libstdc++",
"unknown":["widest_dtype_bytes"],
"totals":{"copy_count":1,"copy_bytes":80},
"scopes":[],
"sites":[
{"file":"src/a.cc","function":"load","kind":"array","dtype":"f8","text":"auto b = a.copy();","copy_count":1,"copy_bytes":80}]
}
)");
}

TEST(MakeBaseline, IsTheSameWhereAllLinesMove) {
  Repository repository;
  const std::string file = repository.Write("src/a.cc", "a = b;\na = c;\n");
  const BaselineOptions options{.repository = repository.path()};
  const std::string before = BaselineText(
      MakeBaseline(ReportOf({UsageAt(file, 1, "f", 8), UsageAt(file, 2, "f", 9)}), options));
  repository.Write("src/a.cc", std::string(500, '\n') + "a = b;\n\n\na = c;\n");
  EXPECT_EQ(BaselineText(MakeBaseline(
                ReportOf({UsageAt(file, 501, "f", 8), UsageAt(file, 504, "f", 9)}), options)),
            before);
}

TEST(MakeBaseline, SumsUpLinesOfOneText) {
  Repository repository;
  const std::string file = repository.Write("src/a.cc", "a = b;\nx\na  =  b;\n");
  const Baseline baseline = MakeBaseline(
      ReportOf({UsageAt(file, 1, "f", 8), UsageAt(file, 2, "f", 5), UsageAt(file, 3, "f", 9)}),
      {.repository = repository.path()});
  ASSERT_EQ(baseline.rows.size(), 2U);
  EXPECT_EQ(baseline.rows[0].figures[FigureIndex("copy_bytes")], 17);
}

TEST(MakeBaseline, WithoutSourcesLinesStayApartInTheirOrder) {
  const Baseline baseline =
      MakeBaseline(ReportOf({UsageAt("a.cc", 9, "f", 8), UsageAt("a.cc", 4, "f", 9),
                             UsageAt("a.cc", 9, "f", 1)}),
                   {.read_sources = false});
  ASSERT_EQ(baseline.rows.size(), 2U);
  EXPECT_EQ(baseline.rows[0].figures[FigureIndex("copy_bytes")], 9);
  EXPECT_EQ(baseline.rows[1].figures[FigureIndex("copy_bytes")], 9);
  EXPECT_EQ(baseline.rows[1].site.line, 9);
}

TEST(MakeBaseline, SortsFindingsIntoTheirFigures) {
  analysis::Usage usage = UsageAt("a.cc", 1, "f", 8);
  usage.findings = {{"unmodified-copy", analysis::Category::kRedundantCopy, 2, 80},
                    {"leak", analysis::Category::kLeak, 1, 8},
                    {"pinned-base", analysis::Category::kOther, 1, 700}};
  const Baseline all = MakeBaseline(ReportOf({usage}), {});
  const auto figure = [](const Baseline& baseline, const char* name) {
    EXPECT_EQ(baseline.rows[0].figures[FigureIndex(name)], baseline.totals[FigureIndex(name)]);
    return baseline.totals[FigureIndex(name)];
  };
  EXPECT_EQ(figure(all, "redundant_copy_count"), 2);
  EXPECT_EQ(figure(all, "redundant_copy_bytes"), 80);
  EXPECT_EQ(figure(all, "leak_count"), 1);
  EXPECT_EQ(figure(all, "leak_bytes"), 8);
  EXPECT_EQ(figure(all, "pinned_bytes"), 700);
  BaselineOptions options;
  options.suppressed = [](const std::string& rule, const analysis::SiteReport&) {
    return rule == "leak";
  };
  const Baseline some = MakeBaseline(ReportOf({usage}), options);
  EXPECT_EQ(figure(some, "leak_count"), 0);
  EXPECT_EQ(figure(some, "pinned_bytes"), 700);
}

TEST(MakeBaseline, ATraceWithoutAnEndTellsNoLeaks) {
  analysis::Report report = ReportOf({});
  report.trace.truncated = true;
  const Baseline baseline = MakeBaseline(report, {});
  EXPECT_TRUE(IsUnknown(baseline, "leak_bytes"));
  EXPECT_FALSE(IsUnknown(baseline, "copy_bytes"));
}

TEST(BoundRows, KeepsTheSums) {
  std::vector<BaselineRow> rows;
  for (int i = 0; i < 100; ++i) {
    rows.push_back(InScope(Row("a.cc", absl::StrCat("f", 100 + i), "", {{"copy_bytes", 1 + i}}),
                           i % 2 == 0 ? "even" : "odd"));
  }
  Baseline bounded = BaselineOf(rows);
  BoundRows(10, &bounded);
  ASSERT_EQ(bounded.rows.size(), 12U);
  EXPECT_EQ(bounded.rows[0].key.function, "f190");  // the smallest of the ten largest
  EXPECT_EQ(bounded.rows[10].others + bounded.rows[11].others, 90);
  EXPECT_EQ(BaselineOf(bounded.rows).totals, bounded.totals);
  Baseline again = bounded;
  BoundRows(10, &again);
  EXPECT_EQ(BaselineText(again), BaselineText(bounded));
}

TEST(MinimumOf, TakesEachFigureFromTheRunThatHasTheLeast) {
  const Baseline least =
      MinimumOf({BaselineOf({Row("a.cc", "f", "", {{"peak_bytes", 10}, {"copy_bytes", 1}}),
                             Row("a.cc", "g", "", {{"peak_bytes", 5}})}),
                 BaselineOf({Row("a.cc", "f", "", {{"peak_bytes", 12}, {"reused_ops", 4}}),
                             Row("b.cc", "h", "", {{"peak_bytes", 2}})})});
  EXPECT_EQ(least.totals, FiguresWith({{"peak_bytes", 14}, {"reused_ops", 4}}));
  EXPECT_EQ(BaselineOf(least.rows).totals, least.totals);
  ASSERT_EQ(least.rows.size(), 2U);
  EXPECT_EQ(least.rows[0].key.function, "f");
  EXPECT_EQ(least.rows[1].key.function, "h");
}

Baseline Rich() {
  Baseline baseline = BaselineOf(
      {Row("a.cc", "f", "x = \"\\\xF0\x9F\x8C\x8A\";", {{"peak_bytes", INT64_MAX / 2}}),
       Row("a.cc", "f", "", {{"copy_count", 3}}), Row("a.cc", "f", "", {{"copy_count", 4}}),
       InScope(Row("b.cc", "g", "y", {{"leak_bytes", 1}, {"leak_count", 1}}), "train/step"),
       OpRow("add", 9, 8)});
  BaselineRow sum;
  sum.others = 12;
  sum.key.scope = "train";
  sum.figures = FiguresWith({{"alloc_count", 12}});
  baseline.rows.push_back(sum);
  baseline.standard_library = "libc++";
  baseline.estimated = true;
  baseline.unknown = {"leak_bytes", "leak_count"};
  baseline.accepted = {{"peak_bytes", 10, 20, "the cache is worth it"}};
  baseline.scopes = {{"train", 7}, {"train/step", 6}};
  return baseline;
}

TEST(ReadBaseline, ReadsWhatWasWritten) {
  const std::string text = BaselineText(Rich());
  const absl::StatusOr<Baseline> read = ParseBaseline(text, "b.json");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(BaselineText(*read), text);
  EXPECT_EQ(read->rows.size(), Rich().rows.size());
  for (size_t i = 0; i < read->rows.size(); ++i) {
    EXPECT_EQ(read->rows[i].key, Rich().rows[i].key);
    EXPECT_EQ(read->rows[i].figures, Rich().rows[i].figures);
  }
  EXPECT_TRUE(nlohmann::json::accept(text));
}

TEST(ReadBaseline, HostileNamesSurviveTheFile) {
  const std::vector<std::string> names = {
      "\"},{", "a\nb", "\xff\xfe", "\xE2\x80\xAE", "\x1b[31m", std::string(1, '\0'), "%s|<>&"};
  std::vector<analysis::Usage> usage;
  for (const std::string& name : names) {
    usage.push_back(UsageAt(name + ".cc", 1, name, 8));
    usage.back().scope = name;
  }
  const Baseline made = MakeBaseline(ReportOf(usage), {});
  const absl::StatusOr<Baseline> read = ParseBaseline(BaselineText(made), "b.json");
  ASSERT_TRUE(read.ok()) << read.status();
  for (const Change& change : AllChanges(Compare(*read, made))) {
    EXPECT_THAT(change.contributions, IsEmpty()) << change.metric;
  }
}

std::string ErrorOf(const std::string& text) {
  const absl::StatusOr<Baseline> read = ParseBaseline(text, "b.json");
  return read.ok() ? "" : std::string(read.status().message());
}

TEST(ReadBaseline, SaysWhatIsWrongAndWhere) {
  const std::string good = BaselineText(BaselineOf({Row("a.cc", "f", "x", {{"copy_bytes", 8}})}));
  ASSERT_EQ(ErrorOf(good), "");
  const auto with = [&](const std::string& old, const std::string& now) {
    EXPECT_THAT(good, HasSubstr(old));
    return ErrorOf(absl::StrReplaceAll(good, {{old, now}}));
  };
  EXPECT_THAT(with("baseline/1", "baseline/2"), HasSubstr("b.json:1: schema: this is no baseline"));
  EXPECT_THAT(with("\"dtype\"", "\"dtypo\""), HasSubstr("b.json:7: sites[0].dtypo: unknown key"));
  EXPECT_THAT(with("\"dtype\"", "\"dtypo\""), HasSubstr("did you mean 'dtype'"));
  EXPECT_THAT(with("\"test\"", "\"tests\""), HasSubstr("unknown key 'tests'"));
  EXPECT_THAT(with("\"copy_bytes\":8}]", "\"copy_bytes\":-8}]"), HasSubstr("whole number"));
  EXPECT_THAT(with("\"copy_bytes\":8}]", "\"copy_bytes\":1.5}]"), HasSubstr("whole number"));
  EXPECT_THAT(with("\"copy_bytes\":8}]", "\"copy_bytes\":9223372036854775808}]"),
              HasSubstr("whole number"));
  EXPECT_THAT(with("\"copy_bytes\":8}]", "\"copy_bytes\":\"8\"}]"), HasSubstr("whole number"));
  EXPECT_THAT(with("\"text\":\"x\"", "\"text\":1"), HasSubstr("text in quotes"));
  EXPECT_THAT(with("\"scopes\":[],\n", ""), HasSubstr("'scopes' is missing"));
  EXPECT_THAT(with("\"scopes\":[]", "\"scopes\":{}"), HasSubstr("must be a list"));
  EXPECT_THAT(with("\"scopes\":[]", "\"scopes\":[{\"path\":\"s\"}]"), HasSubstr("'peak_bytes' is"));
  EXPECT_THAT(with("{\"file\"", "{\"others\":3,\"file\""), HasSubstr("and nothing else"));
  EXPECT_THAT(with("]\n}", "]\n"), HasSubstr("b.json:9:1: this is no JSON"));
  EXPECT_THAT(with("]\n}", "]}{"), HasSubstr("no JSON"));
  EXPECT_THAT(ErrorOf(""), HasSubstr("empty"));
  EXPECT_THAT(ErrorOf("[]"), HasSubstr("object in braces"));
  EXPECT_THAT(ErrorOf(std::string(100000, '[')), HasSubstr("b.json:1"));
  EXPECT_THAT(ErrorOf("{\"schema\":\"tidemark-check/1\",\"passed\":true}"),
              HasSubstr("the schema is 'tidemark-check/1'"));
}

TEST(ReadBaseline, RefusesPlacesThatStandTwice) {
  const BaselineRow row = Row("a.cc", "f", "x", {{"copy_bytes", 8}});
  EXPECT_THAT(ErrorOf(BaselineText(BaselineOf({row, row}))), HasSubstr("there twice"));
  BaselineRow without_text = row;
  without_text.text = "";
  EXPECT_EQ(ErrorOf(BaselineText(BaselineOf({without_text, without_text}))), "");
}

TEST(ReadBaseline, OfFilesThatAreNone) {
  test_support::TempFolder folder;
  EXPECT_EQ(ReadBaseline(folder.File("none.json")).status().code(), absl::StatusCode::kNotFound);
  std::filesystem::create_directory(folder.File("folder.json"));
  EXPECT_THAT(ReadBaseline(folder.File("folder.json")).status().message(), HasSubstr("no file"));
  std::ofstream(folder.File("good.json")) << BaselineText(Rich());
  EXPECT_TRUE(ReadBaseline(folder.File("good.json")).ok());
}

// Whatever is read reads the same when it is written again, and whatever is not says where.
TEST(ReadBaselineMutation, DamagedFiles) {
  std::mt19937 random(45);
  const std::vector<std::string> tokens = {
      "{",    "}",    "[",  "]",   ",",  ":",    "\"",
      "\\",   "null", "-1", "1e9", "\n", "\x80", "\"others\":1,",
      "true", "0"};
  const std::string good = BaselineText(Rich());
  int taken = 0;
  for (int i = 0; i < 4000; ++i) {
    std::string text = good;
    for (size_t n = 1 + random() % 3; n > 0; --n) {
      const size_t at = random() % text.size();
      switch (random() % 4) {
        case 0:
          text[at] = static_cast<char>(random());
          break;
        case 1:
          text.erase(at, 1 + random() % 8);
          break;
        case 2:
          text.insert(at, tokens[random() % tokens.size()]);
          break;
        default:
          text.insert(at, text.substr(random() % text.size(), random() % 60));
      }
    }
    const absl::StatusOr<Baseline> read = ParseBaseline(text, "b.json");
    if (!read.ok()) {
      ASSERT_THAT(std::string(read.status().message()), ::testing::StartsWith("b.json:"));
      continue;
    }
    ++taken;
    ASSERT_TRUE(nlohmann::json::accept(text)) << text;
    const std::string written = BaselineText(*read);
    const absl::StatusOr<Baseline> again = ParseBaseline(written, "b.json");
    ASSERT_TRUE(again.ok()) << again.status() << written;
    ASSERT_EQ(BaselineText(*again), written);
  }
  EXPECT_GT(taken, 100);
}

}  // namespace
}  // namespace tidemark::gate
