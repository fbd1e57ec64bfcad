// tidemark convert: both ways, whole or not at all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/cli/command.h"
#include "tests/support/binary_trace.h"
#include "tests/support/random_event.h"
#include "tests/support/temp_folder.h"
#include "tidemark/trace/json/json_text.h"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;
using test_support::TempFolder;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

void ExpectConverts(const std::string& from, const std::string& to) {
  const Outcome outcome = Tidemark({"convert", from, to});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err, "");
}

std::string RandomLines(uint64_t seed, int count) {
  RandomEvents random(seed);
  std::string lines;
  for (int i = 0; i < count; ++i) {
    trace::AppendJson(random.Next(), &lines);
    lines += '\n';
  }
  return lines;
}

TEST(Convert, GoesBothWaysWithoutLossInEveryEncoding) {
  const TempFolder temp;
  const std::string folder = temp.path().string();
  const std::string lines = RandomLines(7, 3000);
  const std::string source = WriteTemp("source.ndjson", lines);
  for (const std::string name :
       {"a.tmk", "a.json", "a.ndjson", "a.jsonl", "a.json.gz", "a.ndjson.zst"}) {
    const std::string there = folder + "/" + name;
    const std::string binary = folder + "/b.tmk";
    const std::string back = folder + "/c.ndjson";
    ExpectConverts(source, there);
    ExpectConverts(there, binary);
    ExpectConverts(binary, back);
    EXPECT_EQ(ReadAll(back), lines) << name;
  }
}

TEST(Convert, ReadsBinaryFromAPipe) {
  const TempFolder temp;
  const std::string folder = temp.path().string();
  const std::string lines = RandomLines(8, 500);
  ExpectConverts(WriteTemp("source.json", lines), folder + "/a.tmk");
  const Outcome outcome =
      Tidemark({"convert", "-", folder + "/b.json"}, {.input = ReadAll(folder + "/a.tmk")});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(ReadAll(folder + "/b.json"), lines);
}

TEST(Convert, TheReportIsTheSame) {
  const TempFolder temp;
  const std::string folder = temp.path().string();
  ExpectConverts(ExamplePath(), folder + "/a.tmk");
  const Outcome json =
      Shell("$TIDEMARK report --format json " + ExamplePath() + " | sed '/\"path\"/d'");
  const Outcome binary =
      Shell("$TIDEMARK report --format json " + folder + "/a.tmk | sed '/\"path\"/d'");
  EXPECT_EQ(json.exit_code, 0);
  EXPECT_THAT(json.out, HasSubstr("16000"));
  const auto without_name = [](std::string text, const std::string& name) {
    for (size_t at = text.find(name); at != std::string::npos; at = text.find(name)) {
      text.erase(at, name.size());
    }
    return text;
  };
  EXPECT_EQ(without_name(binary.out, folder + "/a.tmk"), without_name(json.out, ExamplePath()));
}

TEST(Convert, ReplacesAnOlderFileAndLeavesNothingElse) {
  const TempFolder temp;
  const std::string folder = temp.path().string();
  const std::string to = folder + "/a.tmk";
  WriteTemp("x", "");
  ExpectConverts(ExamplePath(), to);
  const std::string first = ReadAll(to);
  ExpectConverts(ExamplePath(), to);
  EXPECT_EQ(ReadAll(to), first);
  EXPECT_THAT(temp.Names(), ::testing::ElementsAre("a.tmk"));
}

TEST(Convert, WritesWhereALinkPoints) {
  const TempFolder temp;
  const std::string folder = temp.path().string();
  ExpectConverts(ExamplePath(), folder + "/a.tmk");
  ASSERT_EQ(symlink("a.tmk", (folder + "/link.tmk").c_str()), 0);
  ExpectConverts(WriteTemp("s.json", RandomLines(1, 5)), folder + "/link.tmk");
  EXPECT_TRUE(fs::is_symlink(folder + "/link.tmk"));
  EXPECT_EQ(ReadAll(folder + "/a.tmk"), ReadAll(folder + "/link.tmk"));
}

