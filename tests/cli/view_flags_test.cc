// `tidemark report --timeline`, `--tree` and `--source FILE`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
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

// Two arrays, one within a scope, a copy, and a block of the heap with a stack.
std::string TraceOfViews() {
  return WriteTemp("views.json",
                   Head() +
                       R"({"ev":"frame","frame":1,"function":"main","file":"/src/main.cc","line":3}
{"ev":"frame","frame":2,"function":"Load","file":"/src/load.cc","line":7}
{"ev":"stack","stack":1,"frame":1}
{"ev":"stack","stack":2,"frame":2,"parent":1}
{"ev":"scope_begin","t":5,"thread":1,"name":"train"}
{"ev":"alloc","t":10,"thread":1,"site":1,"buf":1,"bytes":800,"kind":"array","dtype":"f8","shape":[100],"view":1}
{"ev":"mark","t":15,"thread":1,"name":"loaded"}
{"ev":"scope_end","t":16,"thread":1,"name":"train"}
{"ev":"alloc","t":20,"thread":1,"site":2,"buf":2,"bytes":800,"kind":"array","dtype":"f8","shape":[100],"view":2}
{"ev":"copy","t":21,"thread":1,"site":2,"src":1,"dst":2,"src_buf":1,"dst_buf":2,"bytes":800,"reason":"requested","op":"copy"}
{"ev":"alloc","t":25,"thread":1,"stack":2,"addr":"0x1000","bytes":2000,"kind":"heap"}
{"ev":"free","t":30,"thread":1,"buf":2}
{"ev":"free","t":60,"thread":1,"buf":1}
{"ev":"end","t":70}
)");
}

std::string Report(std::vector<std::string> arguments) {
  static const std::string& trace = *new std::string(TraceOfViews());
  arguments.insert(arguments.begin(), {"report", trace});
  const Outcome outcome = Tidemark(arguments);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  return outcome.out;
}

TEST(ViewFlags, TheTreeOfWhatWasLiveAtThePeak) {
  const std::string text = Report({"--tree"});
  EXPECT_THAT(text, HasSubstr("live at the peak: 3.51 KiB in 3 buffers"));
  EXPECT_THAT(text, AllOf(HasSubstr("1.95 KiB  56%        1×  ├ main main.cc:3\n"),
                          HasSubstr("│ Load load.cc:7\n"), HasSubstr("├ scope:train\n"),
                          HasSubstr("│ load a.cc:10\n"), HasSubstr("└ work a.cc:20\n")));
  EXPECT_EQ(Report({"--tree=peak"}), text);
  EXPECT_EQ(Report({"--tree", "peak"}), text);
}

TEST(ViewFlags, TreesOfOtherFigures) {
  EXPECT_THAT(Report({"--tree", "leaked"}),
              AllOf(HasSubstr("leaked: 1.95 KiB in 1 buffer"), HasSubstr("Load load.cc:7"),
                    Not(HasSubstr("a.cc"))));
  EXPECT_THAT(Report({"--tree", "copied"}), HasSubstr("copied: 800 B in 1 copy"));
  EXPECT_THAT(Report({"--tree=total"}), HasSubstr("allocated in all: 3.51 KiB in 3 buffers"));
}

TEST(ViewFlags, AWordThatIsNoTreeIsAMistake) {
  const std::string trace = TraceOfViews();
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"report", trace, "--tree=leakd"},
        {"report", trace, "--tree", "leakd"},
        {"report", "--tree", "Leaked", trace},
        {"report", "--tree", "Leaked"}}) {
    const Outcome outcome = Tidemark(arguments);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("; did you mean 'leaked'?"),
                                   HasSubstr("(there is: peak, leaked, total, copied)")));
  }
  EXPECT_THAT(Tidemark({"report", trace, "--tree", "peek"}).err,
              HasSubstr("report: unknown --tree 'peek'; did you mean 'peak'? (there is: peak, "
                        "leaked, total, copied), nor is there a file 'peek'"));
  EXPECT_THAT(Tidemark({"report", trace, "--tree", "frobnicate"}).err,
              HasSubstr("unknown --tree 'frobnicate' (there is: peak"));
  // What can only be a file is one, and not being there is what is wrong with it.
  const Outcome outcome = Tidemark({"report", "--tree", "/nowhere/run.json"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("/nowhere/run.json: cannot open"));
}

