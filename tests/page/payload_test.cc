// The data of a page: every view's rows and its "Other" make the report's totals, however small the
// bounds; completeness says what was left out.
#include "tidemark/page/payload.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "tests/analysis/trace_script.h"

namespace tidemark::page {
namespace {

using analysis::Report;
using analysis::TraceScript;
using Json = nlohmann::json;

// Arrays come, are seen through views, copied, resized, kept by small views and leaked.
TraceScript BusyTrace(uint32_t seed, int events) {
  std::mt19937 random(seed);
  const auto upto = [&](int64_t most) {
    return std::uniform_int_distribution<int64_t>(0, most)(random);
  };
  TraceScript trace;
  for (int64_t site = 1; site <= 40; ++site) trace.Site(site, "a.cc", site);
  std::vector<int64_t> live;
  int64_t last = 0;
  int64_t views = 1000000;
  for (int i = 0; i < events; ++i) {
    trace.On({.site = upto(40), .thread = 1 + upto(4)});
    const int64_t act = upto(11);
    if (act < 4 || live.size() < 2) {
      const int64_t id = ++last;
      live.push_back(id);
      trace.Array(id, id, upto(3) == 0 ? 40000 + upto(100) : upto(500));
      trace.Write(id);
      continue;
    }
    const auto at = static_cast<size_t>(upto(static_cast<int64_t>(live.size()) - 1));
    const int64_t one = live[at];
    if (act < 6) {
      trace.Free(one);
      live.erase(live.begin() + static_cast<std::ptrdiff_t>(at));
    } else if (act < 8) {
      trace.View({.view = ++views, .buf = one, .parent = one, .offset = 0, .shape = {{1}}});
      trace.Drop(one);  // the view alone holds it
    } else {
      trace.Copy(
          {.bytes = upto(4000), .src_buf = live[static_cast<size_t>(upto(1))], .dst_buf = one});
      if (upto(1) == 0) trace.Write(one);
    }
  }
  trace.End();
  return trace;
}

Report BoundedReport(const TraceScript& trace, size_t bound = 0) {
  analysis::AnalyzeOptions asked;
  AskForPage(&asked);
  analysis::PassOptions options;
  options.break_down = asked.break_down;
  options.details = asked.details;
  if (bound > 0) {
    options.details.most_call_nodes = bound;
    analysis::PictureOptions& pictures = options.details.pictures;
    pictures.lives = pictures.views = pictures.holders = bound;
    pictures.flows = pictures.edges = pictures.leaking_sites = bound;
  }
  return trace.Analyzed(nullptr, options);
}

int64_t SumOf(const Json& column) {
  int64_t sum = 0;
  for (const Json& figure : column) sum += figure.get<int64_t>();
  return sum;
}

// Of rows and of what stands for those that are left out.
int64_t Whole(const Json& table, const std::string& column) {
  return SumOf(table.at(column)) + table.at("other").at(column).get<int64_t>();
}

void ExpectWhole(const Report& report, const Json& run) {
  EXPECT_EQ(Whole(run["peak_rows"], "bytes"), report.peak.bytes);
  EXPECT_EQ(Whole(run["peak_rows"], "count"), report.peak.buffers);
  EXPECT_EQ(Whole(run["flows"], "bytes"), report.copies.bytes);
  EXPECT_EQ(Whole(run["flows"], "count"), report.copies.count);
  EXPECT_EQ(Whole(run["flows"], "wasted_bytes"), report.copies.redundant_bytes);
  EXPECT_EQ(Whole(run["flows"], "wasted_count"), report.copies.redundant_count);
  EXPECT_EQ(Whole(run["leak_sites"], "bytes"), report.leaks.bytes);
  EXPECT_EQ(Whole(run["leak_sites"], "count"), report.leaks.count);
  int64_t wasted = 0;
  for (const analysis::Pin& pin : report.pins) wasted += pin.wasted_bytes;
  EXPECT_EQ(Whole(run["pins"], "wasted_bytes"), wasted);
  EXPECT_EQ(run["lives"]["n"].get<int64_t>() + run["lives"]["other"]["rows"].get<int64_t>(),
            report.totals.alloc_count);
  EXPECT_EQ(
      run["lives"]["views"]["n"].get<int64_t>() + run["lives"]["other"]["views"].get<int64_t>(),
      report.details.pictures.lives.view_count);

  const Json& timeline = run["timeline"];
  ASSERT_EQ(timeline["max_bytes"].size(), report.timeline.max_bytes.size());
  for (size_t i = 0; i < report.timeline.max_bytes.size(); ++i) {
    int64_t sum = timeline["other"][i].get<int64_t>();
    for (const Json& site : timeline["bytes"]) sum += site[i].get<int64_t>();
    EXPECT_EQ(sum, report.timeline.max_bytes[i]) << "bucket " << i;
  }
  EXPECT_EQ(SumOf(timeline["peak"]["bytes"]) + timeline["peak"]["other"].get<int64_t>(),
            report.peak.bytes);
  if (run["flame"]["n"] != 0) {
    EXPECT_EQ(SumOf(run["flame"]["alloc_bytes"]), report.totals.alloc_bytes);
    EXPECT_EQ(SumOf(run["flame"]["peak_bytes"]), report.peak.bytes);
    EXPECT_EQ(SumOf(run["flame"]["leak_bytes"]), report.leaks.bytes);
    EXPECT_EQ(SumOf(run["flame"]["copy_bytes"]), report.copies.bytes);
  }
}

PageBounds SmallBounds(size_t bound) {
  PageBounds bounds;
  bounds.findings = bounds.peak_rows = bounds.flame_nodes = bounds.lives = bounds.views = bound;
  bounds.flows = bounds.edges = bounds.pins = bounds.leaking_sites = bound;
  return bounds;
}

TEST(Payload, RowsAndOthersMakeTheTotals) {
  for (uint32_t seed = 1; seed <= 2; ++seed) {
    const TraceScript trace = BusyTrace(seed, 400);
    for (const size_t analysed : {size_t{0}, size_t{7}}) {
      const Report report = BoundedReport(trace, analysed);
      for (const size_t bound : {size_t{3}, size_t{1000000}}) {
        const PageRun run{.name = "x", .report = &report};
        const Json page = Json::parse(PagePayload({run}, {.bounds = SmallBounds(bound)}));
        ExpectWhole(report, page["runs"][0]);
      }
    }
  }
}

TEST(Payload, SaysWhatItLeavesOut) {
  const Report report = BoundedReport(BusyTrace(1, 400));
  const PageRun run{.name = "x", .report = &report};
  const Json whole = Json::parse(PagePayload({run}, {}));
  for (const Json& row : whole["runs"][0]["completeness"]) {
    // Of 40 places 20 are shown, and of findings 50.
    if (row["view"] == "timeline" || row["view"] == "findings") continue;
    EXPECT_EQ(row["shown"], row["total"]) << row;
    EXPECT_EQ(row["shown_bytes"], row["total_bytes"]) << row;
  }
  const Json folded = Json::parse(PagePayload({run}, {.bounds = SmallBounds(2)}));
  std::string views;
  for (const Json& row : folded["runs"][0]["completeness"]) {
    if (row["shown"].get<int64_t>() == row["total"].get<int64_t>()) continue;
    EXPECT_LT(row["shown"].get<int64_t>(), row["total"].get<int64_t>());
    EXPECT_LE(row["shown_bytes"].get<int64_t>(), row["total_bytes"].get<int64_t>()) << row;
    views += row["view"].get<std::string>() + " ";
  }
  for (const char* view :
       {"findings", "peak_rows", "lives", "views", "flows", "lineage", "pins", "leak_sites"}) {
    EXPECT_THAT(views, ::testing::HasSubstr(view));
  }
}

TEST(Payload, SourceHasTheFiguresOfItsLines) {
  const Report report = BoundedReport(BusyTrace(1, 400));
  report::SourceListing listing;
  for (report::FileFigures& file : report::FiguresByLine(report)) listing.figures = file;
  ASSERT_EQ(listing.figures.file, "a.cc");
  listing.path = "a.cc";
  for (int i = 1; i <= 30; ++i) listing.lines.push_back("line </script> " + std::to_string(i));
  const PageRun run{.name = "x", .report = &report, .sources = {listing}};
  for (const size_t bound : {size_t{1000}, size_t{5}}) {
    const Json page = Json::parse(PagePayload({run}, {.bounds = {.source_lines = bound}}));
    const Json& source = page["runs"][0]["sources"][0];
    const Json& lines = source["lines"];
    EXPECT_EQ(page["strings"][source["file"].get<size_t>()], "a.cc");
    EXPECT_EQ(source["peak_bytes"], listing.figures.total.peak_bytes);
    EXPECT_EQ(lines["n"], bound == 5 ? 5 : 40);
    const size_t text = lines["text"][2].get<size_t>();
    EXPECT_EQ(page["strings"][text], "line </script> 3");
    if (bound == 5) continue;
    EXPECT_EQ(lines["text"][35], 0) << "the file has no such line";
    EXPECT_EQ(SumOf(lines["peak_bytes"]), listing.figures.total.peak_bytes);
    EXPECT_EQ(SumOf(lines["alloc_bytes"]), listing.figures.total.alloc_bytes);
    EXPECT_EQ(SumOf(lines["copy_bytes"]), listing.figures.total.copy_bytes);
    for (size_t i = 0; i < lines["n"]; ++i) {
      const int64_t finding = lines["finding"][i];
      if (finding < 0) continue;
      EXPECT_EQ(report.findings[static_cast<size_t>(finding)].site.line, lines["line"][i]);
    }
  }
}

TEST(Payload, NumbersLeadToWhatIsThere) {
  const Report report = BoundedReport(BusyTrace(2, 400));
  const PageRun run{.name = "x", .report = &report};
  for (const size_t bound : {size_t{20}, size_t{1000000}}) {
    const Json page = Json::parse(PagePayload({run}, {.bounds = SmallBounds(bound)}));
    const auto sites = page["sites"]["n"].get<int64_t>();
    const auto strings = static_cast<int64_t>(page["strings"].size());
    const Json& shown = page["runs"][0];
    const auto lives = shown["lives"]["n"].get<int64_t>();
    const auto below = [](const Json& column, int64_t least, int64_t end) {
      for (const Json& number : column) {
        EXPECT_GE(number.get<int64_t>(), least);
        EXPECT_LT(number.get<int64_t>(), end);
      }
    };
    for (const char* column : {"file", "function", "label", "module", "text"}) {
      below(page["sites"][column], 0, strings);
    }
    below(page["sites"]["color"], 0, 21);
    below(shown["lives"]["site"], 0, sites);
    below(shown["lives"]["shape"], 0, strings);
    below(shown["lives"]["views"]["life"], 0, lives);
    below(shown["flows"]["from"], 0, sites);
    below(shown["pins"]["life"], -1, lives);
    below(shown["timeline"]["sites"], 0, sites);
    const Json& lineage = shown["lineage"];
    below(lineage["nodes"]["life"], -1, lives);
    below(lineage["edges"]["from"], 0, lineage["nodes"]["n"].get<int64_t>());
    below(lineage["edges"]["to"], 0, lineage["nodes"]["n"].get<int64_t>());
    for (const Json& finding : shown["findings"]) {
      for (const Json& evidence : finding["evidence"]) {
        const auto life = evidence["life"].get<int64_t>();
        if (life < 0) continue;
        EXPECT_EQ(shown["lives"]["id"][static_cast<size_t>(life)], evidence["buf"]);
      }
    }
  }
}

TEST(Payload, FiguresBeyondADoubleAreText) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).On({.site = 1});
  trace.Alloc({.buf = 1, .bytes = INT64_MAX}).Alloc({.buf = 2, .bytes = INT64_MAX}).End();
  const Report report = BoundedReport(trace);
  const PageRun run{.name = "x", .report = &report};
  const Json page = Json::parse(PagePayload({run}, {}));
  EXPECT_EQ(page["runs"][0]["peak"]["bytes"], "9223372036854775807");
  EXPECT_EQ(page["runs"][0]["peak"]["buffers"], 2);
}

TEST(Payload, TwoRunsShareNamesAndColours) {
  const Report before = BoundedReport(BusyTrace(1, 150));
  const Report after = BoundedReport(BusyTrace(2, 150));
  const std::vector<PageRun> runs = {{.name = "a", .report = &before},
                                     {.name = "b", .report = &after}};
  const Json page = Json::parse(PagePayload(runs, {}));
  ASSERT_EQ(page["runs"].size(), 2u);
  ExpectWhole(before, page["runs"][0]);
  ExpectWhole(after, page["runs"][1]);
  EXPECT_EQ(page["palette"]["light"].size(), 21u);
  EXPECT_EQ(page["palette"]["dark"].size(), 21u);
}

}  // namespace
}  // namespace tidemark::page
