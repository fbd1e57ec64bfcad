// `tidemark report` and `check` on traces of the heap: names of code, and samples.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/cli/command.h"

namespace tidemark::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::ordered_json;

// The address of the fixture at which three functions are one, and the lines that it has for them.
struct Known {
  std::string pc;
  std::string inner;  // "fixture::Inner<int>:33"
  std::string middle;
  std::string outer;
};

Known InlinedAddress() {
  std::istringstream lines(Shell(TIDEMARK_SYMBOLS_FIXTURE).out);
  std::string first;
  std::getline(lines, first);
  Known known;
  lines >> known.pc >> known.inner >> known.middle >> known.outer;
  return known;
}

std::string Line(const std::string& function) { return function.substr(function.rfind(':') + 1); }
std::string Name(const std::string& function) { return function.substr(0, function.rfind(':')); }

// 100 bytes, never freed, of which the stack is the inlined address.
std::string HeapTrace(const std::string& module, const std::string& build_id = "",
                      const std::string& capture = R"({"stacks":"fp","heap":true})") {
  return WriteTemp(
      "heap.ndjson",
      absl::StrCat(R"({"ev":"trace","version":1,"program":"fixture","capture":)", capture, "}\n",
                   R"({"ev":"frame","frame":1,"function":"","module":")", module,
                   R"(","build_id":")", build_id, R"(","pc":"0x)", InlinedAddress().pc, "\"}\n",
                   R"({"ev":"stack","stack":1,"frame":1})", "\n",
                   R"({"ev":"alloc","t":1,"thread":1,"stack":1,"addr":"0x10","bytes":100,)",
                   R"("kind":"heap"})", "\n", R"({"ev":"end","t":2,"events":1})", "\n"));
}

std::string FixtureBuildId() {
  std::string build_id =
      Shell(TIDEMARK_READELF " -n " TIDEMARK_SYMBOLS_FIXTURE " | sed -n 's/.*Build ID: //p'").out;
  while (!build_id.empty() && build_id.back() == '\n') build_id.pop_back();
  EXPECT_GE(build_id.size(), 8u);
  return build_id;
}

// Every run has a cache of its own.
Outcome Fresh(const std::vector<std::string>& arguments) {
  const std::string folder = std::filesystem::path(WriteTemp("mark", "")).parent_path().string();
  return Tidemark(arguments, {.environment = {absl::StrCat("XDG_CACHE_HOME=", folder)}});
}

TEST(HeapReport, NamesTheFunctionItsFileAndWhoCalledIt) {
  const Known known = InlinedAddress();
  const Outcome outcome = Fresh({"report", HeapTrace(TIDEMARK_SYMBOLS_FIXTURE)});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.err, "");
  EXPECT_THAT(outcome.out, HasSubstr(absl::StrCat("/symbols_fixture.cc:", Line(known.inner), "  ",
                                                  Name(known.inner))));
  EXPECT_THAT(outcome.out, HasSubstr(absl::StrCat("← ", Name(known.middle),
                                                  " symbols_fixture.cc:", Line(known.middle))));
  EXPECT_THAT(outcome.out, Not(HasSubstr("SYMBOLS")));
  // Of the heap no copies and views are known.
  EXPECT_THAT(outcome.out, AllOf(Not(HasSubstr("copies")), HasSubstr("CHURN  1 allocation")));
}

TEST(HeapReport, TheSameAsJson) {
  const Known known = InlinedAddress();
  const std::string trace = HeapTrace(TIDEMARK_SYMBOLS_FIXTURE);
  const Json json = Json::parse(Fresh({"report", trace, "--format", "json"}).out);
  const Json& row = json["peak"]["sites"][0];
  EXPECT_EQ(row["site"]["function"], Name(known.inner));
  EXPECT_EQ(row["site"]["line"], std::stoi(Line(known.inner)));
  EXPECT_EQ(row["site"]["module"], TIDEMARK_SYMBOLS_FIXTURE);
  EXPECT_EQ(row["callers"][0]["function"], Name(known.middle));
  EXPECT_EQ(row["callers"][1]["function"], Name(known.outer));
  EXPECT_EQ(json["leaks"]["sites"][0]["site"], row["site"]);
  EXPECT_EQ(json["findings"][0]["site"], row["site"]);
  EXPECT_EQ(json["trace"]["estimated"], false);
  EXPECT_EQ(json["trace"]["unnamed_code"], Json::array());
}