// What --tree shows comes before the file of that name, which has another.
TEST(ViewFlags, ATraceThatIsNamedLikeATree) {
  const std::string folder = Shell("mktemp -d").out;
  const std::string in_folder =
      absl::StrCat("cd ", folder.substr(0, folder.find('\n')), " && cp ", TraceOfViews(),
                   " leaked && cp leaked ", "unlike && $TIDEMARK report --tree ");
  const Outcome trace = Shell(in_folder + "./leaked");
  EXPECT_EQ(trace.exit_code, 0) << trace.err;
  EXPECT_THAT(trace.out, HasSubstr("live at the peak: 3.51 KiB"));
  const Outcome both = Shell(in_folder + "leaked leaked");
  EXPECT_EQ(both.exit_code, 0) << both.err;
  EXPECT_THAT(both.out, HasSubstr("leaked: 1.95 KiB in 1 buffer"));
  EXPECT_EQ(Shell(in_folder + "unlike").exit_code, 0);
  const Outcome neither = Shell(in_folder + "leaked");
  EXPECT_EQ(neither.exit_code, 2);
  EXPECT_THAT(neither.err, HasSubstr("no trace given: 'leaked' says what --tree shows; the file is "
                                     "'./leaked'"));
  Shell("rm -r " + folder);
}

TEST(ViewFlags, ASiteThatWasCalledFromAStack) {
  const std::string trace = WriteTemp(
      "called.json",
      Head() + R"({"ev":"frame","frame":1,"function":"main","file":"/src/main.cc","line":3}
{"ev":"frame","frame":2,"function":"load","file":"/src/a.cc","line":12}
{"ev":"stack","stack":1,"frame":1}
{"ev":"stack","stack":2,"frame":2,"parent":1}
{"ev":"alloc","t":1,"thread":1,"site":1,"stack":2,"buf":1,"bytes":800,"kind":"array"}
{"ev":"alloc","t":2,"thread":1,"site":2,"stack":2,"buf":2,"bytes":80,"kind":"array"}
{"ev":"end","t":3}
)");
  EXPECT_THAT(Tidemark({"report", trace, "--tree"}).out,
              HasSubstr("main main.cc:3\n"
                        "      800 B  91%        1×  ├ load a.cc:10\n"
                        "       80 B   9%        1×  └ load a.cc:12\n"
                        "                              work a.cc:20\n"));
  EXPECT_EQ(Tidemark({"export", trace, "--format", "folded"}).out,
            "main (/src/main.cc:3);load (/src/a.cc:12);work (a.cc:20) 80\n"
            "main (/src/main.cc:3);load (a.cc:10) 800\n");
  for (const char* format : {"speedscope", "dhat"}) {
    EXPECT_THAT(Tidemark({"export", trace, "--format", format}).out, HasSubstr("/src/main.cc"));
  }
}

TEST(ViewFlags, TheTraceMayStandBehindTheFlag) {
  const Outcome outcome = Tidemark({"report", "--tree", TraceOfViews()});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("live at the peak"));
}

TEST(ViewFlags, TheTimeline) {
  const std::string text = Report({"--timeline", "--width", "80"});
  EXPECT_THAT(text, AllOf(HasSubstr("TIMELINE  who held the live bytes over 70 ns"),
                          HasSubstr("peak 3.51 KiB at 25 ns"), HasSubstr("/src/load.cc:7  Load"),
                          HasSubstr("a.cc:20  work"), HasSubstr("mark loaded")));
}

TEST(ViewFlags, ViewsGoTogetherAndWithTables) {
  const std::string text = Report({"--timeline", "--tree", "--table", "peak"});
  EXPECT_LT(text.find("PEAK  what was live"), text.find("TIMELINE  who held"));
  EXPECT_LT(text.find("TIMELINE  who held"), text.find("CALLS  who called"));
}

