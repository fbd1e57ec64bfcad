#include "tests/malloc/recorded.h"

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>

namespace tidemark::malloc_test {
namespace {

std::string MaskAddresses(const std::string& text) {
  static const std::regex kAddress("0x[0-9a-f]+");
  return std::regex_replace(text, kAddress, "ADDRESS");
}

class Checker {
 public:
  testing::AssertionResult Check(const std::vector<json>& events) {
    if (events.empty() || events.front()["ev"] != "trace") return Wrong("a head is missing", {});
    for (const json& event : events) {
      const testing::AssertionResult good = CheckOne(event);
      if (!good) return good;
    }
    return testing::AssertionSuccess();
  }

 private:
  testing::AssertionResult CheckOne(const json& event) {
    const std::string kind = event["ev"];
    if (ended_) return Wrong("something behind the end", event);
    if (kind == "frame") return Define(event, "frame");
    if (kind == "thread") return Define(event, "thread");
    if (kind == "stack") {
      if (!IsDefined(event, "frame", "frame")) return Wrong("an undefined frame", event);
      if (!IsDefined(event, "parent", "stack")) return Wrong("an undefined parent", event);
      return Define(event, "stack");
    }
    if (kind == "trace" || kind == "site") return testing::AssertionSuccess();
    if (event["t"] < last_) return Wrong("a time before the one before", event);
    last_ = event["t"];
    if (kind == "end") {
      ended_ = true;
      if (event["events"] != count_) return Wrong("a wrong count", event);
      return testing::AssertionSuccess();
    }
    ++count_;
    if (!event.contains("thread") || !IsDefined(event, "thread", "thread")) {
      return Wrong("an undefined thread", event);
    }
    if (!IsDefined(event, "stack", "stack")) return Wrong("an undefined stack", event);
    return CheckBlock(kind, event);
  }

  testing::AssertionResult CheckBlock(const std::string& kind, const json& event) {
    if (kind == "lost") {
      incomplete_ = true;
    } else if (kind == "alloc") {
      if (event["kind"] != "heap") return Wrong("a block that is not of the heap", event);
      if (!live_.insert(event["addr"].get<std::string>()).second && !incomplete_) {
        return Wrong("an address that begins twice", event);
      }
    } else if (kind == "free") {
      if (live_.erase(event["addr"].get<std::string>()) == 0 && !incomplete_) {
        return Wrong("the end of what did not begin", event);
      }
    } else if (kind == "resize") {
      if (live_.count(event["addr"].get<std::string>()) == 0 && !incomplete_) {
        return Wrong("a resize of what did not begin", event);
      }
    } else if (kind == "inherit") {
      if (!live_.insert(event["addr"].get<std::string>()).second && !incomplete_) {
        return Wrong("an inherited address that began already", event);
      }
    } else if (kind == "memory") {
      if (event["resident"] <= 0) return Wrong("a process without memory", event);
    } else if (kind != "oom" && kind != "mark") {
      return Wrong("an event that no heap has", event);
    }
    return testing::AssertionSuccess();
  }

  testing::AssertionResult Define(const json& event, const char* key) {
    if (!defined_[key].insert(event[key].get<int64_t>()).second) {
      return Wrong("a second definition", event);
    }
    return testing::AssertionSuccess();
  }
  bool IsDefined(const json& event, const char* key, const char* kind) {
    return !event.contains(key) || defined_[kind].count(event[key].get<int64_t>()) != 0;
  }
  static testing::AssertionResult Wrong(const char* what, const json& event) {
    return testing::AssertionFailure() << what << ": " << event;
  }

  std::map<std::string, std::set<int64_t>> defined_;
  std::set<std::string> live_;
  int64_t count_ = 0;
  int64_t last_ = 0;
  bool incomplete_ = false;
  bool ended_ = false;
};

}  // namespace

ChildResult RunRecorded(const std::string& trace, const std::vector<std::string>& command,
                        const Options& options) {
  std::vector<std::string> all = {kBinary, "run", "-o", trace};
  all.insert(all.end(), options.flags.begin(), options.flags.end());
  all.push_back("--");
  all.insert(all.end(), command.begin(), command.end());
  return test_support::RunProgram(all, options.environment, options.prepare);
}

std::vector<json> ReadLines(const std::string& path) {
  std::vector<json> events;
  std::istringstream text(test_support::ReadFile(path));
  for (std::string line; std::getline(text, line);) {
    events.push_back(json::parse(line, nullptr, false));
    if (events.back().is_discarded()) {
      ADD_FAILURE() << path << ": no JSON: " << line;
      events.pop_back();
    }
  }
  return events;
}

Recorded Record(const std::vector<std::string>& command, const Options& options) {
  const TempFolder folder;
  const std::string trace = folder.File("file.json");
  Recorded recorded;
  recorded.result = RunRecorded(trace, command, options);
  recorded.files = folder.Names();
  // What a killed program left is made one file, to be read as it stands.
  if (std::count(recorded.files.begin(), recorded.files.end(), "file.json.ring") != 0) {
    const std::string whole = folder.File("whole.json");
    const ChildResult recovered =
        test_support::RunProgram({kBinary, "recover", trace, "-o", whole});
    EXPECT_EQ(recovered.exit_code, 0) << recovered.errors;
    recorded.events = ReadLines(whole);
  } else {
    recorded.events = ReadLines(trace);
  }
  recorded.report = test_support::RunProgram({kBinary, "report", "--strict", trace});
  return recorded;
}

Recorded RecordUnchanged(const std::vector<std::string>& command, const Options& options) {
  const ChildResult plain = test_support::RunProgram(command, options.environment, options.prepare);
  Recorded recorded = Record(command, options);
  EXPECT_EQ(recorded.result.exit_code, plain.exit_code);
  EXPECT_EQ(recorded.result.signal, plain.signal);
  EXPECT_EQ(MaskAddresses(recorded.result.output), MaskAddresses(plain.output));
  EXPECT_EQ(recorded.result.errors, plain.errors);
  EXPECT_EQ(recorded.report.exit_code, 0) << recorded.report.errors;
  EXPECT_TRUE(IsSound(recorded.events));
  return recorded;
}

testing::AssertionResult IsSound(const std::vector<json>& events) {
  return Checker().Check(events);
}

Blocks BlocksOf(const std::vector<json>& events, int64_t bytes) {
  Blocks blocks;
  std::set<std::string> live;
  for (const json& event : events) {
    if (event["ev"] == "alloc" && event["bytes"] == bytes) {
      ++blocks.begun;
      live.insert(event["addr"].get<std::string>());
    } else if (event["ev"] == "free") {
      live.erase(event["addr"].get<std::string>());
    }
  }
  blocks.live = static_cast<int>(live.size());
  return blocks;
}

bool IsTruncated(const std::vector<json>& events) {
  return events.empty() || events.back()["ev"] != "end";
}

int64_t CountLost(const std::vector<json>& events) {
  int64_t count = 0;
  for (const json& event : events) {
    if (event["ev"] == "lost") count += event["count"].get<int64_t>();
  }
  return count;
}

int CountLines(const std::string& text) {
  return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace tidemark::malloc_test
