// When two places are one.
#include "tidemark/merge/place_unifier.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tidemark::merge {
namespace {

using analysis::Report;

Report At(const std::string& program, const std::vector<std::string>& files, int64_t line = 3) {
  Report report;
  report.trace.program = program;
  for (const std::string& file : files) {
    report.peak.sites.push_back(
        {.site = {.file = file, .line = line, .function = "f", .label = ""}, .bytes = 1});
  }
  return report;
}

std::string Unified(std::vector<Report> reports) {
  std::vector<Report*> pointers;
  for (Report& report : reports) pointers.push_back(&report);
  UnifyPlaces(pointers);
  std::string files;
  for (const Report& report : reports) {
    for (const auto& entry : report.peak.sites) files += entry.site.file + " ";
    files += "| ";
  }
  return files;
}

TEST(PlaceUnifierTest, FoldersOfTheBuildMakeNoDifference) {
  EXPECT_EQ(Unified({At("p", {"/build1/src/a.cc"}), At("p", {"/b2/src/a.cc"})}),
            "/b2/src/a.cc | /b2/src/a.cc | ");
}

TEST(PlaceUnifierTest, PlacesThatDifferStay) {
  EXPECT_EQ(Unified({At("p", {"/b1/a.cc"}, 3), At("p", {"/b2/a.cc"}, 4)}),
            "/b1/a.cc | /b2/a.cc | ");
  EXPECT_EQ(Unified({At("p", {"/b1/a.cc"}), At("q", {"/b2/a.cc"})}), "/b1/a.cc | /b2/a.cc | ");
  EXPECT_EQ(Unified({At("p", {"/b1/a.cc"}), At("p", {"/b1/b.cc"})}), "/b1/a.cc | /b1/b.cc | ");
}

// Two files of one name in one program: nobody knows which of them the other trace means.
TEST(PlaceUnifierTest, WhatIsAmbiguousStays) {
  EXPECT_EQ(Unified({At("p", {"/b1/x/a.cc", "/b1/y/a.cc"}), At("p", {"/b2/x/a.cc"})}),
            "/b1/x/a.cc /b1/y/a.cc | /b2/x/a.cc | ");
}

}  // namespace
}  // namespace tidemark::merge
