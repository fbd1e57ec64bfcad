// Figures by line of source, and annotated source as text.
#include "tidemark/report/source_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/report/sample_reports.h"
#include "tests/support/temp_folder.h"
#include "tidemark/base/display_text.h"

namespace tidemark::report {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

analysis::SiteReport Place(const std::string& file, int64_t line, const std::string& function) {
  return {.file = file, .line = line, .function = function, .label = {}};
}

analysis::Usage Used(const analysis::SiteReport& site, int64_t peak, int64_t allocated,
                     int64_t copied = 0) {
  analysis::Usage usage;
  usage.site = site;
  usage.peak_bytes = peak;
  usage.peak_count = peak > 0 ? 1 : 0;
  usage.alloc_bytes = allocated;
  usage.alloc_count = allocated > 0 ? 2 : 0;
  usage.copy_bytes = copied;
  usage.copy_count = copied > 0 ? 1 : 0;
  return usage;
}

analysis::Report Example(const std::string& folder) {
  analysis::Report report = SmallReport();
  const std::string load = folder + "src/load.cc";
  const std::string work = folder + "src/work.cc";
  report.usage = {Used(Place(load, 5, "Load"), 6000, 9000), Used(Place(load, 5, "Load2"), 2000, 0),
                  Used(Place(work, 2, "Work"), 8000, 8000, 700),
                  Used({.file = "/lib/libc.so", .line = 0, .function = "x", .label = {}}, 5, 5)};
  report.findings[0].site = Place(work, 2, "Work");
  report.findings[1].site = Place(work, 30, "Work");
  report.details.call_tree.nodes.resize(4);
  analysis::CallNode* const nodes = report.details.call_tree.nodes.data();
  nodes[1].parent = 0;
  nodes[1].frame = Place(work, 4, "main");
  nodes[2].parent = 1;
  nodes[2].frame = Place(work, 4, "again");  // the same line once more
  nodes[2].self.peak_bytes = 100;
  nodes[3].parent = 2;
  nodes[3].frame = Place(load, 5, "Load");
  nodes[3].self.peak_bytes = 8000;
  return report;
}

std::string ListingText(const analysis::Report& report, const SourceListing& listing,
                        const TextOptions& options = {}) {
  std::string text;
  for (const Line& line : SourceLines(report, listing, options)) text += RenderLine(line, options);
  return text;
}

class SourceView : public ::testing::Test {
 protected:
  SourceView() { std::filesystem::create_directories(folder_ + "src"); }

  void Write(const std::string& name, int lines) {
    std::ofstream stream(folder_ + name);
    for (int i = 1; i <= lines; ++i) stream << "\tline " << i << ";\n";
  }

  const test_support::TempFolder temporary_;
  const std::string folder_ = temporary_.path().string() + "/";
};

TEST_F(SourceView, SumsUpByLine) {
  const std::vector<FileFigures> files = FiguresByLine(Example(""));
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[0].file, "src/load.cc");
  ASSERT_EQ(files[0].lines.size(), 1u);
  EXPECT_EQ(files[0].lines[0].line, 5);
  EXPECT_EQ(files[0].lines[0].peak_bytes, 8000);
  EXPECT_EQ(files[0].lines[0].peak_count, 2);
  EXPECT_EQ(files[0].lines[0].alloc_bytes, 9000);
  EXPECT_EQ(files[0].total.peak_bytes, 8000);
  ASSERT_EQ(files[1].lines.size(), 3u);
  EXPECT_EQ(files[1].lines[0].line, 2);
  EXPECT_EQ(files[1].lines[0].copy_bytes, 700);
  EXPECT_THAT(files[1].lines[0].findings, ElementsAre(0u));
  EXPECT_EQ(files[1].lines[1].line, 4);
  EXPECT_EQ(files[1].lines[1].below_peak_bytes, 8000);  // once, though it stands there twice
  EXPECT_EQ(files[1].lines[2].line, 30);
  EXPECT_THAT(files[1].lines[2].findings, ElementsAre(1u));
}

