// Traces as tests look at them: a folder that goes away, and events as JSON values.
//
//   TempFolder folder;
//   std::vector<nlohmann::json> events = ReadEvents(folder.File("run.json"));
#ifndef TIDEMARK_TESTS_RECORD_TRACE_FILES_H_
#define TIDEMARK_TESTS_RECORD_TRACE_FILES_H_

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tidemark/trace/json_text.h"
#include "tidemark/trace/reader.h"

namespace tidemark::test_support {

class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "tidemark-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string File(const std::string& name) const { return (path_ / name).string(); }
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

 private:
  std::filesystem::path path_;
};

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