TEST(ViewFlags, TheSameAsJson) {
  const Json json = Json::parse(Report({"--timeline", "--tree", "--format", "json"}));
  int64_t peak = 0;
  int64_t copied = 0;
  for (const Json& node : json["call_tree"]["nodes"]) {
    peak += node.value("peak_bytes", int64_t{0});
    copied += node.value("copy_bytes", int64_t{0});
  }
  EXPECT_EQ(peak, json["peak"]["bytes"]);
  EXPECT_EQ(copied, json["totals"]["copy_bytes"]);
  EXPECT_EQ(json["call_tree"]["folded_stacks"], 0);
  const Json& timeline = json["site_timeline"];
  int64_t column = timeline["other"][25].get<int64_t>();
  for (const Json& site : timeline["sites"]) column += site["bytes"][25].get<int64_t>();
  EXPECT_EQ(column, 3600);
  EXPECT_EQ(timeline["peak"]["t"], 25);
  EXPECT_EQ(Json::parse(Report({"--format", "json"})).contains("call_tree"), false);
}

TEST(ViewFlags, AnnotatedSource) {
  const std::string source = WriteTemp("a.cc", "// nothing\n");
  const std::string folder = std::filesystem::path(source).parent_path().string() + "/views_source";
  std::filesystem::create_directories(folder);
  std::ofstream stream(folder + "/a.cc");
  for (int i = 1; i <= 30; ++i) stream << "line " << i << ";\n";
  stream.close();
  const std::string text = Report({"--source", "a.cc", "--source", folder, "--width", "100"});
  EXPECT_THAT(text,
              AllOf(HasSubstr("SOURCE  a.cc\n"), HasSubstr("  10  line 10;\n"),
                    HasSubstr("  20  line 20;\n"), HasSubstr("▲ "), Not(HasSubstr("line 15"))));
  const Json json =
      Json::parse(Report({"--source", "a.cc", "--source", folder, "--format", "json"}));
  ASSERT_EQ(json["source"].size(), 1u);
  EXPECT_EQ(json["source"][0]["file"], "a.cc");
  EXPECT_EQ(json["source"][0]["lines"][0]["line"], 10);
  EXPECT_EQ(json["source"][0]["lines"][0]["text"], "line 10;");
  EXPECT_EQ(json["source"][0]["lines"][0]["peak_bytes"], 800);
  EXPECT_EQ(json["source"][0]["lines"][1]["copy_bytes"], 800);
  std::filesystem::remove_all(folder);
}

TEST(ViewFlags, SourceThatIsNotAtHandAndNotInTheTrace) {
  const std::string text = Report({"--source", "/src/main.cc"});
  EXPECT_THAT(text, AllOf(HasSubstr("SOURCE  /src/main.cc"), HasSubstr("is not at hand")));
  const Outcome outcome = Tidemark({"report", TraceOfViews(), "--source", "lod.cc"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("nothing of a file 'lod.cc'; it has, the nearest first: "
                                     "/src/load.cc, a.cc, /src/main.cc"));
}

TEST(ViewFlags, ViewsAreTextOrJsonAndOfOneTrace) {
  Outcome outcome =
      Tidemark({"report", TraceOfViews(), "--tree", "--format", "csv", "--table", "peak"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("are text or json, not csv"));
  outcome = Tidemark({"report", "/", "--timeline"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("--timeline is for one trace, and '/' is a folder"));
}

TEST(ViewFlags, AsciiWithoutUtf8AndNoColorWithoutATerminal) {
  const Outcome outcome =
      Tidemark({"report", TraceOfViews(), "--timeline", "--tree", "--source", "a.cc"},
               {.environment = {"LC_ALL=C"}});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char c : outcome.out) ASSERT_TRUE(c == '\n' || (c >= ' ' && c <= '~')) << outcome.out;
  EXPECT_THAT(Report({"--timeline", "--tree", "--color", "always"}), HasSubstr("\x1b["));
}

}  // namespace
}  // namespace tidemark::cli
