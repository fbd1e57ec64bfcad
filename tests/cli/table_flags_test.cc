// `tidemark report --table`, and the options that choose rows; what the source allows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
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

std::string TraceOfTables() {
  return WriteTemp("tables.json", Head() +
                                      R"({"ev":"scope_begin","t":5,"thread":1,"name":"train"}
{"ev":"alloc","t":10,"thread":1,"site":1,"buf":1,"bytes":800,"kind":"array","label":"weights","op":"zeros","dtype":"f8","shape":[100],"view":1}
{"ev":"mark","t":15,"thread":1,"name":"step"}
{"ev":"scope_end","t":16,"thread":1,"name":"train"}
{"ev":"alloc","t":20,"thread":1,"site":2,"buf":2,"bytes":800,"kind":"array","dtype":"f8","shape":[100],"view":2}
{"ev":"copy","t":21,"thread":1,"site":2,"src":1,"dst":2,"src_buf":1,"dst_buf":2,"bytes":800,"reason":"requested","op":"copy"}
{"ev":"mark","t":25,"thread":1,"name":"step"}
{"ev":"read","t":28,"thread":1,"buf":2,"view":2}
{"ev":"free","t":30,"thread":1,"buf":2}
{"ev":"alloc","t":40,"thread":2,"site":2,"buf":3,"bytes":16,"kind":"array"}
{"ev":"free","t":50,"thread":2,"buf":3}
{"ev":"free","t":60,"thread":1,"buf":1}
{"ev":"end","t":70,"events":14}
)");
}

std::string Report(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"report", TraceOfTables()});
  const Outcome outcome = Tidemark(arguments, {.environment = {"COLUMNS=120"}});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  return outcome.out;
}

TEST(TableFlags, CsvOfATable) {
  EXPECT_EQ(Report({"--format", "csv", "--table", "peak"}),
            "bytes,buffers,callers,file,line,function,label,module\n"
            "800,1,,a.cc,10,load,weights,\n800,1,,a.cc,20,work,,\n");
  EXPECT_EQ(Report({"--format", "csv", "--table", "sizes"}),
            "least,most,allocations,bytes,temporaries,live_at_end\n"
            "9,16,1,16,1,0\n513,1024,2,1600,1,0\n");
  EXPECT_EQ(Report({"--format", "csv", "--table", "marks"}),
            "at,live,buffers,growth,more_buffers,mark,grown\n"
            "15,800,1,,,step,\n25,1600,2,800,1,step,800 B work a.cc:20\n");
  EXPECT_THAT(Report({"--format", "csv", "--table", "scopes"}),
              HasSubstr("\n800,10,1,1,800,0,0,0,800,0,train\n"));
  EXPECT_THAT(Report({"--format", "csv", "--table", "threads"}),
              HasSubstr("\n2,0,1,16,1,0,1,0,0,0\n"));
  EXPECT_THAT(Report({"--format", "csv", "--table", "buffers"}),
              HasSubstr("\n800,10,60,'weights' f8 100 by zeros,1,1,,array,f8,100,weights,zeros,"
                        "train,a.cc,10,load,weights,\n"));
}

TEST(TableFlags, CsvHoldsOneTable) {
  for (const std::vector<std::string>& more :
       {std::vector<std::string>{}, {"--table", "peak,sizes"}, {"--site", "a.cc"}}) {
    std::vector<std::string> arguments = {"report", TraceOfTables(), "--format", "csv"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome outcome = Tidemark(arguments);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("--format csv holds one table; say which by --table (there "
                                       "is: peak, "));
  }
}

