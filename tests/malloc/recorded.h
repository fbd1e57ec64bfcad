// Runs a program unrecorded and recorded, and reads its trace without this project's readers.
//
//   const Recorded run = Record({kChild, "churn", "100"});
//   EXPECT_EQ(run.result.exit_code, 0);
//   EXPECT_TRUE(IsSound(run.events));
#ifndef TIDEMARK_TESTS_MALLOC_RECORDED_H_
#define TIDEMARK_TESTS_MALLOC_RECORDED_H_

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/record/child.h"
#include "tests/record/trace_files.h"

namespace tidemark::malloc_test {

using nlohmann::json;
using test_support::ChildResult;
using test_support::TempFolder;
using Environment = std::map<std::string, std::string>;

inline constexpr char kChild[] = TIDEMARK_MALLOC_CHILD;
inline constexpr char kBinary[] = TIDEMARK_BINARY;

// Further options of `tidemark run`.
struct Options {
  std::vector<std::string> flags = {};
  Environment environment = {};
  std::function<void()> prepare = {};  // in the process, before tidemark run
};

ChildResult RunRecorded(const std::string& trace, const std::vector<std::string>& command,
                        const Options& options = {});

struct Recorded {
  ChildResult result;
  std::vector<json> events;        // the lines of the trace, as they stand there
  std::vector<std::string> files;  // what is in the trace's folder afterwards
  ChildResult report;              // tidemark report --strict
};

// To a trace file.json of its own.
Recorded Record(const std::vector<std::string>& command, const Options& options = {});

// The lines of a JSON trace. A line that is no JSON fails the test.
std::vector<json> ReadLines(const std::string& path);

// As above, and the program runs plain as well: its output, its messages and its end are the same.
// Addresses in the output are taken to be the same.
Recorded RecordUnchanged(const std::vector<std::string>& command, const Options& options = {});

// An independent check of the invariants of a heap trace: definitions precede their uses, times are
// monotonic, no live address is allocated, only live ones are freed, the end's totals are correct.
// The trace may be truncated.
testing::AssertionResult IsSound(const std::vector<json>& events);

// The blocks that were allocated, of one size: how many, and how many of them were not freed.
struct Blocks {
  int begun = 0;
  int live = 0;
};
Blocks BlocksOf(const std::vector<json>& events, int64_t bytes);

bool IsTruncated(const std::vector<json>& events);
int64_t CountLost(const std::vector<json>& events);
int CountLines(const std::string& text);

}  // namespace tidemark::malloc_test

#endif  // TIDEMARK_TESTS_MALLOC_RECORDED_H_
