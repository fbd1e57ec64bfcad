// The tables of a report: what is in them, which rows a filter leaves, and their formats.
#include "tidemark/report/tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/report/sample_reports.h"
#include "tidemark/base/display_text.h"
#include "tidemark/report/json_report.h"
#include "tidemark/report/table_formats.h"

namespace tidemark::report {
namespace {

using analysis::Report;
using analysis::SiteReport;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

Table Make(absl::string_view name, const Report& report, const RowFilter& filter = {}) {
  const TableKind* const kind = FindTable(name);
  EXPECT_NE(kind, nullptr) << name;
  return MakeTable(*kind, report, filter);
}

std::string Text(const Table& table, const TextOptions& options = {}) {
  std::string text;
  for (const Line& line : TableLines(table, options)) text += RenderLine(line, options);
  return text;
}

// A report with something in every table.
Report FullReport() {
  Report report = SmallReport();
  report.origins.allocs = report.peak.sites;
  report.origins.copies = {{report.peak.sites[1].site, 8000, 1}};
  report.origins.temporaries = {{report.peak.sites[1].site, 8000, 1}};
  report.objects = {{"dict", {"a.py", 4, "make", ""}, 100, 2, 50, 1}};
  report.pins = {{{"crop.cc", 9, "Crop", ""}, 800 << 20, 80, (800 << 20) - 80}};
  report.live_at_exit = {.count = 1, .bytes = 72, .groups = {{"pool, of errors", "kept", 1, 72}}};
  report.trace.anomalies["double_free"] = {2, {{"b.cc", 5, "Twice", ""}}};
  report.scopes = {{"train", 1, 900, 20}, {"train/step", 3, 800, 10}};
  report.usage = {{.site = report.peak.sites[0].site,
                   .scope = "train",
                   .kind = "array",
                   .dtype = "f8",
                   .alloc_count = 1,
                   .alloc_bytes = 8000,
                   .peak_count = 1,
                   .peak_bytes = 8000,
                   .findings = {}},
                  {.site = report.peak.sites[1].site,
                   .scope = "train/step",
                   .kind = "array",
                   .dtype = "f8",
                   .alloc_count = 2,
                   .alloc_bytes = 500,
                   .peak_count = 1,
                   .peak_bytes = 400,
                   .findings = {{"unmodified-copy", analysis::Category::kRedundantCopy, 1, 400}}}};
  analysis::Details& details = report.details;
  details.sizes = {{5, 8, 3, 20, 1, 2}};
  details.threads = {{.thread = 7, .alloc_count = 4, .alloc_bytes = 100}};
  details.marks = {
      {.name = "step", .t = 100, .live_bytes = 50, .live_count = 2, .is_first = true, .grown = {}},
      {.name = "step",
       .t = 200,
       .live_bytes = 80,
       .live_count = 3,
       .growth_bytes = 30,
       .growth_count = 1,
       .grown = {{report.peak.sites[0].site, 30, 1}}}};
  analysis::BufferReport buffer;
  buffer.site = report.peak.sites[0].site;
  buffer.scope = "train";
  buffer.kind = "array";
  buffer.dtype = "f8";
  buffer.shape = {10, 100};
  buffer.label = "weights";
  buffer.op = "zeros";
  buffer.bytes = 8000;
  buffer.begin_t = 100;
  details.buffers = {buffer};
  details.buffer_count = 3;
  analysis::CopyReport copy;
  copy.site = report.peak.sites[1].site;
  copy.source_site = report.peak.sites[0].site;
  copy.t = 310;
  copy.bytes = 8000;
  copy.op = "copy";
  copy.reason = "requested";
  copy.needless = true;
  details.copies = {copy};
  details.copy_count = 1;
  details.window_peak = {.bytes = 9, .t = 5, .buffers = 1, .sites = {{{"w.cc", 1, "W", ""}, 9, 1}}};
  return report;
}

TEST(Tables, HaveDistinctNamesAndAreFoundByThem) {
  std::set<std::string> names;
  for (const TableKind& kind : Tables()) {
    EXPECT_TRUE(names.insert(std::string(kind.name)).second) << kind.name;
    EXPECT_EQ(FindTable(kind.name), &kind);
    EXPECT_THAT(TableHelp(), HasSubstr(absl::StrCat("  ", kind.name, " ")));
  }
  EXPECT_EQ(TableNames().size(), names.size());
  EXPECT_EQ(FindTable("no-such-table"), nullptr);
}

TEST(Tables, EachHasRowsAsWideAsItsColumnsAndFitsEveryFormat) {
  const Report report = FullReport();
  for (const TableKind& kind : Tables()) {
    const Table table = MakeTable(kind, report, {});
    EXPECT_EQ(table.name, kind.name);
    EXPECT_FALSE(table.rows.empty()) << kind.name;
    for (const TableRow& row : table.rows) {
      EXPECT_EQ(row.values.size(), table.columns.size()) << kind.name;
    }
    const std::vector<std::string> csv = absl::StrSplit(CsvTable(table), '\n');
    EXPECT_EQ(csv.size(), table.rows.size() + 2) << kind.name;
    for (const int width : {40, 60, 80, 200}) {
      for (const std::string& line : Lines(Text(table, {.width = width}))) {
        EXPECT_LE(DisplayWidth(line), static_cast<size_t>(width)) << line;
      }
    }
    // Nothing there: it says so, and is no crash.
    EXPECT_THAT(Text(MakeTable(kind, Report(), {})), HasSubstr("\n  nothing\n")) << kind.name;
  }
}

TEST(Tables, AskTheAnalysisForWhatTheyNeedAndNoMore) {
  analysis::AnalyzeOptions options;
  for (const TableKind& kind : Tables()) {
    if (kind.needs == nullptr) continue;
    analysis::AnalyzeOptions own;
    kind.needs(&own);
    kind.needs(&options);
    EXPECT_NE(own.details.any(), own.break_down) << kind.name;
  }
  EXPECT_TRUE(options.details.sizes && options.details.threads && options.details.marks &&
              options.details.buffers && options.details.copies && options.break_down);
  analysis::AnalyzeOptions filtered;
  FilterNeeds({.site = [](const SiteReport&) { return true; }}, &filtered);
  EXPECT_FALSE(filtered.break_down || filtered.details.any());
  FilterNeeds({.scope = [](const std::string&) { return true; }, .from = 5, .to = 9}, &filtered);
  EXPECT_TRUE(filtered.break_down);
  EXPECT_EQ(filtered.details.from, 5);
  EXPECT_EQ(filtered.details.to, 9);
}

TEST(Tables, Csv) {
  const Report report = FullReport();
  EXPECT_EQ(CsvTable(Make("peak", report)),
            "bytes,buffers,callers,file,line,function,label,module\n"
            "8000,1,,a.cc,10,load,,\n"
            "8000,1,,a.cc,20,work,stage,\n");
  EXPECT_EQ(CsvTable(Make("live-at-exit", report)),
            "bytes,buffers,name,reason\n72,1,\"pool, of errors\",kept\n");
  EXPECT_THAT(CsvTable(Make("copies", report)),
              HasSubstr("\n8000,310,1,copy,requested,load a.cc:10,,,,,a.cc,20,work,stage,\n"));
  EXPECT_EQ(CsvTable(Make("marks", report)),
            "at,live,buffers,growth,more_buffers,mark,grown\n"
            "100,50,2,,,step,\n200,80,3,30,1,step,30 B load a.cc:10\n");
  Report evil;
  evil.peak.sites = {{{"a\"b,\n.cc", 1, "f\r", ""}, 1, 1}};
  EXPECT_THAT(CsvTable(Make("peak", evil)), HasSubstr("1,1,,\"a\"\"b,\n.cc\",1,\"f\r\",,\n"));
}

TEST(Tables, Text) {
  const Report report = FullReport();
  EXPECT_EQ(Text(Make("peak", report)),
            "PEAK  what was live at the peak, by place\n"
            "     bytes  buffers  place\n"
            "  7.81 KiB        1  a.cc:10  load\n"
            "  7.81 KiB        1  a.cc:20  work  [stage]\n"
            "  15.6 KiB in 2 buffers in all, at 300 ns\n");
  EXPECT_THAT(Text(Make("buffers", report), {.width = 100}),
              HasSubstr("  7.81 KiB  100 ns      -  'weights' f8 10x100 by zeros  train  a.cc:10"));
  EXPECT_THAT(Text(Make("buffers", report)), HasSubstr("  the 1 largest of 3 buffers\n"));
  EXPECT_THAT(Text(Make("copies", report), {.width = 100}),
              HasSubstr("  yes  copy  requested  load a.cc:10    a.cc:20  work  [stage]\n"));
  // On a narrow terminal the place is worth more than the last columns.
  const std::string narrow = Text(Make("copies", report), {.width = 60});
  EXPECT_THAT(narrow, HasSubstr("  yes  copy  a.cc:20  work  [stage]\n"));
  EXPECT_THAT(narrow, HasSubstr("there are more columns on a wider terminal (--width)\n"));
  EXPECT_THAT(Text(Make("findings", report)), StartsWith("FINDINGS  what to fix"));
  const Report big = BigReport(70, 0, 0);
  EXPECT_THAT(Text(Make("peak", big)), HasSubstr("\n  and 20 more; --format csv has them all\n"));
}

TEST(Tables, Json) {
  const Report report = FullReport();
  const auto json = nlohmann::json::parse(
      JsonReport(report, {Make("copies", report), Make("sizes", report), Make("marks", report)}));
  EXPECT_EQ(json["schema"], "tidemark-report/1");
  EXPECT_EQ(json["tables"]["copies"][0]["needless"], true);
  EXPECT_EQ(json["tables"]["copies"][0]["site"]["line"], 20);
  EXPECT_EQ(json["tables"]["copies"][0]["scope"], "");
  EXPECT_EQ(json["tables"]["sizes"][0]["most"], 8);
  EXPECT_TRUE(json["tables"]["marks"][0]["growth"].is_null());
  EXPECT_FALSE(nlohmann::json::parse(JsonReport(report)).contains("tables"));
}

TEST(Tables, AreFilteredBySite) {
  const Report report = FullReport();
  const RowFilter work = {.site = [](const SiteReport& site) { return site.function == "work"; }};
  for (const char* const name : {"peak", "allocs", "findings", "copies", "copied"}) {
    const Table table = Make(name, report, work);
    ASSERT_EQ(table.rows.size(), 1u) << name;
    EXPECT_EQ(table.rows[0].site.function, "work");
  }
  EXPECT_TRUE(Make("leaks", report, work).rows.empty());
  EXPECT_TRUE(Make("buffers", report, work).rows.empty());
  // What is not by place is as it was.
  EXPECT_EQ(Make("sizes", report, work).rows.size(), 1u);
}

TEST(Tables, AreFilteredByScope) {
  const Report report = FullReport();
  const RowFilter step = {.scope = [](const std::string& path) { return path == "train/step"; }};
  EXPECT_EQ(CsvTable(Make("peak", report, step)),
            "bytes,buffers,callers,file,line,function,label,module\n400,1,,a.cc,20,work,stage,\n");
  const Table findings = Make("findings", report, step);
  ASSERT_EQ(findings.rows.size(), 1u);
  EXPECT_EQ(findings.rows[0].values[1], TableValue(int64_t{400}));  // the part within the scope
  EXPECT_EQ(Make("scopes", report, step).rows.size(), 1u);
}

TEST(Tables, SayByWhatTheirRowsAreChosen) {
  const Report report = FullReport();
  const RowFilter no_site = {.site = [](const analysis::SiteReport&) { return false; }};
  const RowFilter no_scope = {.scope = [](const std::string&) { return false; }};
  const RowFilter no_time = {.from = int64_t{1} << 60};
  for (const TableKind& kind : Tables()) {
    const std::string whole = CsvTable(MakeTable(kind, report, {}));
    const auto changes = [&](const RowFilter& filter) {
      return CsvTable(MakeTable(kind, report, filter)) != whole;
    };
    EXPECT_EQ(changes(no_site), kind.by_site) << kind.name;
    // These are chosen while the trace is read.
    if (kind.name == "buffers" || kind.name == "copies") continue;
    EXPECT_EQ(changes(no_scope), kind.by_scope) << kind.name;
    EXPECT_EQ(changes(no_time), kind.by_time) << kind.name;
  }
}

TEST(Tables, ScopesIncludeThoseWithinThem) {
  const Table table = Make("scopes", FullReport());
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.rows[0].scope, "train");
  EXPECT_EQ(table.rows[0].values[0], TableValue(int64_t{900}));   // the peak
  EXPECT_EQ(table.rows[0].values[3], TableValue(int64_t{3}));     // allocations
  EXPECT_EQ(table.rows[0].values[4], TableValue(int64_t{8500}));  // bytes of them
  EXPECT_EQ(table.rows[1].values[4], TableValue(int64_t{500}));
}

TEST(Tables, AreFilteredByTime) {
  const Report report = FullReport();
  const RowFilter window = {.from = 150, .to = 315};
  EXPECT_EQ(Make("marks", report, window).rows.size(), 1u);
  const Table findings = Make("findings", report, window);
  ASSERT_EQ(findings.rows.size(), 1u);  // the copy at 310, not what was made at 100
  EXPECT_EQ(findings.rows[0].values[0], TableValue(std::string("unmodified-copy")));
  const Table peak = Make("peak", report, window);
  ASSERT_EQ(peak.rows.size(), 1u);
  EXPECT_EQ(peak.rows[0].site.file, "w.cc");
  EXPECT_EQ(Make("timeline", report, window).rows.size(), 3u);  // from 100, 200 and 300
}

TEST(Tables, OfSamplesTemporariesAreUnknown) {
  Report report = FullReport();
  report.trace.sample_bytes = 512;
  EXPECT_THAT(CsvTable(Make("allocs", report)), HasSubstr("\n1,8000,,,a.cc,10,load,,\n"));
  EXPECT_THAT(CsvTable(Make("sizes", report)), HasSubstr("\n5,8,3,20,,2\n"));
}

TEST(Tables, ModulesSumUpWhatTheirCodeMade) {
  const Table table = Make("modules", HeapReport());
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(CsvTable(table),
            "peak,allocated,allocations,leaked,module\n"
            "2097152,83886080,1000,0,/usr/bin/app\n"
            "1048576,10485760,29000,1048576,/usr/lib/libfoo.so.3\n");
}

TEST(Tables, ModulesOfPythonReadAsAnImportWritesThem) {
  Report report = HeapReport();
  const std::string core = "/usr/lib/python3/dist-packages/numpy/core/";
  report.peak.sites = {
      {{core + "numeric.py", 5, "ones", "", "numpy.core.numeric"}, 100, 1},
      {{"x.c", 5, "f", "", core + "_multiarray_umath.cpython-311-x86_64-linux-gnu.so"}, 10, 1}};
  report.origins.allocs.clear();
  report.leaks.sites.clear();
  EXPECT_EQ(CsvTable(Make("modules", report)),
            "peak,allocated,allocations,leaked,module\n"
            "100,0,0,0,numpy.core.numeric\n"
            "10,0,0,0,numpy.core._multiarray_umath\n");
}

TEST(Tables, ObjectsHaveTheirTypes) {
  EXPECT_EQ(CsvTable(Make("objects", FullReport())),
            "peak,at_peak,end,at_end,type,file,line,function,label,module\n"
            "100,2,50,1,dict,a.py,4,make,,\n");
  EXPECT_THAT(Text(Make("objects", SmallReport())), HasSubstr("--python-objects"));
}

TEST(Tables, HostileNamesDoNothing) {
  Report report = FullReport();
  const std::string evil = "\x1b]0;owned\x07\x1b[2J\r\n\u202Eevil";
  report.peak.sites[0].site = {evil, 1, evil, evil};
  report.details.buffers[0].label = report.details.buffers[0].scope = evil;
  report.details.marks[1].name = evil;
  report.details.marks[1].grown[0].site = {evil, 1, evil, evil};
  for (const char* const name : {"peak", "buffers", "marks"}) {
    const std::string text = Text(Make(name, report), {.width = 300});
    for (const char* const bad : {"\x1b", "\x07", "\r", "\u202E"}) {
      EXPECT_THAT(text, Not(HasSubstr(bad))) << name;
    }
  }
}

}  // namespace
}  // namespace tidemark::report
