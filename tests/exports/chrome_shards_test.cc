#include "tidemark/exports/chrome_shards.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/exports/memory_shards.h"

namespace tidemark::exports {
namespace {

using Json = nlohmann::json;
using test_support::MemoryShards;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int64_t kOneShard = INT64_MAX;

// "B load 1000" of each event that is no metadata.
std::vector<std::string> Short(const std::string& shard) {
  std::vector<std::string> events;
  const Json document = Json::parse(shard);
  for (const Json& event : document["traceEvents"]) {
    if (event["ph"] == "M") continue;
    const double ns = event["ts"].get<double>() * 1000;
    events.push_back(event["ph"].get<std::string>() + " " + event["name"].get<std::string>() + " " +
                     std::to_string(std::llround(ns)));
  }
  return events;
}

TEST(ChromeShards, OfNothingAreADocument) {
  MemoryShards sink;
  ChromeShards shards(&sink, kOneShard);
  ASSERT_TRUE(shards.Finish().ok());
  ASSERT_EQ(sink.shards().size(), 1u);
  EXPECT_THAT(Short(sink.shards()[0]), IsEmpty());
}

TEST(ChromeShards, EventsOfOneMomentStandBehindEachOther) {
  MemoryShards sink;
  ChromeShards shards(&sink, kOneShard);
  shards.BeginScope(1, 1000, "load");
  shards.Slice(1, 1000, "alloc", "a", "\"bytes\":1");
  shards.Slice(1, 1000, "alloc", "b", "\"bytes\":2");
  shards.EndScope(1, 1000, "load");
  shards.Slice(2, 1000, "alloc", "c", "\"bytes\":3");
  ASSERT_TRUE(shards.Finish().ok());
  EXPECT_THAT(Short(sink.shards()[0]),
              ElementsAre("B load 1000", "X a 1000", "X b 1002", "E load 1004", "X c 1000"));
}

TEST(ChromeShards, ScopesThatDoNotEndAreEndedFromWithin) {
  MemoryShards sink;
  ChromeShards shards(&sink, kOneShard);
  shards.EndScope(1, 5, "never begun");
  shards.BeginScope(1, 10, "outer");
  shards.BeginScope(1, 20, "inner");
  shards.EndScope(1, 30, "outer");
  shards.BeginScope(1, 40, "last");
  ASSERT_TRUE(shards.Finish().ok());
  EXPECT_THAT(Short(sink.shards()[0]), ElementsAre("B outer 10", "B inner 20", "E inner 30",
                                                   "E outer 30", "B last 40", "E last 40"));
}

TEST(ChromeShards, WhatIsOpenIsCarriedOver) {
  MemoryShards sink;
  ChromeShards shards(&sink, 1);
  const auto end_event = [&] { ASSERT_TRUE(shards.EndEvent().ok()); };
  shards.BeginScope(1, 10, "load");
  shards.BeginSpan(1, 10, "buffer", "\"bytes\":8");
  shards.Counter(10, "live", "\"bytes\":8");
  const SlicePlace first = shards.Slice(1, 11, "alloc", "a", "\"bytes\":8");
  end_event();
  const SlicePlace second = shards.Slice(1, 20, "copy", "b", "\"bytes\":8");
  shards.Flow(first, second, "copy");  // from another shard: there is no arrow
  end_event();
  shards.EndScope(1, 30, "load");
  shards.EndSpan(1, 30);
  shards.Counter(30, "live", "\"bytes\":8");  // as before
  end_event();
  ASSERT_TRUE(shards.Finish().ok());
  ASSERT_EQ(sink.shards().size(), 3u);
  EXPECT_THAT(Short(sink.shards()[0]), ElementsAre("B load 10", "b buffer 10", "C live 10",
                                                   "X a 11", "E load 13", "e buffer 11"));
  EXPECT_THAT(Short(sink.shards()[1]), ElementsAre("B load 13", "b buffer 11", "C live 11",
                                                   "X b 20", "E load 22", "e buffer 20"));
  EXPECT_THAT(Short(sink.shards()[2]),
              ElementsAre("B load 22", "b buffer 20", "C live 20", "E load 30", "e buffer 30"));
}

TEST(ChromeShards, ArrowsBeginAndEndAtTheirSlices) {
  MemoryShards sink;
  ChromeShards shards(&sink, kOneShard);
  const SlicePlace from = shards.Slice(1, 10, "alloc", "a", "\"bytes\":8");
  const SlicePlace to = shards.Slice(2, 20, "copy", "b", "\"bytes\":8");
  shards.Flow(from, to, "copy");
  ASSERT_TRUE(shards.Finish().ok());
  EXPECT_THAT(Short(sink.shards()[0]), ElementsAre("X a 10", "X b 20", "s copy 10", "f copy 20"));
}

TEST(ChromeShards, TakesWhateverNumbersATraceHas) {
  MemoryShards sink;
  ChromeShards shards(&sink, kOneShard);
  shards.SetProcess(INT64_MAX, "a\"b");
  shards.NameThread(INT64_MAX, "main");
  shards.Slice(INT64_MAX, INT64_MAX, "alloc", "a", "\"bytes\":8");
  shards.Slice(INT64_MAX, INT64_MAX, "alloc", "b", "\"bytes\":8");
  shards.Slice(0, 0, "alloc", "c", "\"bytes\":8");
  ASSERT_TRUE(shards.Finish().ok());
  const Json document = Json::parse(sink.shards()[0]);
  for (const Json& event : document["traceEvents"]) {
    EXPECT_EQ(event["pid"], 1);
    EXPECT_LT(event["tid"].get<int64_t>(), 10);
    EXPECT_GE(event["ts"].get<double>(), 0);
  }
}

}  // namespace
}  // namespace tidemark::exports