TEST_F(SourceView, SumsSaturate) {
  analysis::Report report;
  for (int i = 0; i < 3; ++i) {
    report.usage.push_back(Used(Place("a.cc", 1, absl::StrCat("F", i)), INT64_MAX, INT64_MAX));
  }
  EXPECT_EQ(FiguresByLine(report)[0].lines[0].peak_bytes, INT64_MAX);
}

TEST_F(SourceView, FilesAreMeantByTheEndsOfTheirPaths) {
  std::vector<FileFigures> files;
  for (const char* name : {"/home/me/src/a.cc", "/home/me/lib/a.cc", "src/ba.cc", "./x.cc"}) {
    files.push_back({.file = name, .lines = {}, .total = {}});
  }
  EXPECT_THAT(FilesLike(files, "a.cc"), ElementsAre(0u, 1u));
  EXPECT_THAT(FilesLike(files, "src/a.cc"), ElementsAre(0u));
  EXPECT_THAT(FilesLike(files, "./src/a.cc"), ElementsAre(0u));
  EXPECT_THAT(FilesLike(files, "/home/me/lib/a.cc"), ElementsAre(1u));
  EXPECT_THAT(FilesLike(files, "/build/src/ba.cc"), ElementsAre(2u));
  EXPECT_THAT(FilesLike(files, "x.cc"), ElementsAre(3u));
  EXPECT_THAT(FilesLike(files, "/elsewhere/lib/a.cc"), ElementsAre(1u));
  EXPECT_THAT(FilesLike(files, "/elsewhere/a.cc"), IsEmpty());
  EXPECT_THAT(FilesLike(files, "c"), IsEmpty());
  EXPECT_THAT(FilesLike(files, ""), IsEmpty());
  EXPECT_EQ(NearestFiles(files, "bb.cc").front(), "src/ba.cc");
}

TEST_F(SourceView, ShowsLinesWithFiguresAndThoseAround) {
  Write("src/work.cc", 40);
  const analysis::Report report = Example(folder_);
  const auto listings = ListSource(report, "work.cc", {});
  ASSERT_TRUE(listings.ok()) << listings.status();
  ASSERT_EQ(listings->size(), 1u);
  SourceListing listing = listings->front();
  EXPECT_FALSE(listing.changed);  // there is no trace to be older
  listing.figures.file = "src/work.cc";
  listing.path = "src/work.cc";
  EXPECT_EQ(ListingText(report, listing),
            R"(SOURCE  src/work.cc
  7.81 KiB of the peak (50%), 7.81 KiB allocated in 2 buffers, 700 B copied in 1
  copy, 2 findings
      peak    called    allocated    copied line
                                              1      line 1;
  7.81 KiB            7.81 KiB 2×  700 B 1×   2      line 2;
                                                 ▲ unmodified-copy: neither side
                                                 was written
                                              3      line 3;
            7.81 KiB                          4      line 4;
                                              5      line 5;
                                              6      line 6;
                                              ⋮
                                             28      line 28;
                                             29      line 29;
                                             30      line 30;
                                                 ▲ leak: never freed
                                             31      line 31;
                                             32      line 32;
                                              ⋮
)");
}

TEST_F(SourceView, LooksForTheFileAtTheRootsAndWhereTheUserSays) {
  analysis::Report report = Example("/gone/");
  Write("src/work.cc", 3);
  EXPECT_EQ(ListSource(report, "work.cc", {})->front().path, "");
  EXPECT_EQ(ListSource(report, "work.cc", {folder_})->front().path, folder_ + "/src/work.cc");
  EXPECT_EQ(ListSource(report, folder_ + "src/work.cc", {})->front().path, folder_ + "src/work.cc");
  const SourceListing listing = ListSource(report, "work.cc", {folder_})->front();
  EXPECT_THAT(ListingText(report, listing),
              AllOf(HasSubstr("text from "), HasSubstr("(the file has no such line)")));
}

