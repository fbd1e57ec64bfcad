// Memory mappings, which are recorded where that is asked for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "tests/malloc/recorded.h"

namespace tidemark::malloc_test {
namespace {

using testing::ElementsAreArray;
using testing::IsEmpty;

// The events of the mappings, as the child writes what it did. They begin and end by address.
std::vector<std::string> MappingsOf(const std::vector<json>& events) {
  std::vector<std::string> lines;
  std::set<std::string> live;
  for (const json& event : events) {
    const std::string kind = event["ev"];
    const std::string address = event.value("addr", "");
    if (kind == "alloc" && event["kind"] == "mmap") {
      live.insert(address);
    } else if (live.count(address) == 0) {
      continue;
    }
    if (kind == "free") live.erase(address);
    if (event.contains("new_addr")) {
      live.erase(address);
      live.insert(event["new_addr"].get<std::string>());
    }
    lines.push_back(kind + " " + address + " " + std::to_string(event.value("bytes", int64_t{0})));
  }
  return lines;
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(MappingTest, EveryPartOfThemIsFollowed) {
  const Recorded run = Record({kChild, "mappings"}, {.flags = {"--mmap"}});
  ASSERT_EQ(run.result.exit_code, 0) << run.result.errors;
  EXPECT_EQ(run.report.exit_code, 0) << run.report.errors;
  EXPECT_THAT(MappingsOf(run.events), ElementsAreArray(Lines(run.result.output)));
}

TEST(MappingTest, NoOthersAreRecorded) {
  const Recorded run = RecordUnchanged({kChild, "other-mappings"}, {.flags = {"--mmap"}});
  EXPECT_EQ(run.result.exit_code, 0) << run.result.errors;
  EXPECT_THAT(MappingsOf(run.events), IsEmpty());
}

TEST(MappingTest, NoneAreRecordedUnlessThatIsAskedFor) {
  const Recorded run = Record({kChild, "mappings"});
  EXPECT_EQ(run.result.exit_code, 0) << run.result.errors;
  EXPECT_THAT(MappingsOf(run.events), IsEmpty());
}

}  // namespace
}  // namespace tidemark::malloc_test
