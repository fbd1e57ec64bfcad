// Reads traces as JSON values, for tests.
//
//   std::vector<nlohmann::json> events = ReadEvents(folder.File("run.json"));
#ifndef TIDEMARK_TESTS_RECORD_TRACE_FILES_H_
#define TIDEMARK_TESTS_RECORD_TRACE_FILES_H_

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/temp_folder.h"
#include "tidemark/trace/json/json_text.h"
#include "tidemark/trace/reader.h"

namespace tidemark::test_support {

// All events of a trace; a trace that does not read to its end fails the test.
inline std::vector<nlohmann::json> ReadEvents(const std::string& path) {
  std::vector<nlohmann::json> events;
  auto reader = trace::OpenTrace(path);
  if (!reader.ok()) {
    ADD_FAILURE() << reader.status();
    return events;
  }
  while (true) {
    absl::StatusOr<const trace::Event*> event = (*reader)->Next();
    if (!event.ok()) {
      ADD_FAILURE() << event.status();
      break;
    }
    if (*event == nullptr) break;
    std::string line;
    trace::AppendJson(**event, &line);
    events.push_back(nlohmann::json::parse(line));
  }
  return events;
}

inline std::vector<nlohmann::json> OfKind(const std::vector<nlohmann::json>& events,
                                          const std::string& kind) {
  std::vector<nlohmann::json> found;
  for (const nlohmann::json& event : events) {
    if (event["ev"] == kind) found.push_back(event);
  }
  return found;
}

}  // namespace tidemark::test_support

#endif  // TIDEMARK_TESTS_RECORD_TRACE_FILES_H_