TEST(TableFlags, ShortNamesAndLists) {
  const std::string text = Report({"--findings", "--buffers", "--copies", "--table", "sizes"});
  EXPECT_THAT(text,
              AllOf(HasSubstr("tidemark  "), HasSubstr("\nFINDINGS  "), HasSubstr("\nBUFFERS  "),
                    HasSubstr("\nCOPIES  "), HasSubstr("\nSIZES  "), Not(HasSubstr("LEAKS"))));
  const Json json = Json::parse(Report({"--format", "json", "--table", "threads,marks"}));
  EXPECT_EQ(json["tables"]["threads"].size(), 2u);
  EXPECT_EQ(json["tables"]["marks"][1]["growth"], 800);
  EXPECT_EQ(json["peak"]["bytes"], 1600);
}

TEST(TableFlags, ChooseRowsBySiteScopeAndTime) {
  EXPECT_THAT(Report({"--site", "a.cc:load"}),
              AllOf(HasSubstr("\nPEAK  "), HasSubstr("a.cc:10  load"), HasSubstr("\nFINDINGS  "),
                    Not(HasSubstr("a.cc:20"))));
  EXPECT_THAT(Report({"--site", "weights"}), HasSubstr("a.cc:10  load"));
  EXPECT_THAT(Report({"--site", "nobody"}), Not(HasSubstr("a.cc:")));
  EXPECT_EQ(Report({"--buffers", "--scope", "tr*", "--format", "csv"}),
            Report({"--buffers", "--site", "*:10", "--format", "csv"}));
  // Between 35 and 45 ns only two buffers were live.
  const std::string window =
      Report({"--table", "buffers", "--from", "35ns", "--to", "45", "--format", "csv"});
  EXPECT_THAT(window, AllOf(HasSubstr("\n800,10,60,"), HasSubstr("\n16,40,50,"),
                            Not(HasSubstr("\n800,20,30,"))));
  EXPECT_EQ(Report({"--table", "peak", "--from", "0.035us", "--format", "csv"}),
            "bytes,buffers,callers,file,line,function,label,module\n"
            "800,1,,a.cc,10,load,weights,\n16,1,,a.cc,20,work,,\n");
}

void ExpectRefused(const std::vector<std::string>& more, const std::string& message) {
  std::vector<std::string> arguments = {"report", TraceOfTables()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Outcome outcome = Tidemark(arguments);
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr(message));
}

TEST(TableFlags, SayWhatIsWrong) {
  ExpectRefused({"--table", "peka"}, "unknown table 'peka'; did you mean 'peak'?");
  ExpectRefused({"--from", "soon"}, "--from takes a time like 1.5s or 300ms");
  ExpectRefused({"--to", "5 parsecs"}, "--to takes a time");
  ExpectRefused({"--to", "1.2.3s"}, "--to takes a time");
  ExpectRefused({"--from", "-5"}, "--from");
  ExpectRefused({"--from", "2s", "--to", "1s"}, "--from is after --to");
  EXPECT_THAT(Tidemark({"report", "--help"}).out,
              AllOf(HasSubstr("  scopes        the program's peak"),
                    HasSubstr("  sizes         how many")));
}

