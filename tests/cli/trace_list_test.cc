// `tidemark report FOLDER`: which trace is which.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/cli/command.h"

namespace tidemark::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Trace(int pid, int ppid, const std::string& program) {
  return absl::StrCat(R"({"ev":"trace","version":1,"pid":)", pid, R"(,"ppid":)", ppid,
                      R"(,"program":")", program, R"(","args":[")", program, R"(","-v"]})",
                      "\n{\"ev\":\"mark\",\"name\":\"x\"}\n");
}

std::string Folder() {
  std::string folder = WriteTemp("x", "") + ".traces";
  EXPECT_EQ(Shell("mkdir " + folder).exit_code, 0);
  return folder;
}

void Put(const std::string& path, const std::string& content) {
  EXPECT_EQ(Shell("cp " + WriteTemp("content", content) + " " + path).exit_code, 0);
}

TEST(TraceList, SaysWhichIsWhich) {
  const std::string folder = Folder();
  Put(folder + "/server.10.json", Trace(10, 1, "server") + std::string(5000, ' ') + "\n");
  Put(folder + "/server.11.json", Trace(11, 10, "worker"));
  Put(folder + "/damaged.tmk", "TIDEMARK");
  Put(folder + "/package.json", "{\"name\": \"no trace\"}\n");
  Put(folder + "/notes.txt", "no trace either");
  const Outcome text = Tidemark({"report", folder});
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_THAT(text.out,
              AllOf(HasSubstr("3 traces"), HasSubstr("pid 10 of 1 "), HasSubstr("pid 11 of 10"),
                    HasSubstr("worker -v"), HasSubstr("damaged.tmk"), HasSubstr("cannot be read"),
                    Not(HasSubstr("package.json")), Not(HasSubstr("notes.txt"))));
  EXPECT_LT(text.out.find("server.10"), text.out.find("server.11"));
  const auto json = nlohmann::json::parse(Tidemark({"report", folder, "--format", "json"}).out);
  EXPECT_EQ(json["schema"], "tidemark-traces/1");
  EXPECT_EQ(json["traces"].size(), 3u);
  EXPECT_EQ(json["traces"][0]["program"], "server");
  EXPECT_EQ(json["traces"][0]["args"], nlohmann::json({"server", "-v"}));
  EXPECT_EQ(json["traces"][1]["ppid"], 10);
  EXPECT_TRUE(json["traces"][2].contains("problem"));
}

TEST(TraceList, HostileNamesDoNothing) {
  const std::string folder = Folder();
  Put(folder + "/x.json", Trace(10, 1, R"(\u001b[31mred\nline)"));
  Put("'" + folder + "/\x1b[31m.json'", Trace(11, 1, "x"));
  EXPECT_THAT(Tidemark({"report", folder}).out,
              AllOf(HasSubstr("2 traces"), Not(HasSubstr("\x1b"))));
}

TEST(TraceList, AFolderWithoutTracesIsNoneToReport) {
  const std::string folder = Folder();
  const Outcome outcome = Tidemark({"report", folder});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_EQ(outcome.err, "tidemark: " + folder + ": no traces in this folder\n");
}

}  // namespace
}  // namespace tidemark::cli
