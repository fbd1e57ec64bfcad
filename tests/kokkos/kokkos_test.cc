// The Kokkos Tools library, called as Kokkos calls it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/record/child.h"
#include "tests/record/trace_files.h"

namespace tidemark {
namespace {

using nlohmann::json;
using test_support::ChildResult;
using test_support::ReadEvents;
using test_support::RunProgram;
using test_support::TempFolder;

TEST(Kokkos, TellsOfViewsCopiesRegionsAndKernels) {
  const TempFolder folder;
  const std::string trace = folder.File("run.json");
  const ChildResult result = RunProgram({TIDEMARK_BINARY, "run", "--no-heap", "-o", trace, "--",
                                         TIDEMARK_KOKKOS_CHILD, TIDEMARK_KOKKOS_LIBRARY},
                                        {{"TIDEMARK_MALLOC_LIBRARY", TIDEMARK_MALLOC_LIBRARY}});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.output + result.errors, "");
  std::vector<json> told;
  std::vector<std::string> places;
  for (json event : ReadEvents(trace)) {
    if (event["ev"] == "site") places.push_back(event.value("function", ""));
    if (!event.contains("t") || event["ev"] == "memory" || event["ev"] == "end") continue;
    for (const char* const key : {"t", "thread", "site", "last_read", "last_write"}) {
      event.erase(key);
    }
    told.push_back(event);
  }
  const std::vector<json> expected = {
      R"({"ev":"alloc","buf":1,"bytes":1000,"kind":"array","label":"positions","view":1})"_json,
      R"({"ev":"alloc","buf":2,"bytes":1000,"kind":"device","label":"field","view":2,"space":"Cuda"})"_json,
      R"({"ev":"scope_begin","name":"step"})"_json,
      R"({"ev":"copy","src":1,"dst":2,"src_buf":1,"dst_buf":2,"bytes":500,"reason":"requested","op":"deep_copy"})"_json,
      R"({"ev":"op","name":"kernel","in":[]})"_json,
      R"({"ev":"scope_end","name":"step"})"_json,
      R"({"ev":"mark","name":"done"})"_json,
      R"({"ev":"free","buf":2})"_json,
      R"({"ev":"free","buf":1})"_json,
  };
  EXPECT_EQ(told, expected);
  EXPECT_THAT(places, testing::ElementsAre("positions", "field", "field = positions", "push"));
  const ChildResult report = RunProgram({TIDEMARK_BINARY, "report", "--strict", trace});
  EXPECT_EQ(report.exit_code, 0) << report.errors;
}

}  // namespace
}  // namespace tidemark
