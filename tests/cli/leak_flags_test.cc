// What `report`, `check` and `suppressions` say of memory that is live at exit and no leak.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/cli/command.h"

namespace tidemark::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::ordered_json;

// 4096 bytes that puts() made for stdio, and 100 that Load in the user's program made.
std::string Trace() {
  return WriteTemp("leaks.ndjson", R"({"ev":"trace","version":1,"program":"app"}
{"ev":"frame","frame":1,"function":"main","module":"/home/me/app"}
{"ev":"frame","frame":2,"function":"_IO_file_doallocate","module":"/usr/lib/libc.so.6"}
{"ev":"frame","frame":3,"function":"Load","file":"load.cc","line":7,"module":"/home/me/app"}
{"ev":"stack","stack":1,"frame":1}
{"ev":"stack","stack":2,"frame":2,"parent":1}
{"ev":"stack","stack":3,"frame":3,"parent":1}
{"ev":"alloc","t":1,"thread":1,"stack":2,"addr":"0x10","bytes":4096,"kind":"heap"}
{"ev":"alloc","t":2,"thread":1,"stack":3,"addr":"0x8000","bytes":100,"kind":"heap"}
{"ev":"end","t":3,"events":2}
)");
}

std::vector<std::string> Check(std::vector<std::string> more) {
  std::vector<std::string> arguments = {"check", Trace(), "--limit", "leak_count == 0"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

TEST(LeakFlags, TheUsersLeakIsOneAndStdiosBufferIsShown) {
  const Outcome check = Tidemark(Check({}));
  EXPECT_EQ(check.exit_code, 1);
  EXPECT_THAT(check.out, AllOf(HasSubstr("leak_count is 1,"), HasSubstr("load.cc:7  Load")));
  const Outcome text = Tidemark({"report", Trace()});
  EXPECT_THAT(text.out, HasSubstr("LEAKS  100 B in 1 buffer never freed"));
  EXPECT_THAT(
      text.out,
      HasSubstr("LIVE AT EXIT 4.09 KiB in 2 buffers, 4 KiB of it the runtimes' and no leak: 4\n"
                "  KiB stdio buffers\n"));
  const Json json = Json::parse(Tidemark({"report", Trace(), "--format", "json"}).out);
  EXPECT_EQ(json["leaks"]["bytes"], 100);
  EXPECT_EQ(json["live_at_exit"]["bytes"], 4096);
  EXPECT_EQ(json["live_at_exit"]["groups"][0]["name"], "stdio buffers");
  EXPECT_EQ(json["totals"]["live_end_bytes"], 4196);
}

TEST(LeakFlags, WithoutBuiltinOnesAllThatIsLeftIsALeak) {
  const Outcome check = Tidemark(Check({"--no-builtin-suppressions"}));
  EXPECT_EQ(check.exit_code, 1);
  EXPECT_THAT(check.out, HasSubstr("leak_count is 2,"));
  EXPECT_THAT(Tidemark({"report", Trace(), "--no-builtin-suppressions"}).out,
              AllOf(HasSubstr("LEAKS  4.09 KiB"), Not(HasSubstr("LIVE AT EXIT"))));
}

TEST(LeakFlags, ASuppressionFileExcusesWhatItNames) {
  const std::string file = WriteTemp("ours.supp", "# known\nleak:^Load$\n");
  EXPECT_EQ(Tidemark(Check({"--suppressions", file})).exit_code, 0);
  const Outcome other = Tidemark(Check({"--suppressions", WriteTemp("x.supp", "leak:Store\n")}));
  EXPECT_EQ(other.exit_code, 1);
  // Several files add up.
  EXPECT_EQ(Tidemark(Check({"--suppressions", WriteTemp("x.supp", "leak:Store\n"), "--suppressions",
                            file}))
                .exit_code,
            0);
  EXPECT_THAT(Tidemark({"report", Trace(), "--width", "120", "--suppressions", file}).out,
              AllOf(HasSubstr("LEAKS  nothing"), HasSubstr("4 KiB stdio buffers, 100 B ^Load$")));
}

TEST(LeakFlags, OtherKindsOfLinesAreLeftOutAndSaidSo) {
  const std::string file = WriteTemp("ours.supp", "race:a\nleak:Load\nsignal:b\n");
  const Outcome outcome = Tidemark(Check({"--suppressions", file}));
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("ours.supp:1: race and 1 more are not about leaks"));
}

TEST(LeakFlags, WrongFilesAreUsageErrorsWithFileAndLine) {
  const auto message = [](const std::string& file) {
    for (const char* const verb : {"check", "report"}) {
      std::vector<std::string> arguments = {verb, Trace(), "--suppressions", file};
      const Outcome outcome = Tidemark(arguments);
      EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
      EXPECT_EQ(outcome.out, "");
    }
    return Tidemark(Check({"--suppressions", file})).err;
  };
  EXPECT_THAT(message("/nowhere/x.supp"), HasSubstr("/nowhere/x.supp: No such file"));
  EXPECT_THAT(message("/tmp"), HasSubstr("is a folder"));
  EXPECT_THAT(message(WriteTemp("bad.supp", "leak:a\nleek:b\n")),
              AllOf(HasSubstr("bad.supp:2: unknown kind 'leek'"), HasSubstr("leak:PATTERN")));
  EXPECT_THAT(message(WriteTemp("bad.supp", "leak:*\n")), HasSubstr("would match everything"));
  EXPECT_THAT(message(WriteTemp("bad.supp", std::string("\x7f"
                                                        "ELF\x02\0\0\n",
                                                        8))),
              HasSubstr("bad.supp:1: expected"));
}

TEST(Suppressions, ListsEachWithItsReason) {
  const Outcome text = Tidemark({"suppressions"});
  EXPECT_EQ(text.exit_code, 0);
  EXPECT_EQ(text.err, "");
  EXPECT_THAT(text.out, AllOf(HasSubstr("stdio buffers\n"), HasSubstr("C++ exception pool\n"),
                              HasSubstr("_IO_file_doallocate"), HasSubstr("installed code\n"),
                              HasSubstr("no code of yours took part")));
  const Json json = Json::parse(Tidemark({"suppressions", "--format", "json"}).out);
  EXPECT_EQ(json["schema"], "tidemark-suppressions/1");
  EXPECT_GT(json["builtin"].size(), 15u);
  for (const Json& row : json["builtin"]) EXPECT_NE(row["reason"], "");
  EXPECT_EQ(Tidemark({"suppressions", "--format", "xml"}).exit_code, 2);
  EXPECT_EQ(Tidemark({"suppressions", "more"}).exit_code, 2);
  EXPECT_THAT(Tidemark({"help", "suppressions"}).out, HasSubstr("leak:PATTERN"));
}

}  // namespace
}  // namespace tidemark::cli
