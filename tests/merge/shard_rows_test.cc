// The rows of shards: numbers and names that queries rely on, and sums that are those of the report.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/analysis/trace_generator.h"
#include "tests/merge/trace_files.h"
#include "tidemark/analysis/analyze.h"
#include "tidemark/merge/shard_writer.h"

namespace tidemark::merge {
namespace {

using analysis::TraceScript;
using test_support::TempFolder;
using ::testing::HasSubstr;
using Json = nlohmann::json;

std::vector<Json> RowsOf(const std::vector<std::string>& shards) {
  std::vector<Json> rows;
  for (const std::string& shard : shards) {
    std::ifstream file(shard);
    for (std::string line; std::getline(file, line);) rows.push_back(Json::parse(line));
  }
  return rows;
}

std::vector<std::string> Shards(const std::string& trace, const std::string& output,
                                int64_t events_per_shard) {
  const absl::StatusOr<std::vector<std::string>> shards =
      WriteShardFiles(trace, output, events_per_shard);
  EXPECT_TRUE(shards.ok()) << shards.status();
  return shards.ok() ? *shards : std::vector<std::string>();
}

using Key = std::tuple<std::string, int64_t, std::string, std::string>;

Key MadeAt(const Json& row) {
  return {row.at("made_file"), row.at("made_line"), row.at("made_function"),
          row.value("made_label", "")};
}

std::map<Key, int64_t> BytesBySite(const std::vector<analysis::SiteBytes>& sites) {
  std::map<Key, int64_t> bytes;
  for (const analysis::SiteBytes& entry : sites) {
    bytes[{entry.site.file, entry.site.line, entry.site.function, entry.site.label}] += entry.bytes;
  }
  std::erase_if(bytes, [](const auto& entry) { return entry.second == 0; });
  return bytes;
}

TEST(ShardRowsTest, SumsAreThoseOfTheReport) {
  for (uint64_t seed = 1; seed <= 25; ++seed) {
    const TempFolder folder;
    const std::string trace = folder.File("t.tmk");
    WriteTrace(trace, {}, analysis::RandomLegalTrace(seed));
    const analysis::Report report = *analysis::Analyze(trace);
    int64_t live = 0;
    int64_t peak = 0;
    int64_t copied = 0;
    std::map<Key, int64_t> now;
    std::map<Key, int64_t> at_peak;
    for (const Json& row : RowsOf(Shards(trace, folder.File("s.ndjson"), 50))) {
      if (row.at("ev") == "copy" && row.contains("made_file"))
        copied += row["bytes"].get<int64_t>();
      if (!row.contains("live_change")) continue;
      live += row["live_change"].get<int64_t>();
      now[MadeAt(row)] += row["live_change"].get<int64_t>();
      if (live > peak) {
        peak = live;
        at_peak = now;
      }
    }
    for (auto* const sums : {&now, &at_peak}) {
      std::erase_if(*sums, [](const auto& entry) { return entry.second == 0; });
    }
    EXPECT_EQ(peak, report.peak.bytes) << "seed " << seed;
    EXPECT_EQ(at_peak, BytesBySite(report.peak.sites)) << "seed " << seed;
    EXPECT_EQ(copied, report.copies.bytes) << "seed " << seed;
    EXPECT_EQ(live, report.totals.live_end_bytes) << "seed " << seed;
    if (!report.trace.truncated && report.live_at_exit.count == 0) {
      EXPECT_EQ(now, BytesBySite(report.leaks.sites)) << "seed " << seed;
    }
  }
}

TEST(ShardRowsTest, RowsAreNumberedAndSayOfWhichRun) {
  const TempFolder folder;
  const std::string trace = folder.File("t.tmk");
  const TraceScript script = analysis::RandomLegalTrace(3);
  WriteTrace(trace, {.run = "r\"1", .host = "h\n", .pid = 9}, script);
  const std::vector<std::string> shards = Shards(trace, folder.File("s.ndjson"), 20);
  int64_t seq = 0;
  for (size_t i = 0; i < shards.size(); ++i) {
    EXPECT_EQ(shards[i], folder.File(absl::StrCat("s-0000", i, ".ndjson")));
    const std::vector<Json> rows = RowsOf({shards[i]});
    EXPECT_EQ(rows.front()["ev"], "trace");
    EXPECT_EQ(rows.size(), i + 1 < shards.size() ? 21U : rows.size());
    for (const Json& row : rows) {
      EXPECT_EQ(row["run"], "r\"1");
      EXPECT_EQ(row["host"], "h\n");
      EXPECT_EQ(row["pid"], 9);
      EXPECT_EQ(row["shard"], i);
      if (&row == &rows.front()) continue;
      EXPECT_EQ(row["seq"], seq++);
    }
    if (i == 10) break;
  }
}

TEST(ShardRowsTest, NamesMayHoldAnything) {
  const TempFolder folder;
  const std::string trace = folder.File("t.tmk");
  const std::string hostile = "</script>\"\\\x01\xff\xe2\x80\xae" + std::string(10000, 'x');
  TraceScript script;
  script.Site(1, hostile, 10, hostile).On({.site = 1}).Array(1, 1, 100).Free(1).End();
  WriteTrace(trace, {.run = hostile, .host = hostile}, script);
  const std::vector<Json> rows = RowsOf(Shards(trace, folder.File("s.ndjson"), 0));
  ASSERT_EQ(rows.size(), 5U);
  EXPECT_EQ(rows[2]["site_file"], rows[1]["file"]);
  EXPECT_EQ(rows[2]["made_function"], rows[1]["function"]);
  EXPECT_EQ(rows[2]["run"], rows[0]["run"]);
}

TEST(ShardRowsTest, BlocksOfAnInterpretersRuntimeAreKept) {
  const TempFolder folder;
  const std::string trace = folder.File("t.tmk");
  TraceScript script;
  script.Frame(1, {.function = "puts", .module = "/usr/lib/libc.so.6"});
  script.Frame(2, {.function = "_IO_file_doallocate", .module = "/usr/lib/libc.so.6"});
  script.Frame(3, {.function = "main", .file = "m.cc", .line = 3, .module = "/home/u/prog"});
  script.Stack(1, 3).Stack(2, 1, 1).Stack(3, 2, 2).On({.stack = 3});
  script.Alloc({.addr = 0x1000, .bytes = 1024, .kind = "heap"});
  script.On({.stack = 1}).Alloc({.addr = 0x2000, .bytes = 64, .kind = "heap"}).End();
  WriteTrace(trace, {}, script);
  const analysis::Report report = *analysis::Analyze(trace);
  ASSERT_EQ(report.leaks.bytes, 64);
  int64_t leaked = 0;
  for (const Json& row : RowsOf(Shards(trace, folder.File("s.ndjson"), 0))) {
    if (!row.value("made_kept", false)) leaked += row.value("live_change", int64_t{0});
  }
  EXPECT_EQ(leaked, 64);
}

std::string ShardError(const std::string& trace, const std::string& output) {
  const auto shards = WriteShardFiles(trace, output, 2);
  EXPECT_FALSE(shards.ok());
  return std::string(shards.status().message());
}

TEST(ShardRowsTest, WhatCannotBeDoneIsTold) {
  const TempFolder folder;
  const std::string trace = folder.File("t-00000.ndjson");
  WriteTrace(trace, {}, analysis::RandomLegalTrace(3));
  EXPECT_THAT(ShardError(trace, folder.File("x.tmk")), HasSubstr("x.tmk: found an unknown"));
  EXPECT_THAT(ShardError(trace, folder.File("none/x.ndjson")), HasSubstr("none/x-00000.ndjson"));
  EXPECT_THAT(ShardError(trace, folder.File("t.ndjson")), HasSubstr("would replace the trace"));
  EXPECT_THAT(ShardError(folder.File("no"), folder.File("x.ndjson")), HasSubstr("no"));
  EXPECT_THAT(ShardError("-", folder.File("x.ndjson")), HasSubstr("standard input"));

  // A shard of more of them, from an earlier time.
  const std::string output = folder.File("s.ndjson.zst");
  const auto count = static_cast<int64_t>(Shards(trace, output, 10).size());
  ASSERT_GT(count, 2);
  const auto again = WriteShardFiles(trace, output, 100000);
  ASSERT_FALSE(again.ok());
  EXPECT_THAT(std::string(again.status().message()),
              HasSubstr("s-00001.ndjson.zst: would be taken for a part of this export"));
}

}  // namespace
}  // namespace tidemark::merge