TEST(TableFlags, AreOfOneTraceAndNotOfAFolder) {
  const std::string folder = std::filesystem::path(TraceOfTables()).parent_path();
  const Outcome outcome = Tidemark({"report", folder, "--table", "peak", "--format", "csv"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("is a folder, whose traces are listed as text or json"));
  const Outcome findings = Tidemark({"report", folder, "--findings"});
  EXPECT_EQ(findings.exit_code, 2);
  EXPECT_THAT(findings.err, HasSubstr("--findings is for one trace, and '"));
  EXPECT_EQ(Tidemark({"report", folder, "--format", "json"}).exit_code, 0);
}

// The trace above, with the copy in a file that is there.
class AllowTest : public ::testing::Test {
 protected:
  AllowTest() {
    source_ = WriteTemp("work.py",
                        "import numpy\nb = a.copy()  # tidemark: allow "
                        "unmodified-copy the library keeps it\n");
    trace_ = WriteTemp("allow.json", absl::StrCat(R"({"ev":"trace","version":1}
{"ev":"site","site":1,"file":"load.py","line":1,"function":"load"}
{"ev":"site","site":2,"file":")",
                                                  source_, R"(","line":2,"function":"work"}
{"ev":"alloc","t":1,"site":1,"buf":1,"bytes":800,"kind":"array","dtype":"f8","shape":[100],"view":1}
{"ev":"alloc","t":2,"site":2,"buf":2,"bytes":800,"kind":"array","dtype":"f8","shape":[100],"view":2}
{"ev":"copy","t":3,"site":2,"src":1,"dst":2,"src_buf":1,"dst_buf":2,"bytes":800,"reason":"requested","op":"copy"}
{"ev":"read","t":4,"buf":2}
{"ev":"read","t":5,"buf":1}
{"ev":"free","t":6,"buf":2}
{"ev":"free","t":7,"buf":1}
{"ev":"end","t":8,"events":7}
)"));
  }
  std::string source_;
  std::string trace_;
};

TEST_F(AllowTest, ReportsShowItApartWithItsReason) {
  const std::string text = Tidemark({"report", trace_, "--width", "200"}).out;
  EXPECT_THAT(
      text,
      AllOf(HasSubstr("FIX    no needless copies found but those allowed, below (of 1 copy made)"),
            HasSubstr("ALLOWED  1 finding that the source allows"),
            HasSubstr("the library keeps it"), HasSubstr("(none needless)")));
  const Json json = Json::parse(Tidemark({"report", trace_, "--format", "json"}).out);
  EXPECT_EQ(json["copies"]["redundant_count"], 0);
  EXPECT_EQ(json["findings"][0]["allowed"]["reason"], "the library keeps it");
  EXPECT_EQ(json["findings"][0]["allowed"]["at"], source_ + ":2");
  EXPECT_EQ(json["what_if"]["peak_bytes_all_fixed"], json["peak"]["bytes"]);
}

TEST_F(AllowTest, NoLimitCountsIt) {
  const std::vector<std::string> check = {"check", trace_, "--limit", "redundant_copy_count == 0"};
  const Outcome allowed = Tidemark(check);
  EXPECT_EQ(allowed.exit_code, 0) << allowed.out;
  EXPECT_THAT(allowed.out, AllOf(HasSubstr("allow unmodified-copy at "),
                                 HasSubstr(": the library keeps it (" + source_ + ":2)")));
  std::vector<std::string> without = check;
  without.emplace_back("--no-source");
  EXPECT_EQ(Tidemark(without).exit_code, 1);
  // Where the source is not, nothing is allowed.
  std::filesystem::remove(source_);
  EXPECT_EQ(Tidemark(check).exit_code, 1);
}

TEST_F(AllowTest, TheSourceMayBeElsewhere) {
  const std::filesystem::path path = source_;
  const std::string moved = path.parent_path() / "moved";
  std::filesystem::create_directories(moved);
  std::filesystem::rename(path, moved / path.filename());
  const std::vector<std::string> check = {"check", trace_, "--limit", "redundant_copy_count == 0"};
  EXPECT_EQ(Tidemark(check).exit_code, 1);
  std::vector<std::string> with = check;
  with.insert(with.end(), {"--source", moved});
  EXPECT_EQ(Tidemark(with).exit_code, 0);
  EXPECT_THAT(Tidemark({"report", trace_, "--source", moved}).out, HasSubstr("ALLOWED"));
}

// Another rule, and another line, are as they were.
TEST_F(AllowTest, OnlyThatRuleOnThatLine) {
  const std::vector<std::string> check = {"check", trace_, "--limit", "redundant_copy_count == 0"};
  for (const char* const text : {"\nb = a.copy()  # tidemark: allow duplicate-copy no\n",
                                 "b = 1  # tidemark: allow unmodified-copy no\nb = a.copy()\n"}) {
    std::filesystem::rename(WriteTemp("other.py", text), source_);
    EXPECT_EQ(Tidemark(check).exit_code, 1) << text;
  }
}

}  // namespace
}  // namespace tidemark::cli