TEST(Convert, AFailureLeavesTheOlderFile) {
  const TempFolder temp;
  const std::string folder = temp.path().string();
  const std::string to = folder + "/a.tmk";
  ExpectConverts(ExamplePath(), to);
  const std::string before = ReadAll(to);
  const std::string bad = WriteTemp("bad.json", Head() + "{\"ev\":7}\n");
  const Outcome outcome = Tidemark({"convert", bad, to});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr(bad + ":"));
  EXPECT_EQ(ReadAll(to), before);
  EXPECT_THAT(temp.Names(), ::testing::ElementsAre("a.tmk"));
  const Outcome recovered = Tidemark({"convert", "--recover", bad, to});
  EXPECT_EQ(recovered.exit_code, 0);
  EXPECT_THAT(recovered.err, HasSubstr("tidemark: skipped: " + bad + ":"));
}

TEST(Convert, SaysWhatIsWrong) {
  const TempFolder temp;
  const std::string folder = temp.path().string();
  struct Case {
    std::vector<std::string> arguments;
    int exit_code;
    std::string message;
  };
  const std::string example = ExamplePath();
  for (const Case& c : std::vector<Case>{
           {{"convert"}, 2, "convert: no trace given"},
           {{"convert", example}, 2, "convert: no output given"},
           {{"convert", example, example}, 2, "are the same file"},
           {{"convert", example, folder + "/a.txt"},
            2,
            folder + "/a.txt: found an unknown extension"},
           {{"convert", example, folder + "/a.tmk.gz"}, 2, "found an unknown extension"},
           {{"convert", example, folder + "/no/a.tmk"}, 2, folder + "/no/a.tmk: cannot create"},
           {{"convert", folder + "/none.json", folder + "/a.tmk"},
            3,
            folder + "/none.json: cannot open"},
           {{"convert", example, folder + "/a.tmk", "--recovr"}, 2, "--recover"}}) {
    const Outcome outcome = Tidemark(c.arguments);
    EXPECT_EQ(outcome.exit_code, c.exit_code) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(c.message));
    EXPECT_THAT(temp.Names(), IsEmpty());
  }
}

TEST(Convert, AFullDiskIsSaidAndLeavesNothing) {
  const TempFolder temp;
  const std::string folder = temp.path().string();
  const std::string source = WriteTemp("source.json", RandomLines(3, 3000));
  const Outcome outcome =
      Shell("ulimit -f 8; $TIDEMARK convert " + source + " " + folder + "/a.json");
  EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr(folder + "/a.json: "));
  EXPECT_THAT(temp.Names(), IsEmpty());
}

TEST(Convert, WritesToADeviceInPlace) {
  const Outcome outcome =
      Shell("d=$(mktemp -d); ln -s /dev/stdout $d/out.json; $TIDEMARK convert " + ExamplePath() +
            " $d/out.json | tail -n 1");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr(R"("ev":"end")"));
}

TEST(Convert, LeavesTheTraceOfAKilledProgramAlone) {
  const TempFolder temp;
  const std::string folder = temp.path().string();
  std::ofstream(folder + "/a.json.ring") << "x";
  const Outcome outcome = Tidemark({"convert", ExamplePath(), folder + "/a.json"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("/a.json.ring' is there"));
}

TEST(Convert, TellsOfACutOffSource) {
  const TempFolder temp;
  const std::string folder = temp.path().string();
  ExpectConverts(ExamplePath(), folder + "/a.tmk");
  fs::resize_file(folder + "/a.tmk", fs::file_size(folder + "/a.tmk") - 1);
  const Outcome outcome = Tidemark({"convert", folder + "/a.tmk", folder + "/b.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("a.tmk: the file is cut off at its end"));
}

}  // namespace
}  // namespace tidemark::cli
