// `tidemark convert --redact`: names go, figures stay, in either encoding.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/cli/command.h"
#include "tests/support/temp_folder.h"

namespace tidemark::cli {
namespace {

using test_support::TempFolder;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::ordered_json;

Json ReportOf(const std::string& trace, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments = {"report", trace, "--format", "json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Outcome outcome = Tidemark(arguments);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  return Json::parse(outcome.out, nullptr, /*allow_exceptions=*/false);
}

// All numbers, and texts that name nothing, by where they stand. What a place is called goes.
void Figures(const Json& json, const std::string& path, std::vector<std::string>* figures) {
  if (json.is_number() || json.is_boolean()) {
    figures->push_back(absl::StrCat(path, " ", json.dump()));
  }
  for (size_t i = 0; json.is_array() && i < json.size(); ++i) {
    Figures(json[i], absl::StrCat(path, "[", i, "]"), figures);
  }
  if (!json.is_object()) return;
  for (const auto& [key, value] : json.items()) {
    if (key == "rule" || key == "severity" || key == "confidence") {
      figures->push_back(absl::StrCat(path, ".", key, " ", value.dump()));
    }
    // Who lacks symbols is told of the machine that reads.
    if (key != "unnamed_code") Figures(value, absl::StrCat(path, ".", key), figures);
  }
}

std::vector<std::string> FiguresOf(const Json& report) {
  std::vector<std::string> figures;
  Figures(report, "", &figures);
  return figures;
}

std::string Redacted(const std::string& from, const std::string& to) {
  const Outcome outcome = Tidemark({"convert", "--redact", from, to});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  return outcome.out;
}

std::string SecretTrace() {
  return R"({"ev":"trace","version":1,"program":"Xyzzy","pid":4711,"args":["Xyzzy","--key=Xyzzy"],"host":"Xyzzy"}
{"ev":"site","site":1,"file":"/home/Xyzzy/a.cc","line":10,"function":"Xyzzy::load","label":"Xyzzy"}
{"ev":"site","site":2,"file":"/home/Xyzzy/b.cc","line":20,"function":"Xyzzy::work"}
{"ev":"scope_begin","t":1,"thread":1,"name":"Xyzzy"}
{"ev":"alloc","t":10,"thread":1,"site":1,"buf":1,"bytes":8000,"kind":"array","view":1,"dtype":"f8","shape":[1000],"op":"Xyzzy"}
{"ev":"alloc","t":20,"thread":1,"site":2,"buf":2,"bytes":8000,"kind":"array","view":2,"dtype":"f8","shape":[1000],"op":"copy"}
{"ev":"copy","t":21,"thread":1,"site":2,"src":1,"dst":2,"src_buf":1,"dst_buf":2,"bytes":8000,"reason":"requested","op":"copy"}
{"ev":"op","t":30,"thread":1,"site":2,"name":"sum","in":[2,1]}
{"ev":"free","t":40,"thread":1,"site":2,"buf":2,"last_read":30}
{"ev":"mark","t":41,"thread":1,"name":"Xyzzy 1"}
{"ev":"scope_end","t":42,"thread":1,"name":"Xyzzy"}
{"ev":"end","t":50,"events":9}
)";
}

TEST(Redact, NoNameIsInTheFileAndTheReportHasTheSameFigures) {
  const TempFolder temp;
  const std::string source = WriteTemp("secret.ndjson", SecretTrace());
  const Json before = ReportOf(source);
  ASSERT_EQ(before["findings"].size(), 2u) << before["findings"];  // a needless copy, a leak
  for (const std::string name : {"a.json", "a.tmk", "a.ndjson.gz"}) {
    const std::string redacted = (temp.path() / name).string();
    EXPECT_THAT(Redacted(source, redacted), HasSubstr("names replaced"));
    EXPECT_EQ(FiguresOf(ReportOf(redacted)), FiguresOf(before)) << name;
    // And back, for one text to search.
    const std::string text = (temp.path() / "text.ndjson").string();
    ASSERT_EQ(Tidemark({"convert", redacted, text}).exit_code, 0);
    EXPECT_THAT(ReadAll(text), Not(HasSubstr("Xyzzy")));
    EXPECT_THAT(ReadAll(text), Not(HasSubstr("4711")));
    EXPECT_THAT(ReadAll(text), HasSubstr("file1.cc"));
    // Once more changes nothing that counts.
    const std::string twice = (temp.path() / "twice.tmk").string();
    Redacted(redacted, twice);
    EXPECT_EQ(FiguresOf(ReportOf(twice)), FiguresOf(before)) << name;
  }
}

TEST(Redact, SaysWhatWasLeftOut) {
  const TempFolder temp;
  const std::string source = WriteTemp(
      "unknown.ndjson", absl::StrCat(Head(), R"({"ev":"teleport","t":1,"to":"Xyzzy"})", "\n",
                                     R"({"ev":"mark","t":2,"name":"m","why":"Xyzzy"})", "\n",
                                     R"({"ev":"end","t":3,"events":2})", "\n"));
  const std::string redacted = (temp.path() / "a.ndjson").string();
  const Outcome outcome = Tidemark({"convert", "--redact", source, redacted});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("left out 1 unknown event; left out 1 unknown key"));
  EXPECT_THAT(ReadAll(redacted), Not(HasSubstr("Xyzzy")));
  EXPECT_THAT(ReadAll(redacted), HasSubstr(R"("events":1)"));
}

// The address of the fixture at which three functions are one.
std::string InlinedAddress() {
  std::istringstream lines(Shell(TIDEMARK_SYMBOLS_FIXTURE).out);
  std::string first;
  std::getline(lines, first);
  std::string pc;
  lines >> pc;
  return pc;
}

TEST(Redact, CodeIsNamedBeforeItIsRedacted) {
  const TempFolder temp;
  const std::string source = WriteTemp(
      "heap.ndjson",
      absl::StrCat(R"({"ev":"trace","version":1,"program":"fixture","capture":{"heap":true}})",
                   "\n", R"({"ev":"frame","frame":1,"function":"","module":")",
                   TIDEMARK_SYMBOLS_FIXTURE, R"(","pc":"0x)", InlinedAddress(), "\"}\n",
                   R"({"ev":"stack","stack":1,"frame":1})", "\n",
                   R"({"ev":"alloc","t":1,"thread":1,"stack":1,"addr":"0x10","bytes":100,)",
                   R"("kind":"heap"})", "\n", R"({"ev":"end","t":2,"events":1})", "\n"));
  const std::string redacted = (temp.path() / "heap.tmk").string();
  Redacted(source, redacted);
  const Json before = ReportOf(source);
  const Json after = ReportOf(redacted, {"--no-symbols"});
  EXPECT_EQ(FiguresOf(after), FiguresOf(before));
  const Json& row = after["peak"]["sites"][0];
  EXPECT_THAT(row["site"]["function"].get<std::string>(), HasSubstr("function"));
  EXPECT_EQ(row["site"]["line"], before["peak"]["sites"][0]["site"]["line"]);
  EXPECT_EQ(row["callers"].size(), before["peak"]["sites"][0]["callers"].size());
  const std::string text = (temp.path() / "text.ndjson").string();
  ASSERT_EQ(Tidemark({"convert", redacted, text}).exit_code, 0);
  EXPECT_THAT(ReadAll(text), Not(HasSubstr("fixture")));
  EXPECT_THAT(ReadAll(text), Not(HasSubstr("Inner")));
  EXPECT_THAT(ReadAll(text), Not(HasSubstr("\"pc\"")));

  // Without names the offset stays, and the report says so.
  const Outcome nameless = Tidemark({"convert", "--redact", "--no-symbols", source, redacted});
  EXPECT_THAT(nameless.out, HasSubstr("1 of 1 frame of code without a name"));
  ASSERT_EQ(Tidemark({"convert", redacted, text}).exit_code, 0);
  EXPECT_THAT(ReadAll(text), Not(HasSubstr("fixture")));
  EXPECT_THAT(ReadAll(text), HasSubstr("\"pc\""));
}

}  // namespace
}  // namespace tidemark::cli