TEST(HeapReport, WithoutSymbolsCodeIsAnAddressInItsModule) {
  const std::string trace = HeapTrace(TIDEMARK_SYMBOLS_FIXTURE);
  const std::string name = absl::StrCat("tidemark_symbols_fixture+0x", InlinedAddress().pc);
  const Outcome text = Fresh({"report", trace, "--no-symbols"});
  EXPECT_EQ(text.exit_code, 0);
  EXPECT_THAT(text.out, AllOf(HasSubstr(name), Not(HasSubstr("symbols_fixture.cc")),
                              Not(HasSubstr("SYMBOLS"))));
  const Json json = Json::parse(Fresh({"report", trace, "--no-symbols", "--format", "json"}).out);
  EXPECT_EQ(json["peak"]["sites"][0]["site"]["function"], name);
  EXPECT_EQ(json["peak"]["sites"][0]["site"]["file"], TIDEMARK_SYMBOLS_FIXTURE);
  const std::vector<std::string> check = {"check", trace, "--limit", "leak_count == 0"};
  std::vector<std::string> plain = check;
  plain.emplace_back("--no-symbols");
  EXPECT_THAT(Fresh(check).out, HasSubstr("symbols_fixture.cc"));
  EXPECT_THAT(Fresh(plain).out, AllOf(HasSubstr(name), Not(HasSubstr("symbols_fixture.cc"))));
}

// What a person sees who has the program's files elsewhere.
TEST(HeapReport, NamesComeFromWhereTheFilesAre) {
  const std::string folder = WriteTemp("x", "") + ".root";
  const std::string recorded = "/opt/app/fixture";
  ASSERT_EQ(Shell("mkdir -p " + folder + "/opt/app && cp " TIDEMARK_SYMBOLS_FIXTURE " " + folder +
                  recorded)
                .exit_code,
            0);
  const std::string trace = HeapTrace(recorded, FixtureBuildId());
  EXPECT_THAT(Fresh({"report", trace}).out, Not(HasSubstr("symbols_fixture.cc")));
  EXPECT_THAT(Fresh({"report", trace, "--sysroot", folder}).out, HasSubstr("symbols_fixture.cc"));
  EXPECT_THAT(Fresh({"report", trace, "--debug-dir", folder + "/opt/app"}).out,
              HasSubstr("symbols_fixture.cc"));
  EXPECT_THAT(Fresh({"check", trace, "--sysroot", folder, "--limit", "leak_count == 0"}).out,
              HasSubstr("symbols_fixture.cc"));
  EXPECT_THAT(
      Shell("cd " + folder + "/.. && XDG_CACHE_HOME=" + folder + "/cache $TIDEMARK report " +
            trace + " --sysroot " + std::filesystem::path(folder).filename().string())
          .out,
      HasSubstr("symbols_fixture.cc"));
  for (const char* const option : {"--sysroot", "--debug-dir"}) {
    const Outcome outcome = Fresh({"report", trace, option, "/nowhere"});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.err,
              absl::StrCat("tidemark: report: ", option, ": there is no folder '/nowhere'\n"));
  }
  const Outcome unset = Fresh({"report", trace, "--debuginfod"});
  EXPECT_EQ(unset.exit_code, 2);
  EXPECT_THAT(unset.err, HasSubstr("DEBUGINFOD_URLS names no server"));
}

TEST(HeapReport, SaysWhyNamesAreMissing) {
  const Outcome other = Fresh({"report", HeapTrace(TIDEMARK_SYMBOLS_FIXTURE, "0011223344556677")});
  EXPECT_EQ(other.exit_code, 0);
  EXPECT_THAT(other.out,
              HasSubstr(absl::StrCat("tidemark_symbols_fixture+0x", InlinedAddress().pc)));
  EXPECT_THAT(other.out,
              HasSubstr("another build than the one that was recorded: tidemark_symbols_fixture"));
  const Outcome gone = Fresh({"report", HeapTrace("/nowhere/libgone.so.1", "0011")});
  EXPECT_THAT(gone.out, HasSubstr("no longer there, or unreadable: libgone.so.1"));
  const Json json = Json::parse(
      Fresh({"report", HeapTrace("/nowhere/libgone.so.1", "0011"), "--format", "json"}).out);
  EXPECT_EQ(json["trace"]["unnamed_code"][0]["module"], "/nowhere/libgone.so.1");
  EXPECT_EQ(json["trace"]["unnamed_code"][0]["addresses"], 1);
}

