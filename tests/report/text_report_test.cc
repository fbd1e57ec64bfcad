#include "tidemark/report/text_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/report/sample_reports.h"
#include "tidemark/base/display_text.h"

namespace tidemark::report {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string FirstScreen(const std::string& text) {
  std::vector<std::string> lines = Lines(text);
  lines.resize(std::min<size_t>(lines.size(), 24));
  return absl::StrJoin(lines, "\n");
}

TEST(TextReport, AnswersOnTheFirstScreen) {
  const std::string screen = FirstScreen(TextReport(SmallReport(), {}));
  EXPECT_THAT(screen, HasSubstr("PEAK   15.6 KiB in 2 buffers at 300 ns"));
  EXPECT_THAT(screen, AllOf(HasSubstr("a.cc:10  load"), HasSubstr("a.cc:20  work  [stage]")));
  EXPECT_THAT(screen, HasSubstr("▲ peak at 300 ns"));
  EXPECT_THAT(screen, HasSubstr("1 finding; all fixed, the peak would be 7.81 KiB (-50%)"));
  EXPECT_THAT(screen, HasSubstr("unmodified-copy"));
  EXPECT_THAT(screen, HasSubstr("peak -7.81 KiB: take a view"));
  EXPECT_THAT(screen, HasSubstr("LEAKS  7.81 KiB in 1 buffer never freed"));
  EXPECT_THAT(screen, HasSubstr("release it: view 2 still holds it"));
}

TEST(TextReport, FirstScreenHoldsPeakFindingsAndLeaksHoweverManyThereAre) {
  const std::string screen = FirstScreen(TextReport(BigReport(40, 60, 30), {}));
  EXPECT_THAT(screen, HasSubstr("the largest 5 of 40 sites"));
  EXPECT_THAT(screen, HasSubstr("stage_number_4.cc:104"));
  EXPECT_THAT(screen, HasSubstr("60 findings, 4 shown; all fixed"));
  EXPECT_THAT(screen, HasSubstr("take a view, advice number 3"));
  EXPECT_THAT(screen, HasSubstr("LEAKS  465 MiB in 60 buffers never freed"));
  EXPECT_THAT(screen, HasSubstr("release it when it is no longer used"));
}

TEST(TextReport, ShowsTheRestBelow) {
  const std::string text = TextReport(BigReport(9, 7, 4), {});
  EXPECT_THAT(
      text, AllOf(HasSubstr("MORE TO FIX"), HasSubstr("advice number 6"), HasSubstr("MORE LEAKS")));
  const std::string huge = TextReport(BigReport(9, 500, 400), {});
  EXPECT_THAT(huge, HasSubstr("more; --format json has them all"));
  EXPECT_LT(Lines(huge).size(), 200u);
}

TEST(TextReport, SaysWhenASavingIsOffThePeak) {
  analysis::Report report = SmallReport();
  report.findings[0].peak_saving_bytes = 0;
  report.what_if.peak_bytes_all_fixed = report.peak.bytes;
  const std::string text = TextReport(report, {});
  EXPECT_THAT(text, HasSubstr("  does not lower the peak: take a view"));
  EXPECT_THAT(text, HasSubstr("1 finding; none of them lowers the peak"));
  EXPECT_THAT(text, Not(HasSubstr("peak -")));
  // Of a needless copy, what it costs instead.
  report.findings[0].category = analysis::Category::kRedundantCopy;
  report.findings[0].copied_bytes = 8000;
  EXPECT_THAT(TextReport(report, {}),
              HasSubstr("  does not lower the peak; saves 7.81 KiB of copying: take a view"));
  // Where nobody knows what a fix would save, nothing is said of it.
  report.findings[0].tells_saving = false;
  EXPECT_THAT(TextReport(report, {}),
              AllOf(HasSubstr("1 finding; none of them is known to lower the peak"),
                    HasSubstr("\n  take a view")));
  report.findings[0].tells_saving = true;
  report.findings[0].peak_saving_bytes = 8000;
  EXPECT_THAT(TextReport(report, {}),
              AllOf(HasSubstr("  peak -7.81 KiB: take a view"), Not(HasSubstr("of copying"))));
}

// Leaks are no less a waste because no copies are.
TEST(TextReport, WithoutNeedlessCopiesItPraisesNothingElse) {
  analysis::Report report = SmallReport();
  report.findings.erase(report.findings.begin());
  report.copies = {};
  EXPECT_THAT(TextReport(report, {}),
              AllOf(HasSubstr("FIX    no needless copies found (none made)\nLEAKS  7.81 KiB"),
                    Not(HasSubstr("wasted"))));
}

TEST(TextReport, SaysWhyThereIsNoPeak) {
  analysis::Report report;
  report.totals.alloc_count = 9;
  EXPECT_THAT(TextReport(report, {}), HasSubstr("PEAK   0 B  9 allocations, all of no bytes\n"));
  report.totals.alloc_count = 0;
  report.totals.external_count = 1;
  report.totals.external_bytes = 4096;
  EXPECT_THAT(
      TextReport(report, {}),
      HasSubstr("PEAK   0 B  nothing was allocated; 1 buffer of 4 KiB adopted, not counted"));
}

TEST(TextReport, SaysWhichWayLostEventsBendTheFigures) {
  analysis::Report report = SmallReport();
  report.trace.lost_events = 500;
  EXPECT_THAT(TextReport(report, {}),
              AllOf(HasSubstr("lost 500 events: peaks may be too low, leaks too high"),
                    HasSubstr("LEAKS  likely 7.81 KiB in 1 buffer never freed")));
  EXPECT_THAT(TextReport(SmallReport(), {}), Not(HasSubstr("likely")));
}

TEST(TextReport, SaysGoodNewsPlainly) {
  const std::string text = TextReport(CleanReport(), {});
  EXPECT_THAT(text, HasSubstr("FIX    no needless copies found (of 1 copy made)"));
  EXPECT_THAT(text, HasSubstr("LEAKS  nothing: every buffer was freed"));
  EXPECT_THAT(text, Not(HasSubstr("warning")));
}

TEST(TextReport, ThreadsAreCountedWhereTheTraceNamesThem) {
  analysis::Report report = SmallReport();
  report.totals.thread_count = 2;
  EXPECT_THAT(FirstScreen(TextReport(report, {})), HasSubstr("2 threads"));
  report.totals.thread_count = 0;
  EXPECT_THAT(FirstScreen(TextReport(report, {})), Not(HasSubstr("thread")));
}

TEST(TextReport, AnEmptyReportIsNoCrash) {
  EXPECT_THAT(TextReport({}, {}), HasSubstr("nothing was ever allocated"));
}

TEST(TextReport, WarnsOfWhateverMakesTheFiguresDoubtful) {
  EXPECT_THAT(TextReport(SmallReport(), {}), Not(HasSubstr("warning")));
  analysis::Report report = SmallReport();
  report.trace.truncated = true;
  report.trace.lost_events = 12;
  report.trace.anomalies["double_free"] = {2, {{"b.cc", 5, "twice", ""}}};
  report.trace.bad_lines_skipped = 1;
  report.trace.first_bad_lines = {"run.json:3:1: expected an object"};
  report.trace.unknown_events_skipped = 4;
  const std::string text = TextReport(report, {});
  const std::string screen = FirstScreen(text);
  EXPECT_THAT(screen, HasSubstr("truncated"));
  EXPECT_THAT(screen, HasSubstr("lost 12 events"));
  EXPECT_THAT(screen, HasSubstr("2 anomalies"));
  EXPECT_THAT(screen, HasSubstr("1 bad line skipped"));
  EXPECT_THAT(screen, HasSubstr("4 events of unknown kind"));
  EXPECT_THAT(text, AllOf(HasSubstr("double_free"), HasSubstr("b.cc:5")));
  EXPECT_THAT(text, HasSubstr("run.json:3:1: expected an object"));
}

TEST(TextReport, ATruncatedTraceClaimsNoLeak) {
  analysis::Report report = SmallReport();
  report.trace.truncated = true;
  report.leaks = {};
  report.findings.pop_back();
  EXPECT_THAT(TextReport(report, {}), HasSubstr("LEAKS  unknown: 1 buffer, 7.81 KiB, still live"));
}

TEST(TextReport, NamesWhatIsLiveAtExitOnTheFirstScreen) {
  analysis::Report report = SmallReport();
  report.totals.live_end_count = 7;
  report.totals.live_end_bytes = 8000 + (7 << 10);
  report.live_at_exit = {.count = 6,
                         .bytes = 7 << 10,
                         .groups = {{.name = "threads", .reason = "r", .count = 1, .bytes = 4096},
                                    {.name = "a\x1b[31m", .reason = "r", .count = 1, .bytes = 1024},
                                    {.name = "loader", .reason = "r", .count = 1, .bytes = 1024},
                                    {.name = "fourth", .reason = "r", .count = 2, .bytes = 1000},
                                    {.name = "fifth", .reason = "r", .count = 1, .bytes = 24}}};
  const std::string text = FirstScreen(TextReport(report, {}));
  EXPECT_THAT(text, HasSubstr("LEAKS  7.81 KiB in 1 buffer never freed"));
  // All that is live: the leaks above, and these.
  EXPECT_THAT(text,
              HasSubstr("LIVE AT EXIT 14.8 KiB in 7 buffers, 7 KiB of it the runtimes' and no "
                        "leak: 4\n  KiB threads, "));
  EXPECT_THAT(text,
              AllOf(HasSubstr("and 2 more"), Not(HasSubstr("\x1b")), Not(HasSubstr("fifth"))));
  report.leaks = {};
  report.findings.clear();
  report.totals.live_end_bytes = 7 << 10;
  EXPECT_THAT(
      TextReport(report, {.width = 200}),
      HasSubstr("LEAKS  nothing\nLIVE AT EXIT 7 KiB in 7 buffers, all of it the runtimes' "));
  report.live_at_exit.groups[2].suppressed = true;
  EXPECT_THAT(TextReport(report, {.width = 200}),
              HasSubstr("6 KiB of it the runtimes' and 1 KiB suppressed: "));
  for (auto& group : report.live_at_exit.groups) group.suppressed = true;
  EXPECT_THAT(TextReport(report, {.width = 200}), HasSubstr("all of it suppressed: "));
  EXPECT_THAT(TextReport(SmallReport(), {}), Not(HasSubstr("LIVE AT EXIT")));
  for (const int width : {40, 60, 80}) {
    TextOptions options;
    options.width = width;
    for (const std::string& line : Lines(TextReport(report, options))) {
      EXPECT_LE(DisplayWidth(line), static_cast<size_t>(width)) << line;
    }
  }
}

// "unknown" and "nothing" never stand in one report.
TEST(TextReport, ATruncatedTraceWithNothingLiveClaimsNothingOfLeaks) {
  analysis::Report report = CleanReport();
  EXPECT_THAT(TextReport(report, {}), HasSubstr("LEAKS  nothing: every buffer was freed"));
  report.trace.truncated = true;
  EXPECT_THAT(TextReport(report, {}),
              AllOf(HasSubstr("leaks unknown"), HasSubstr("LEAKS  unknown: no buffer was live"),
                    Not(HasSubstr("LEAKS  nothing"))));
}

TEST(TextReport, SaysWhatOfTheResidentMemoryWasLive) {
  analysis::Report report = HeapReport();
  EXPECT_THAT(TextReport(report, {}), Not(HasSubstr("MEMORY")));
  report.process_memory = {.samples = 3,
                           .t = 2000,
                           .resident_bytes = 100 << 20,
                           .live_bytes = 60 << 20,
                           .file_bytes = 10 << 20};
  EXPECT_THAT(
      FirstScreen(TextReport(report, {.width = 120})),
      HasSubstr("MEMORY  100 MiB resident at most, at 2 us: 60 MiB live · 10 MiB of files · "
                "30 MiB neither (allocator, stacks, globals)"));
  report.process_memory.live_bytes = 96 << 20;
  report.process_memory.swap_bytes = 1 << 20;
  EXPECT_THAT(TextReport(report, {.width = 200}),
              HasSubstr("96 MiB live · 10 MiB of files · at least 6 MiB of the live ones not "
                        "resident (untouched or swapped) · 1 MiB swapped"));
}

TEST(TextReport, ShowsTheTypesOfObjectsWhereTheyAreKnown) {
  analysis::Report report = HeapReport();
  EXPECT_THAT(TextReport(report, {}), Not(HasSubstr("OBJECTS")));
  report.objects = {{"app.Node", {"a.py", 4, "make", ""}, 1 << 20, 20000, 512, 3},
                    {"dict", {"b.py", 9, "load", ""}, 1 << 19, 1, 0, 0},
                    {"str", {"c.py", 1, "", ""}, 0, 0, 100, 2}};
  const std::string text = TextReport(report, {.width = 120});
  EXPECT_THAT(FirstScreen(text), HasSubstr("OBJECTS 1.5 MiB in 20,001 objects at the peak, 612 "
                                           "B in 5 objects at the end; "));
  EXPECT_THAT(text, HasSubstr("20,000    app.Node  a.py:4  make\n"));
  EXPECT_THAT(text, HasSubstr("1         dict      b.py:9  load\n"));
  EXPECT_THAT(text, Not(HasSubstr("c.py")));  // it was not there at the peak
}

TEST(TextReport, SaysWhoHeldTheMemoryWhenAnAllocationFailed) {
  analysis::Report report = SmallReport();
  EXPECT_THAT(TextReport(report, {}), Not(HasSubstr("OOM")));
  report.failed_allocations = {.count = 1,
                               .t = 650,
                               .bytes = 1 << 30,
                               .live_bytes = 16000,
                               .site = {"huge.cc", 7, "Grow", ""},
                               .holders = {{{"a.cc", 10, "load", ""}, "f8", {10, 100}, 8000, 1},
                                           {{"b.cc", 3, "pool", ""}, "", {}, 4000, 2}}};
  const std::string text = FirstScreen(TextReport(report, {.width = 100}));
  EXPECT_THAT(text, HasSubstr("OOM     1 allocation failed: 1 GiB at 650 ns, beside 15.6 KiB "
                              "live\n        asked for by huge.cc:7  Grow\n"));
  EXPECT_THAT(text, HasSubstr("50%  1 buffer     f8 (10, 100)  a.cc:10  load"));
  EXPECT_THAT(text, HasSubstr("25%  2 buffers    b.cc:3  pool"));
}

TEST(TextReport, LosesNoFigureOnANarrowTerminal) {
  analysis::Report report = HeapReport();
  report.process_memory = {
      .samples = 1, .t = 5, .resident_bytes = 100 << 20, .live_bytes = 1 << 20};
  report.failed_allocations = {.count = 2,
                               .t = 12'300'000'000,
                               .bytes = int64_t{3} << 29,
                               .live_bytes = 900 << 20,
                               .site = {},
                               .holders = {}};
  std::string text = TextReport(report, {.width = 40});
  for (const std::string& line : Lines(text)) EXPECT_LE(DisplayWidth(line), 40u) << line;
  std::replace(text.begin(), text.end(), '\n', ' ');
  EXPECT_THAT(text, AllOf(HasSubstr("900 MiB"), HasSubstr("1.5 GiB"), HasSubstr("neither")));
}

TEST(TextReport, ListsPins) {
  analysis::Report report = SmallReport();
  report.pins = {{{"crop.cc", 9, "Crop", ""}, 800 << 20, 80, (800 << 20) - 80}};
  EXPECT_THAT(TextReport(report, {}),
              AllOf(HasSubstr("PINS"), HasSubstr("of 800 MiB"), HasSubstr("crop.cc:9  Crop")));
  EXPECT_THAT(TextReport(SmallReport(), {}), Not(HasSubstr("PINS")));
}

TEST(TextReport, ShowsWhoCalledAndWhoAllocatesMostOfAHeap) {
  const std::string text = TextReport(HeapReport(), {});
  EXPECT_THAT(text, HasSubstr("10,000 buffers /src/load.cc:10  Load\n"
                              "                  ← Open open.cc:20 ← libfoo.so.3\n"));
  // All rows of a table begin where the longest does.
  EXPECT_THAT(text, HasSubstr("2 buffers      libfoo.so.3  foo_open\n"));
  EXPECT_THAT(text, HasSubstr("1 buffer       libfoo.so.3+0x1234\n"));
  EXPECT_THAT(text,
              HasSubstr("CHURN  30,000 allocations of 90 MiB in all, <1% temporary; the most by:\n"
                        "    29,000x  97%  10 MiB       libfoo.so.3  foo_open\n"
                        "     1,000x   3%  80 MiB       /src/load.cc:10  Load\n"));
  EXPECT_THAT(text,
              HasSubstr("TOTALS  30,000 allocations 90 MiB (largest 1 MiB, 12 temporaries)\n"));
  EXPECT_THAT(text, HasSubstr("SYMBOLS  some code has no name\n"
                              "  no symbols: libfoo.so.3\n"));
  // Of malloc's memory neither copies nor views are known, so none are judged.
  EXPECT_THAT(text, AllOf(Not(HasSubstr("FIX")), Not(HasSubstr("copies")), Not(HasSubstr("~"))));
  const std::string ascii = TextReport(HeapReport(), {.unicode = false});
  EXPECT_THAT(ascii, HasSubstr("<- Open open.cc:20 <- libfoo.so.3"));
}

// A row of a heap that several call is told apart by its callers, with their bytes.
TEST(TextReport, ShowsTheCallersOfAPlaceWithTheirBytes) {
  analysis::Report report = HeapReport();
  const auto by = [](const char* function) {
    return analysis::SiteReport{"/usr/bin/app", 0, function, "", "/usr/bin/app"};
  };
  analysis::SiteBytes& row = report.peak.sites[0];  // 2 MiB
  row.callers = {by("Make"), by("Load"), by("main")};
  row.paths = {{{by("Make"), by("Load"), by("main")}, 1 << 20, 2},
               {{by("Make"), by("Build"), by("main")}, 1 << 19, 1},
               {{by("Make"), by("Load"), by("init")}, 1 << 18, 1}};
  row.path_count = 5;
  EXPECT_THAT(TextReport(report, {}),
              HasSubstr("Load\n                  ← Make ← Load 1.25 MiB; Build 512 KiB; "
                        "others 256 KiB\n"));
  // Where nothing is left, nothing is said of others; where they part at once, nothing is common.
  row.paths = {{{by("Load")}, 3 << 19, 2}, {{}, 1 << 19, 1}};
  row.callers = row.paths[0].callers;
  EXPECT_THAT(TextReport(report, {}),
              HasSubstr("\n                  ← Load 1.5 MiB; nobody 512 KiB\n"));
  for (const std::string& line : Lines(TextReport(report, {.width = 40}))) {
    EXPECT_LE(DisplayWidth(line), 40u) << line;
  }
}

TEST(TextReport, SaysThatMappingsWereNotRecordedWhereMuchIsUnexplained) {
  analysis::Report report = HeapReport();
  report.process_memory = {
      .samples = 3, .t = 2000, .resident_bytes = 100 << 20, .live_bytes = 5 << 20};
  EXPECT_THAT(TextReport(report, {.width = 200}),
              HasSubstr("mmap was not recorded (tidemark run --mmap)"));
  report.trace.mappings_recorded = true;
  EXPECT_THAT(TextReport(report, {.width = 200}), Not(HasSubstr("mmap")));
  report.trace.mappings_recorded = false;
  report.process_memory.live_bytes = 80 << 20;  // little is
  EXPECT_THAT(TextReport(report, {.width = 200}), Not(HasSubstr("mmap")));
}

TEST(TextReport, ListsWhatTheSourceAllowsApart) {
  analysis::Report report = SmallReport();
  EXPECT_THAT(TextReport(report, {}), Not(HasSubstr("ALLOWED")));
  report.findings[0].allowed = "the API keeps it";
  report.findings[0].allowed_at = "a.cc:19";
  const std::string text = TextReport(report, {});
  EXPECT_THAT(text,
              HasSubstr("FIX    no needless copies found but those allowed, below (of 1 copy"));
  EXPECT_THAT(text, HasSubstr("ALLOWED  1 finding that the source allows, in no figure above\n"));
  EXPECT_THAT(
      text,
      HasSubstr("1x  unmodified-copy  a.cc:20  work  [stage]\n  the API keeps it (a.cc:19)\n"));
}

TEST(TextReport, TellsEachReasonForMissingNamesOnce) {
  analysis::Report report = HeapReport();
  report.trace.unnamed_code.clear();
  for (int i = 0; i < 9; ++i) {
    report.trace.unnamed_code.push_back({absl::StrCat("/lib/lib", i, ".so"), "no symbols", 1});
  }
  report.trace.unnamed_code.push_back({"/bin/gone", "no longer there", 1});
  EXPECT_THAT(TextReport(report, {}),
              HasSubstr("SYMBOLS  some code has no name\n"
                        "  no symbols: lib0.so, lib1.so, lib2.so, lib3.so, lib4.so and 4 more\n"
                        "  no longer there: gone\n"));
  EXPECT_THAT(TextReport(report, {}), Not(HasSubstr("install")));
}

TEST(TextReport, NamesThePackagesThatHaveTheNames) {
  analysis::Report report = HeapReport();
  report.trace.unnamed_code[0].stripped = true;
  EXPECT_THAT(TextReport(report, {}),
              HasSubstr("  names come with debug info: --debuginfod downloads it"));
  report.trace.unnamed_code[0].package = "libfoo3-dbgsym";
  report.trace.unnamed_code.push_back({"/lib/libc.so.6", "no debug info", 1, true, "libc6-dbg"});
  report.trace.unnamed_code.push_back({"/lib/libm.so.6", "no debug info", 1, true, "libc6-dbg"});
  EXPECT_THAT(
      TextReport(report, {}),
      HasSubstr("  to have names, install libfoo3-dbgsym, libc6-dbg (or say --debuginfod)\n"));
}

TEST(TextReport, SaysOfEachPlaceHowMuchOfItsChurnIsTemporary) {
  analysis::Report report = HeapReport();
  report.totals.temporary_count = 15000;
  report.origins.temporaries = {{report.origins.allocs[1].site, 9 << 20, 14500}};
  const std::string text = TextReport(report, {});
  EXPECT_THAT(text, HasSubstr("CHURN  30,000 allocations of 90 MiB in all, 50% temporary; the most "
                              "by:\n"
                              "    29,000x  97%  10 MiB      50% temp  libfoo.so.3  foo_open\n"
                              "     1,000x   3%  80 MiB                /src/load.cc:10  Load\n"));
  report.trace.sample_bytes = 512;  // samples do not show it
  EXPECT_THAT(TextReport(report, {}), Not(HasSubstr("temporary")));
}

TEST(TextReport, ShowsFindingsOfAHeapThatHasSome) {
  analysis::Report report = HeapReport();
  report.findings.push_back(SmallReport().findings[0]);
  EXPECT_THAT(TextReport(report, {}), AllOf(HasSubstr("FIX"), Not(HasSubstr("CHURN"))));
}

TEST(TextReport, MarksEstimates) {
  analysis::Report report = HeapReport();
  report.trace.sample_bytes = 512 << 10;
  report.peak.standard_error = 150000;
  const std::string text = TextReport(report, {});
  EXPECT_THAT(text, HasSubstr("~ marks estimates: one heap allocation every 512 KiB on "
                              "average"));
  EXPECT_THAT(text, HasSubstr("PEAK   ~3 MiB ±5% in ~10,003 buffers at 300 ns"));
  EXPECT_THAT(text, HasSubstr("~2 MiB  67%  ~10,000 buffers /src/load.cc:10  Load"));
  EXPECT_THAT(text, HasSubstr("CHURN  ~30,000 allocations of ~90 MiB in all"));
  EXPECT_THAT(text, HasSubstr("LEAKS  ~1 MiB in ~1 buffer never freed"));
  // The largest is one that was seen; of temporaries samples say nothing.
  EXPECT_THAT(text, HasSubstr("(largest recorded 1 MiB)"));
  EXPECT_THAT(text, Not(HasSubstr("temporar")));
}

TEST(TextReport, FitsEveryWidth) {
  for (const bool unicode : {true, false}) {
    for (int width = kMinWidth; width <= 140; width += 5) {
      for (const std::string& line :
           Lines(TextReport(BigReport(9, 7, 4), {.width = width, .unicode = unicode}) +
                 TextReport(HeapReport(), {.width = width, .unicode = unicode}))) {
        EXPECT_LE(DisplayWidth(line), static_cast<size_t>(width)) << line;
      }
    }
  }
}

TEST(TextReport, IsAsciiWithoutUnicode) {
  analysis::Report report = BigReport(9, 7, 4);
  report.trace.program = "größe";
  const std::string text = TextReport(report, {.unicode = false});
  EXPECT_TRUE(std::all_of(text.begin(), text.end(),
                          [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
  EXPECT_THAT(TextReport(report, {}), HasSubstr("größe"));
}

TEST(TextReport, HostileNamesDoNothing) {
  analysis::Report report = SmallReport();
  const std::string evil = "\x1b]0;owned\x07\x1b[2J\r\n\u202Eevil\u200B\u0085\xff";
  const analysis::SiteReport site = {evil + ".cc", 1, evil, evil};
  report.trace.program = evil;
  report.trace.files = {evil};
  report.trace.anomalies[evil] = {1, {site}};
  report.trace.first_bad_lines = {evil};
  report.peak.sites = {{site, 16000, 2}};
  report.leaks.sites = {{site, 8000, 1}};
  report.pins = {{site, 100, 1, 99}};
  report.peak.sites[0].callers = {site, {evil, 0, "", "", evil}};
  report.trace.unnamed_code = {{evil, evil, 1}};
  report.objects = {{evil, site, 100, 1, 1, 1}};
  for (analysis::Finding& finding : report.findings) {
    finding.rule += evil;
    finding.site = site;
    finding.message = finding.advice = evil;
  }
  for (const bool color : {true, false}) {
    std::string text = TextReport(report, {.width = 200, .color = color});
    for (const char* bad :
         {"\x1b]", "\x1b[2J", "\x07", "\r", "\u202E", "\u200B", "\u0085", "\xff"}) {
      EXPECT_FALSE(absl::StrContains(text, bad)) << bad;
    }
    EXPECT_EQ(absl::StrContains(text, "\x1b"), color);
  }
}

TEST(TextReport, EqualReportsGiveEqualBytes) {
  EXPECT_EQ(TextReport(BigReport(9, 7, 4), {}), TextReport(BigReport(9, 7, 4), {}));
}

}  // namespace
}  // namespace tidemark::report
