// The C interface, told by a program in C that the recorder is preloaded into.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "tests/record/child.h"
#include "tests/record/trace_files.h"

namespace tidemark {
namespace {

using nlohmann::json;
using test_support::ChildResult;
using test_support::OfKind;
using test_support::ReadEvents;
using test_support::RunProgram;
using test_support::TempFolder;
using testing::ElementsAre;
using testing::SizeIs;

constexpr char kChild[] = TIDEMARK_BRIDGE_CHILD;
constexpr char kBinary[] = TIDEMARK_BINARY;

std::vector<json> Record(const std::string& flag, const std::string& what) {
  const TempFolder folder;
  const std::string trace = folder.File("run.json");
  const ChildResult result = RunProgram({kBinary, "run", flag, "-o", trace, "--", kChild, what},
                                        {{"TIDEMARK_MALLOC_LIBRARY", TIDEMARK_MALLOC_LIBRARY}});
  EXPECT_EQ(result.exit_code, 0) << result.output;
  const ChildResult report = RunProgram({kBinary, "report", "--strict", trace});
  EXPECT_EQ(report.exit_code, 0) << report.output;
  return ReadEvents(trace);
}

// Without what differs from run to run.
json Core(json event) {
  for (const char* const key : {"t", "thread", "site", "last_read", "last_write", "addr"}) {
    event.erase(key);
  }
  return event;
}

TEST(Bridge, EachCallIsAnEvent) {
  const std::vector<json> events = Record("--no-heap", "all");
  std::vector<json> told;
  for (const json& event : events) {
    if (event.contains("t") && event["ev"] != "memory" && event["ev"] != "end") {
      told.push_back(Core(event));
    }
  }
  const std::vector<json> expected = {
      R"({"ev":"alloc","buf":1,"bytes":96,"kind":"array","op":"make","dtype":"f8","shape":[3,4],"strides":[32,8],"view":1})"_json,
      R"({"ev":"alloc","buf":2,"bytes":96,"kind":"pool","zeroed":true,"label":"grid","dtype":"f8","shape":[3,4],"strides":[32,8],"view":2})"_json,
      R"({"ev":"alloc","buf":3,"bytes":1000,"kind":"device","label":"field","view":3,"space":"cuda:0"})"_json,
      R"({"ev":"view","view":4,"buf":1,"parent":1,"offset":56,"shape":[4],"strides":[-8],"dtype":"f8","op":"row","writable":false})"_json,
      R"({"ev":"copy","src":1,"dst":2,"src_buf":1,"dst_buf":2,"bytes":96,"reason":"layout","op":"transpose"})"_json,
      R"({"ev":"read","buf":1,"view":4})"_json,
      R"({"ev":"write","buf":2,"view":2})"_json,
      R"({"ev":"read","buf":2,"view":2,"escaped":true})"_json,
      R"({"ev":"op","name":"dot","in":[4,1],"out":2,"reused":true,"index":"run"})"_json,
      R"({"ev":"scope_begin","name":"phase"})"_json,
      R"({"ev":"mark","name":"halfway"})"_json,
      R"({"ev":"scope_end","name":"phase"})"_json,
      R"({"ev":"oom","bytes":1073741824})"_json,
      R"({"ev":"resize","buf":3,"bytes":2000})"_json,
      R"({"ev":"drop","view":4})"_json,
      R"({"ev":"free","buf":3})"_json,
      R"({"ev":"free","buf":2})"_json,
      R"({"ev":"free","buf":1})"_json,
  };
  EXPECT_EQ(told, expected);
  // The operation was the last that accessed them.
  const json op = OfKind(events, "op").front();
  EXPECT_EQ(OfKind(events, "free")[1]["last_write"], op["t"]);
  EXPECT_EQ(OfKind(events, "free")[2]["last_read"], op["t"]);
  const std::vector<json> resizes = OfKind(events, "resize");
  EXPECT_EQ(resizes.front()["t"], OfKind(events, "drop").front()["t"]) << "one moment";
}

TEST(Bridge, SitesAreNamedOnce) {
  const std::vector<json> events = Record("--no-heap", "all");
  std::vector<std::string> functions;
  for (const json& site : OfKind(events, "site")) {
    functions.push_back(site["function"].get<std::string>() + "/" + site.value("label", ""));
  }
  EXPECT_THAT(functions, ElementsAre("TellAll/", "TellAll/grid", "TellAll/field"));
}

TEST(Bridge, NobodyListens) {
  const ChildResult result = RunProgram({kChild, "all"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.output, "0 0\n");
}

TEST(Bridge, ABlockOfMallocIsCountedOnce) {
  const std::vector<json> events = Record("--heap", "blocks");
  int64_t live = 0;
  int64_t peak = 0;
  int blocks = 0;
  std::map<std::string, int64_t> sizes;
  for (const json& event : events) {
    const std::string kind = event["ev"];
    if (kind != "alloc" && kind != "free") continue;
    const std::string name = event.contains("buf") ? event["buf"].dump() : event["addr"].dump();
    if (kind == "alloc") {
      if (event["bytes"] != 100000) continue;
      blocks += event.contains("buf") ? 0 : 1;
      EXPECT_EQ(sizes.count(name), 0U);
      sizes[name] = 100000;
      live += 100000;
    } else {
      live -= sizes[name];
      sizes.erase(name);
    }
    peak = std::max(peak, live);
  }
  EXPECT_EQ(peak, 300000);
  EXPECT_EQ(live, 0);
  EXPECT_EQ(blocks, 2) << "the paused one is none of malloc's";
}

TEST(Bridge, HandlesGoFromThreadToThread) {
  const std::vector<json> events = Record("--no-heap", "threads");
  EXPECT_THAT(OfKind(events, "alloc"), SizeIs(60000));
  EXPECT_THAT(OfKind(events, "free"), SizeIs(60000));
  EXPECT_EQ(events.back()["live_buffers"], 0);
}

}  // namespace
}  // namespace tidemark