// A trace may name any file of this machine: what is no source code is not for others to see.
TEST_F(SourceView, OfItsOwnAccordOnlySourceCodeIsRead) {
  Write("src/work.cc", 40);
  Write("src/load.txt", 40);
  analysis::Report report = Example(folder_);
  for (analysis::Usage& usage : report.usage) {
    if (usage.site.file == folder_ + "src/load.cc") usage.site.file = folder_ + "src/load.txt";
  }
  report.details.call_tree.nodes[3].frame.file = folder_ + "src/load.txt";
  const std::vector<SourceListing> listings = ListSourceAtHand(report, {});
  ASSERT_EQ(listings.size(), 1u);
  EXPECT_EQ(listings[0].figures.file, folder_ + "src/work.cc");
  EXPECT_EQ(listings[0].lines[1], "    line 2;");
  EXPECT_THAT(LinesToShow(listings[0]), ElementsAre(1, 2, 3, 4, 5, 6, 28, 29, 30, 31, 32));
  // That the user asks for is another thing.
  EXPECT_EQ(ListSource(report, "load.txt", {})->front().lines.size(), 40u);
  Write("src/work.cc", 3);
  EXPECT_THAT(LinesToShow(ListSourceAtHand(report, {})[0]), ElementsAre(1, 2, 3, 4, 30));
}

TEST_F(SourceView, WithoutTheFileThereAreStillTheFigures) {
  const analysis::Report report = Example("/gone/");
  const SourceListing listing = ListSource(report, "work.cc", {})->front();
  EXPECT_THAT(ListingText(report, listing, {.width = 40}),
              AllOf(HasSubstr("is not at hand"), HasSubstr("7.81 KiB   2\n"), HasSubstr("⋮")));
}

TEST_F(SourceView, SaysWhereTheFileIsNewerThanTheTrace) {
  analysis::Report report = Example(folder_);
  Write("src/work.cc", 3);
  Write("run.json", 1);
  report.trace.files = {folder_ + "run.json"};
  const auto now = std::filesystem::file_time_type::clock::now();
  std::filesystem::last_write_time(folder_ + "src/work.cc", now - std::chrono::hours(2));
  std::filesystem::last_write_time(folder_ + "run.json", now - std::chrono::hours(1));
  EXPECT_FALSE(ListSource(report, "work.cc", {})->front().changed);
  std::filesystem::last_write_time(folder_ + "src/work.cc", now);
  const SourceListing listing = ListSource(report, "work.cc", {})->front();
  EXPECT_TRUE(listing.changed);
  EXPECT_THAT(ListingText(report, listing), HasSubstr("changed after the trace was recorded"));
}

TEST_F(SourceView, AnUnknownFileHasTheNearestNames) {
  const auto listings = ListSource(Example(""), "lood.cc", {});
  ASSERT_FALSE(listings.ok());
  EXPECT_THAT(std::string(listings.status().message()),
              HasSubstr("nothing of a file 'lood.cc'; it has, the nearest first: src/load.cc"));
  EXPECT_THAT(std::string(ListSource(analysis::Report(), "a", {}).status().message()),
              HasSubstr("names no source file"));
}

TEST_F(SourceView, FitsAndIsCleanWhateverTheNamesAndTexts) {
  analysis::Report report = Example(folder_ + std::string(3000, 'x') + "\x1b[31m/");
  report.findings[0].message = absl::StrCat("\u202e", std::string(1000, 'm'), "\n");
  SourceListing listing = ListSource(report, "work.cc", {})->front();
  listing.path = "p\x1b";
  listing.lines.assign(50, absl::StrCat("\t\x1b[31m\xff", std::string(500, 'y'), "\r"));
  for (const int width : {40, 60, 80, 200}) {
    for (const bool unicode : {true, false}) {
      const TextOptions options{.width = width, .unicode = unicode};
      for (const std::string& line : Lines(ListingText(report, listing, options))) {
        EXPECT_LE(DisplayWidth(line), static_cast<size_t>(width)) << line;
        for (const char c : line) {
          EXPECT_TRUE(c != '\x1b' && c != '\t' && (unicode || (c >= ' ' && c <= '~'))) << line;
        }
      }
    }
  }
}

}  // namespace
}  // namespace tidemark::report