TEST(HeapReport, KeepsNamesInTheUsersCacheFolder) {
  const std::string build_id = FixtureBuildId();
  const std::string folder = std::filesystem::path(WriteTemp("mark", "")).parent_path().string();
  const std::string program = absl::StrCat(folder, "/program");
  std::filesystem::copy_file(TIDEMARK_SYMBOLS_FIXTURE, program);
  const std::string trace = HeapTrace(program, build_id);
  const auto run = [&](const std::string& home) {
    return Tidemark({"report", trace}, {.environment = {absl::StrCat("XDG_CACHE_HOME=", home)}});
  };
  EXPECT_THAT(run(folder).out, HasSubstr("symbols_fixture.cc"));
  EXPECT_TRUE(
      std::filesystem::exists(absl::StrCat(folder, "/tidemark/symbols/", build_id, ".symbols")));
  std::filesystem::remove(program);
  EXPECT_THAT(run(folder).out, HasSubstr("symbols_fixture.cc"));
  // A folder that cannot be written is no cache, and nothing is said of it.
  std::filesystem::copy_file(TIDEMARK_SYMBOLS_FIXTURE, program);
  const Outcome unwritable = run("/proc/nowhere");
  EXPECT_EQ(unwritable.exit_code, 0);
  EXPECT_EQ(unwritable.err, "");
  EXPECT_THAT(unwritable.out, HasSubstr("symbols_fixture.cc"));
}

TEST(HeapReport, SamplesGiveEstimatesAndSaySo) {
  const std::string trace = HeapTrace(TIDEMARK_SYMBOLS_FIXTURE, "",
                                      R"({"stacks":"fp","heap":true,"sample_bytes":1048576})");
  const Outcome text = Fresh({"report", trace});
  // 100 bytes of which one in 2^20 is hit stand for 1 MiB and half of themselves.
  EXPECT_THAT(text.out, AllOf(HasSubstr("PEAK   ~1 MiB ±99% in ~10,486 buffers"),
                              HasSubstr("one heap allocation every 1 MiB on average was recorded"),
                              HasSubstr("LEAKS  ~1 MiB"), Not(HasSubstr("temporar"))));
  const Json json = Json::parse(Fresh({"report", trace, "--format", "json"}).out);
  EXPECT_EQ(json["trace"]["sample_bytes"], 1048576);
  EXPECT_EQ(json["trace"]["estimated"], true);
  EXPECT_EQ(json["peak"]["bytes"], 1048626);
  EXPECT_EQ(json["totals"]["alloc_count"], 10486);
  EXPECT_EQ(json["peak"]["sites"][0]["count"], 10486);
}

TEST(HeapReport, CheckJudgesEstimatesAndSaysSo) {
  const std::string trace = HeapTrace(TIDEMARK_SYMBOLS_FIXTURE, "",
                                      R"({"stacks":"fp","heap":true,"sample_bytes":1048576})");
  const Outcome kept = Fresh({"check", trace, "--limit", "peak_bytes <= 2MiB"});
  EXPECT_EQ(kept.exit_code, 0);
  EXPECT_THAT(kept.out, AllOf(HasSubstr("peak_bytes is ~1 MiB"), HasSubstr("are estimates")));
  EXPECT_EQ(Fresh({"check", trace, "--limit", "peak_bytes <= 1000"}).exit_code, 1);
  const Outcome unknown = Fresh({"check", trace, "--limit", "temporary_count == 0"});
  EXPECT_EQ(unknown.exit_code, 4);
  EXPECT_THAT(unknown.out,
              AllOf(HasSubstr("temporary_count was not judged"), HasSubstr("--sample")));
  const Json json =
      Json::parse(Fresh({"check", trace, "--limit", "peak_bytes <= 2MiB", "--format", "json"}).out);
  EXPECT_EQ(json["traces"][0]["verdicts"][0]["estimated"], true);
  // Of a trace with everything in it, nothing is an estimate.
  const Outcome exact =
      Fresh({"check", HeapTrace(TIDEMARK_SYMBOLS_FIXTURE), "--limit", "temporary_count == 0"});
  EXPECT_EQ(exact.exit_code, 0);
  EXPECT_THAT(exact.out, Not(HasSubstr("~")));
}

}  // namespace
}  // namespace tidemark::cli
