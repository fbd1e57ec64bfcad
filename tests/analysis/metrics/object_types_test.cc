// Objects of an interpreter by type and place: what is known of them when they end.
#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

#include "tests/analysis/trace_script.h"

namespace tidemark::analysis {
namespace {

trace::BufferName At(uint64_t address) { return {.buf = {}, .addr = address}; }

trace::Alloc Block(uint64_t address, int64_t bytes) {
  return {.buffer = At(address), .bytes = bytes, .kind = "heap"};
}

using Row = std::tuple<std::string, int64_t, int64_t, int64_t, int64_t>;

std::vector<Row> Rows(const Report& report) {
  std::vector<Row> rows;
  for (const ObjectBytes& entry : report.objects) {
    rows.emplace_back(entry.type, entry.peak_bytes, entry.peak_count, entry.end_bytes,
                      entry.end_count);
  }
  return rows;
}

TEST(ObjectTypesTest, AreCountedAtThePeakThoughTheirTypesCameLater) {
  TraceScript trace;
  trace.Add(Block(16, 10)).Add(trace::Free{.buffer = At(16), .type = "early"});
  trace.Add(Block(16, 100)).Add(Block(32, 200)).Add(Block(48, 300));
  trace.Add(Block(64, 1000));  // the peak
  trace.Add(trace::Free{.buffer = At(64)});
  trace.Add(Block(80, 50));  // after it
  trace.Add(trace::Free{.buffer = At(16), .type = "dict"});
  trace.Add(trace::Free{.buffer = At(32), .type = "str"});
  trace.Add(trace::Free{.buffer = At(80), .type = "str"});
  trace.Add(trace::Object{.buffer = At(48), .type = "dict"}).End();
  const Report report = trace.Analyzed();
  EXPECT_EQ(report.peak.bytes, 1600);
  EXPECT_EQ(Rows(report), (std::vector<Row>{{"dict", 400, 2, 300, 1}, {"str", 200, 1, 0, 0}}));
  EXPECT_EQ(report.trace.anomalies.at("unknown_access").count, 0);
}

TEST(ObjectTypesTest, OfAHigherPeakNothingIsLeftOfTheOneBefore) {
  TraceScript trace;
  trace.Add(Block(16, 1000)).Add(trace::Free{.buffer = At(16), .type = "big"});
  trace.Add(Block(32, 2000)).Add(trace::Free{.buffer = At(32), .type = "bigger"}).End();
  EXPECT_EQ(Rows(trace.Analyzed()), (std::vector<Row>{{"bigger", 2000, 1, 0, 0}}));
}

TEST(ObjectTypesTest, HaveTheSizeThatTheyHadThen) {
  TraceScript trace;
  trace.Add(Block(16, 8)).Add(trace::Free{.buffer = At(16), .type = "int"});
  trace.Add(Block(16, 1000));
  trace.Add(trace::Resize{.buffer = At(16), .bytes = 100});
  trace.Add(trace::Resize{.buffer = At(16), .bytes = 10});
  trace.Add(trace::Free{.buffer = At(16), .type = "bytes"}).End();
  EXPECT_EQ(Rows(trace.Analyzed()), (std::vector<Row>{{"bytes", 1000, 1, 0, 0}}));
}

TEST(ObjectTypesTest, ATypeThatWasToldEarlyHoldsUntilTheEnd) {
  TraceScript trace;
  trace.Add(Block(16, 100)).Add(trace::Object{.buffer = At(16), .type = "list"});
  trace.Add(Block(32, 500));  // the peak
  trace.Add(trace::Free{.buffer = At(16)}).Add(trace::Free{.buffer = At(32)}).End();
  EXPECT_EQ(Rows(trace.Analyzed()), (std::vector<Row>{{"list", 100, 1, 0, 0}}));
}

TEST(ObjectTypesTest, WhatIsNotThereIsAnAnomaly) {
  TraceScript trace;
  trace.Add(trace::Object{.buffer = At(16), .type = "list"}).End();
  const Report report = trace.Analyzed();
  EXPECT_EQ(report.trace.anomalies.at("unknown_access").count, 1);
  EXPECT_EQ(Rows(report), std::vector<Row>());
}

TEST(ObjectTypesTest, InheritedOnesAreNotCounted) {
  TraceScript trace;
  trace.Add(trace::Inherit{.buffer = At(16), .bytes = 100, .kind = "heap"});
  trace.Add(Block(32, 10));
  trace.Add(trace::Free{.buffer = At(16), .type = "list"});
  trace.Add(trace::Object{.buffer = At(32), .type = "str"}).End();
  EXPECT_EQ(Rows(trace.Analyzed()), (std::vector<Row>{{"str", 10, 1, 10, 1}}));
}

}  // namespace
}  // namespace tidemark::analysis
