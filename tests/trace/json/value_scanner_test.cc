#include <gtest/gtest.h>

#include "tidemark/trace/json/value_scanner_internal.h"

namespace tidemark::trace {
namespace {

using ScanOutcome = ValueScanner::Outcome;

// Scans with the text growing byte by byte; the length where the scanner was sure.
std::pair<ScanOutcome, size_t> ScanByBytes(absl::string_view text) {
  ValueScanner scanner;
  for (size_t size = 1; size <= text.size(); ++size) {
    const ScanOutcome outcome = scanner.Scan(text.substr(0, size));
    if (outcome != ScanOutcome::kMore) return {outcome, scanner.length()};
  }
  return {ScanOutcome::kMore, scanner.length()};
}

TEST(ValueScannerTest, FindsTheEndInOnePartAndInMany) {
  const std::pair<const char*, size_t> cases[] = {
      {"{},", 2},
      {"[1,[2,{\"a\":[]}]] ,", 16},
      {"\"a\\\"b\\\\\",", 8},
      {"{\"]\":\"}\\\"}\"}x", 12},
      {"123,", 3},
      {"-1.5e3]", 6},
      {"true}", 4},
      {"x ", 1},
      {"}", 0},
  };
  for (const auto& [text, length] : cases) {
    if (length == 0) continue;
    ValueScanner scanner;
    EXPECT_EQ(scanner.Scan(text), ScanOutcome::kWhole) << text;
    EXPECT_EQ(scanner.length(), length) << text;
    const auto [outcome, by_bytes] = ScanByBytes(text);
    EXPECT_EQ(outcome, ScanOutcome::kWhole) << text;
    EXPECT_EQ(by_bytes, length) << text;
  }
}

TEST(ValueScannerTest, WantsMoreWhereTheTextEnds) {
  for (const char* text : {"{", "[[]", "\"abc", "\"abc\\", "\"abc\\\"", "{\"a\":1", "12", "t"}) {
    ValueScanner scanner;
    EXPECT_EQ(scanner.Scan(text), ScanOutcome::kMore) << text;
  }
}

TEST(ValueScannerTest, BreaksOffAtWhatCannotBe) {
  const std::pair<const char*, size_t> cases[] = {
      {"{]", 2}, {"[}", 2}, {"[1,{\"a\":2]]", 10}, {"{\"a\n\"}", 4}, {"\"\x01\"", 2}};
  for (const auto& [text, length] : cases) {
    const auto [outcome, by_bytes] = ScanByBytes(text);
    EXPECT_EQ(outcome, ScanOutcome::kBroken) << text;
    EXPECT_EQ(by_bytes, length) << text;
  }
  EXPECT_EQ(ScanByBytes(std::string(64, '[')).first, ScanOutcome::kMore);
  EXPECT_EQ(ScanByBytes(std::string(65, '[')).first, ScanOutcome::kBroken);
}

TEST(ValueScannerTest, WhatWasForgottenIsNotCounted) {
  ValueScanner scanner;
  EXPECT_EQ(scanner.Scan("[1,2,"), ScanOutcome::kMore);
  scanner.Forget(5);
  EXPECT_EQ(scanner.Scan("\"]\"] tail"), ScanOutcome::kWhole);
  EXPECT_EQ(scanner.length(), 4U);
}

}  // namespace
}  // namespace tidemark::trace
