// Inputs that are there twice, are no traces, or do not go together.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/analysis/trace_script.h"
#include "tests/merge/trace_files.h"
#include "tidemark/merge/merge_formats.h"

namespace tidemark::merge {
namespace {

using analysis::TraceScript;
using test_support::TempFolder;
using ::testing::HasSubstr;

TraceScript Script() {
  TraceScript script;
  script.Site(1, "a.cc", 10, "load").On({.site = 1}).Array(1, 1, 100).Free(1).End();
  return script;
}

void Write(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

TEST(RunListTest, AFileIsMergedOnce) {
  const TempFolder folder;
  const std::string path = folder.File("a.tmk");
  WriteTrace(path, {}, Script());
  EXPECT_EQ(MergeError({path, path}), path + ": the file is given twice");
  std::filesystem::create_symlink(path, folder.File("b.tmk"));
  EXPECT_THAT(MergeError({path, folder.File("b.tmk")}), HasSubstr("b.tmk: the same file as "));
}

TEST(RunListTest, ARunIsMergedOnce) {
  const TempFolder folder;
  WriteTrace(folder.File("a.tmk"), {}, Script());
  WriteTrace(folder.File("b.ndjson"), {}, Script());
  EXPECT_THAT(MergeError({folder.File("a.tmk"), folder.File("b.ndjson")}),
              HasSubstr("b.ndjson: holds the run r1 of process 7, as does "));
  const std::vector<std::string> pieces = WritePieces(folder, {}, Script(), {2});
  EXPECT_THAT(MergeError({pieces[0], pieces[1], folder.File("a.tmk")}),
              HasSubstr("a.tmk: holds the run r1 of process 7, as does "));
  EXPECT_THAT(MergeError({folder.File("a.tmk"), pieces[0]}), HasSubstr("it would count twice"));
}

// Another process of the same run, and another session of the same process.
TEST(RunListTest, ProcessesAndStartsAreRunsOfTheirOwn) {
  const TempFolder folder;
  WriteTrace(folder.File("a.tmk"), {}, Script());
  WriteTrace(folder.File("b.tmk"), {.pid = 8}, Script());
  WriteTrace(folder.File("c.tmk"), {.start_unix_ns = 1001}, Script());
  WriteTrace(folder.File("d.tmk"), {.host = "g"}, Script());
  WriteTrace(folder.File("e.tmk"), {.run = ""}, Script());
  WriteTrace(folder.File("f.tmk"), {.run = ""}, Script());
  const MergedReport merged =
      Merged({folder.File("f.tmk"), folder.File("e.tmk"), folder.File("d.tmk"),
              folder.File("c.tmk"), folder.File("b.tmk"), folder.File("a.tmk")});
  EXPECT_EQ(merged.runs.size(), 6U);
  EXPECT_EQ(merged.sum.report.totals.alloc_count, 6);
}

TEST(RunListTest, WhatIsNoTraceIsNamed) {
  const TempFolder folder;
  WriteTrace(folder.File("a.tmk"), {}, Script());
  const std::string good = folder.File("a.tmk");
  EXPECT_THAT(MergeError({good, folder.File("none.tmk")}), HasSubstr("none.tmk"));
  Write(folder.File("bad.ndjson"), "{\"ev\":\"alloc\"}\n");
  EXPECT_THAT(MergeError({good, folder.File("bad.ndjson")}), HasSubstr("bad.ndjson:1:"));
  Write(folder.File("empty.ndjson"), "{\"ev\":\"trace\",\"version\":1}\n");
  EXPECT_THAT(MergeError({good, folder.File("empty.ndjson")}),
              HasSubstr("empty.ndjson: nothing to analyse"));
  EXPECT_THAT(MergeError({good, folder.path().string()}), HasSubstr("found a folder"));
  EXPECT_THAT(MergeError({good, "-"}), HasSubstr("-: standard input cannot be merged"));
  WriteTrace(folder.File("p.tmk"), {.run = ""}, Script());
  const std::vector<std::string> pieces = WritePieces(folder, {.run = ""}, Script(), {2});
  EXPECT_THAT(MergeError({pieces[0]}), HasSubstr("whose head does not say of which run"));
}

TEST(RunListTest, SamplesAndWholeHeapsAreToldApart) {
  const TempFolder folder;
  WriteTrace(folder.File("a.tmk"), {.run = "a"}, Script());
  WriteTrace(folder.File("b.tmk"), {.run = "b", .sample_bytes = 4096}, Script());
  const MergedReport merged = Merged({folder.File("a.tmk"), folder.File("b.tmk")});
  EXPECT_THAT(merged.notes, ::testing::Contains(HasSubstr("some of the traces hold samples")));
  EXPECT_EQ(merged.sum.report.trace.sample_bytes, 4096);
}

// A merged report stands for its traces, so that merging may go in steps.
TEST(RunListTest, MergedReportsAreMerged) {
  const TempFolder folder;
  for (const char* const name : {"a", "b", "c"}) {
    WriteTrace(folder.File(absl::StrCat(name, ".tmk")),
               {.run = name, .clock = R"({"id":"x","start":5})"}, Script());
  }
  const std::vector<std::string> all = {folder.File("a.tmk"), folder.File("b.tmk"),
                                        folder.File("c.tmk")};
  const std::string step = folder.File("ab.json");
  Write(step, MergedJson(Merged({all[0], all[1]})));
  EXPECT_EQ(MergedJson(Merged({step, all[2]})), MergedJson(Merged(all)));
  EXPECT_EQ(MergedJson(Merged({all[2], step})), MergedJson(Merged(all)));
  EXPECT_THAT(MergeError({step, all[0]}), HasSubstr("a.tmk: the file is given twice"));
}

TEST(RunListTest, ReportsThatStandForNothingAreTold) {
  const TempFolder folder;
  const std::string path = folder.File("r.json");
  Write(path, "{\n  \"schema\": \"tidemark-report/1\",\n  \"peak\": {}\n}\n");
  EXPECT_THAT(MergeError({path}), HasSubstr("r.json: found the report of a trace"));
  for (const char* const merged : {"7", "{\"runs\": 7}", "{\"runs\": []}"}) {
    Write(path,
          absl::StrCat("{\n  \"schema\": \"tidemark-report/1\",\n  \"merged\": ", merged, "}"));
    EXPECT_THAT(MergeError({path}), HasSubstr("r.json: found the report of a trace")) << merged;
  }
  for (const char* const runs : {"[7]", "[{}]", "[{\"files\": []}]", "[{\"files\": [7]}]"}) {
    Write(path, absl::StrCat("{\n  \"schema\": \"tidemark-report/1\",\n  \"merged\": {\"runs\": ",
                             runs, "}}"));
    EXPECT_THAT(MergeError({path}), HasSubstr("r.json: found a ")) << runs;
  }
  Write(path, "{\n  \"schema\": \"tidemark-report/1\",\n  \"merged\": {");
  EXPECT_THAT(MergeError({path}), HasSubstr("r.json: found a report that is damaged or cut off"));
}

}  // namespace
}  // namespace tidemark::merge
