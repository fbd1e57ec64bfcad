// tidemark export: its options, its files, its messages. What is in the files is for tests/readers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/cli/command.h"
#include "tests/support/temp_folder.h"

namespace tidemark::cli {
namespace {

using test_support::TempFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kFormats[] = {"pprof", "speedscope", "folded", "dhat", "massif", "chrome"};

TEST(Export, WritesEachFormatToAFileAndToStandardOutput) {
  for (const std::string format : kFormats) {
    const TempFolder temp;
    const std::string path = temp.File("out");
    const Outcome to_file = Tidemark({"export", ExamplePath(), "--format", format, "-o", path});
    EXPECT_EQ(to_file.exit_code, 0) << to_file.err;
    EXPECT_EQ(to_file.out, "");
    EXPECT_EQ(to_file.err, "");
    EXPECT_THAT(temp.Names(), ElementsAre("out"));
    const Outcome to_output = Tidemark({"export", ExamplePath(), "--format", format});
    EXPECT_EQ(to_output.exit_code, 0) << to_output.err;
    EXPECT_EQ(to_output.out, ReadAll(path)) << format;
    EXPECT_NE(to_output.out, "") << format;
  }
}

TEST(Export, ReadsStandardInputWhereOneReadingIsEnough) {
  const std::string trace = ReadAll(ExamplePath());
  EXPECT_EQ(Tidemark({"export", "-", "--format", "folded"}, {.input = trace}).out,
            Tidemark({"export", ExamplePath(), "--format", "folded"}).out);
  const Outcome twice = Tidemark({"export", "-", "--format", "chrome"}, {.input = trace});
  EXPECT_EQ(twice.exit_code, 2);
  EXPECT_THAT(twice.err, HasSubstr("chrome reads the trace twice: give a file, not '-'"));
}

TEST(Export, WritesShardsAndSaysHowMany) {
  const TempFolder temp;
  const Outcome outcome = Tidemark({"export", ExamplePath(), "--format", "chrome", "-o",
                                    temp.File("run.json"), "--shard-bytes", "700"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("export: wrote "));
  EXPECT_GT(temp.Names().size(), 1u);
  EXPECT_THAT(temp.Names(), testing::Contains("run-2.json"));
}

TEST(Export, SaysWhatIsWrong) {
  const TempFolder temp;
  const std::string example = ExamplePath();
  const std::string out = temp.File("out");
  struct Case {
    std::vector<std::string> arguments;
    int exit_code;
    std::string message;
  };
  for (const Case& c : std::vector<Case>{
           {{"export"}, 2, "export: no trace given"},
           {{"export", example}, 2, "export: no --format given; there are pprof, speedscope"},
           {{"export", example, "--format", "pprog"}, 2, "did you mean 'pprof'?"},
           {{"export", example, "--format", "folded", "--metric", "peek", "-o", out}, 2, "'peak'"},
           {{"export", example, "--format", "dhat", "--metric", "peak", "-o", out},
            2,
            "--metric does not go with --format dhat"},
           {{"export", example, "--format", "dhat", "--shard-bytes", "1", "-o", out},
            2,
            "--shard-bytes does not go with --format dhat"},
           {{"export", example, "--format", "chrome", "--shard-bytes", "many", "-o", out},
            2,
            "many"},
           {{"export", example, "--format", "folded", "-o", example}, 2, "is the trace itself"},
           {{"export", example, "--format", "folded", "-o", temp.File("no/out")},
            2,
            "cannot write to " + temp.File("no/out")},
           {{"export", example, "--format", "chrome", "-o", temp.File("no/out")},
            2,
            "cannot write to " + temp.File("no/out")},
           {{"export", example, "--format", "ndjson", "-o", temp.File("no/out.ndjson")},
            2,
            "cannot write to " + temp.File("no/out.ndjson")},
           {{"export", temp.File("none.json"), "--format", "ndjson", "-o", out + ".json"},
            3,
            "none.json: cannot open"},
           {{"export", temp.File("none.json"), "--format", "folded", "-o", out},
            3,
            "none.json: cannot open"},
           {{"export", WriteTemp("bad.json", Head() + "{\"ev\":7}\n"), "--format", "chrome", "-o",
             out},
            3,
            "bad.json:"},
           {{"export", WriteTemp("empty.json", ""), "--format", "pprof", "-o", out},
            4,
            "nothing to analyse"}}) {
    const Outcome outcome = Tidemark(c.arguments);
    EXPECT_EQ(outcome.exit_code, c.exit_code) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(c.message));
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(temp.Names(), IsEmpty());
  }
}

TEST(Export, EarlierShardsBehindItAreRefusedByEachFormat) {
  for (const std::vector<std::string>& format : std::vector<std::vector<std::string>>{
           {"--format", "chrome", "--shard-bytes"}, {"--format", "ndjson", "--shard-events"}}) {
    const TempFolder temp;
    const auto outcome = [&](const std::string& size) {
      std::vector<std::string> arguments = {"export", ExamplePath(), "-o", temp.File("run.json")};
      arguments.insert(arguments.end(), format.begin(), format.end());
      arguments.push_back(size);
      return Tidemark(arguments);
    };
    EXPECT_EQ(outcome("1").exit_code, 0);
    const std::vector<std::string> before = temp.Names();
    EXPECT_GT(before.size(), 2U);
    const Outcome again = outcome("1000000");
    EXPECT_EQ(again.exit_code, 2);
    EXPECT_THAT(again.err, HasSubstr("would be taken for a part of this export"));
    EXPECT_EQ(temp.Names(), before);
  }
}

// The piece alone would be judged as if it were all.
TEST(Export, APieceIsNoTraceForAnyCommand) {
  const TempFolder temp;
  ASSERT_EQ(Tidemark({"export", ExamplePath(), "--format", "ndjson", "--shard-events", "5", "-o",
                      temp.File("run.ndjson")})
                .exit_code,
            0);
  const std::string piece = temp.File("run-00001.ndjson");
  const std::string last = temp.File(temp.Names().back());
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"report", piece},
           {"report", last},
           {"report", temp.File("run-00000.ndjson")},
           {"report", "--format", "html", piece, "-o", temp.File("page.html")},
           {"check", piece, "--limit", "peak_bytes <= 1GB"},
           {"check", last, "--limit", "peak_bytes <= 1GB"},
           {"diff", ExamplePath(), piece},
           {"baseline", "init", piece, "--baseline", temp.File("b.json")},
           {"export", piece, "--format", "folded"},
           {"export", piece, "--format", "chrome"},
           {"export", piece, "--format", "ndjson", "-o", temp.File("x.ndjson")},
           {"live", "--count", "1", piece}}) {
    const Outcome outcome = Tidemark(arguments);
    EXPECT_EQ(outcome.exit_code, 3) << testing::PrintToString(arguments) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("only a piece of a trace that was cut"));
  }
  EXPECT_THAT(temp.Names(), testing::Each(testing::StartsWith("run-")));
  // What copies events needs no other pieces.
  EXPECT_EQ(Tidemark({"convert", piece, temp.File("piece.tmk")}).exit_code, 0);
}

TEST(Export, ItsHelpNamesTheFormats) {
  const Outcome outcome = Tidemark({"export", "--help"});
  EXPECT_EQ(outcome.exit_code, 0);
  for (const std::string format : kFormats) {
    EXPECT_THAT(outcome.out, HasSubstr("  " + format + " "));
  }
}

}  // namespace
}  // namespace tidemark::cli
