#include "tidemark/redact/redactor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/analysis/trace_generator.h"
#include "tests/analysis/trace_script.h"
#include "tests/support/random_event.h"
#include "tidemark/trace/json/json_text.h"
#include "tidemark/trace/model/event_schema.h"

namespace tidemark::redact {
namespace {

using analysis::Report;
using analysis::TraceScript;
using trace::Event;
using trace::FieldType;

// ---- No secret comes through. ----

// What a secret may be dressed in to look like something that is public. S is the secret.
constexpr const char* kDresses[] = {
    "S",
    "S S",
    "/home/S/lib/python3.11/site-packages/S/x.py",
    "/usr/lib/python3.11/S.py",
    "/usr/lib/S/libS.so.6",
    "/usr/lib/libc.so.S",
    "/usr/bin/python3.S",
    "/usr/include/c++/S/S.h",
    "/x/bin/python3/S",
    "libnss_S.so.2",
    "<frozen S>",
    "<frozen importlib._bootstrap>S",
    "<string>S",
    "<S>",
    "std::S",
    "operator new S",
    "malloc_S",
    "_PyEval_S",
    "ffi_call_S",
    "_ZN1S1fEv",
    "add.S",
    "S.reduce",
    "f8S",
    "M8[S]",
    "cuda:S",
    "S:0",
    "1.2.S",
    "heap S",
    "main S",
    "dict S",
    "S 12",
};
constexpr const char* kCaptureDresses[] = {R"({"S":1})",
                                           R"({"stacks":"S"})",
                                           R"({"params":{"S":1,"n":"S"}})",
                                           R"({"heap":"S"})",
                                           R"({"params":{"n":{"S":["S"]}}})",
                                           R"({"mmap":["S"],"sample_bytes":"S"})",
                                           R"("S")"};
constexpr const char* kSecret = "Xyzzy";

// Fills every text field of an event with a secret in that dress.
class Secrets {
 public:
  template <class Body>
  Body Filled(size_t dress) {
    texts_.clear();
    Body body = {};
    trace::ForEachField<Body>([&]<size_t kIndex>() {
      constexpr auto& field = trace::kField<Body, kIndex>;
      auto& value = field.Of(body);
      if constexpr (field.type == FieldType::kText) {
        value = Keep(kDresses[dress % std::size(kDresses)]);
      } else if constexpr (field.type == FieldType::kObject) {
        value = Keep(kCaptureDresses[dress % std::size(kCaptureDresses)]);
      } else if constexpr (field.type == FieldType::kTexts) {
        args_ = {Keep("S"), Keep("--S=1")};
        value = args_;
      } else if constexpr (field.type == FieldType::kPc) {
        if (dress % 2 == 0) value = 0x1234;
      }
    });
    return body;
  }

 private:
  absl::string_view Keep(absl::string_view dress) {
    return texts_.emplace_back(absl::StrReplaceAll(dress, {{"S", kSecret}}));
  }

  std::deque<std::string> texts_;
  std::vector<absl::string_view> args_;
};

TEST(Redactor, NoTextOfAnyFieldOfAnyEventComesThrough) {
  const trace::ReaderStats stats;
  Secrets secrets;
  int64_t events = 0;
  trace::ForEachKind([&]<class Body>() {
    for (size_t dress = 0; dress < std::size(kDresses); ++dress) {
      Redactor redactor(nullptr, &stats);
      const Event event{.t = 1, .body = secrets.Filled<Body>(dress)};
      const absl::Status status = redactor.Redact(event, [&](const Event& redacted) {
        std::string json;
        trace::AppendJson(redacted, &json);
        EXPECT_FALSE(absl::StrContains(json, kSecret)) << json;
        ++events;
        return absl::OkStatus();
      });
      EXPECT_TRUE(status.ok());
    }
  });
  EXPECT_GE(events, static_cast<int64_t>(trace::kEventKinds * std::size(kDresses)));
}

// The test above sees a secret where there is one.
TEST(Redactor, SecretsAreInTheEventsThatTheTestFills) {
  Secrets secrets;
  trace::ForEachKind([&]<class Body>() {
    bool has_text = false;
    trace::ForEachField<Body>([&]<size_t kIndex>() {
      constexpr auto& field = trace::kField<Body, kIndex>;
      has_text = has_text || field.type == FieldType::kText || field.type == FieldType::kTexts ||
                 field.type == FieldType::kObject;
    });
    std::string json;
    trace::AppendJson({.body = secrets.Filled<Body>(0)}, &json);
    EXPECT_EQ(absl::StrContains(json, kSecret), has_text) << json;
  });
}

TEST(Redactor, MachineAndTimeOfDayAreLeftOut) {
  const trace::ReaderStats stats;
  Redactor redactor(nullptr, &stats);
  std::string json;
  const auto keep = [&](const Event& event) {
    trace::AppendJson(event, &json);
    json += '\n';
    return absl::OkStatus();
  };
  const std::vector<absl::string_view> args = {"./app", "--password=x"};
  ASSERT_TRUE(
      redactor
          .Redact({.body = trace::TraceHead{.run = "r7",
                                            .pid = 4711,
                                            .ppid = 4710,
                                            .program = "app",
                                            .args = args,
                                            .host = "h",
                                            .start_unix_ns = 1700000000000000000,
                                            .tidemark = "0.1.0",
                                            .capture_json =
                                                R"({"heap":true,"params":{"n":12},"x":1})"}},
                  keep)
          .ok());
  ASSERT_TRUE(redactor
                  .Redact({.body =
                               trace::ThreadDefinition{
                                   .thread = ThreadId(1), .name = "main", .os_tid = 4711}},
                          keep)
                  .ok());
  ASSERT_TRUE(
      redactor
          .Redact({.t = 5,
                   .body = trace::Values{.buf = BufferId(1), .fits = "i1", .min = -3, .max = 99}},
                  keep)
          .ok());
  EXPECT_EQ(json, R"({"ev":"trace","version":1,"program":"program","run":"run1",)"
                  R"("args":["argument1","argument2"],"tidemark":"0.1.0",)"
                  R"("capture":{"heap":true,"params":{"param1":12}}})"
                  "\n"
                  R"({"ev":"thread","thread":1,"name":"main"})"
                  "\n"
                  R"({"ev":"values","t":5,"buf":1,"fits":"i1"})"
                  "\n");
}

// ---- The judgement stays. ----

class Copied {
 public:
  explicit Copied(const std::vector<Event>& events, const trace::ReaderStats& stats = {}) {
    Redactor redactor(nullptr, &stats);
    for (const Event& event : events) {
      const absl::Status status = redactor.Redact(event, [this](const Event& redacted) {
        Add(redacted);
        return absl::OkStatus();
      });
      EXPECT_TRUE(status.ok());
    }
  }

  TraceScript& script() { return script_; }

 private:
  // Texts are copied, since they are the redactor's.
  void Add(Event event) {
    std::visit(
        [this]<class Body>(Body& body) {
          trace::ForEachField<Body>([&]<size_t kIndex>() {
            constexpr auto& field = trace::kField<Body, kIndex>;
            auto& value = field.Of(body);
            if constexpr (std::is_same_v<std::decay_t<decltype(value)>, absl::string_view>) {
              value = texts_.emplace_back(value);
            }
          });
        },
        event.body);
    script_.mutable_events().push_back(event);
  }

  std::deque<std::string> texts_;
  TraceScript script_;
};

// All figures of a report that have no name in them.
std::string FiguresOf(const Report& report) {
  std::string text = absl::StrCat(
      report.totals.alloc_count, " ", report.totals.alloc_bytes, " ", report.totals.free_count, " ",
      report.totals.temporary_count, " ", report.peak.bytes, " ", report.peak.t, " ",
      report.peak.sites.size(), " ", report.copies.count, " ", report.copies.bytes, " ",
      report.copies.redundant_count, " ", report.copies.redundant_bytes, " ", report.leaks.count,
      " ", report.leaks.bytes, " ", report.live_at_exit.count, " ", report.live_at_exit.bytes, " ",
      report.pins.size(), " ", report.what_if.peak_bytes_all_fixed, "\n");
  std::vector<std::string> rows;
  for (const analysis::Finding& finding : report.findings) {
    rows.push_back(absl::StrCat(finding.rule, " ", finding.count, " ", finding.bytes, " ",
                                finding.peak_saving_bytes, " ",
                                static_cast<int>(finding.confidence), " ", finding.site.line));
  }
  for (const auto& group : report.live_at_exit.groups) {
    rows.push_back(absl::StrCat(group.name, " ", group.count, " ", group.bytes));
  }
  for (const auto& [kind, anomaly] : report.trace.anomalies) {
    rows.push_back(absl::StrCat(kind, " ", anomaly.count));
  }
  for (const auto& row : report.peak.sites) {
    rows.push_back(absl::StrCat("at the peak ", row.count, " ", row.bytes, " ", row.site.line));
  }
  std::sort(rows.begin(), rows.end());
  for (const std::string& row : rows) absl::StrAppend(&text, row, "\n");
  return text;
}

TEST(Redactor, RandomTracesKeepFiguresAndFindingsOnceAndTwice) {
  int64_t findings = 0;
  for (uint64_t seed = 1; seed <= 150; ++seed) {
    const TraceScript script = analysis::RandomLegalTrace(seed);
    const Report before = script.Analyzed();
    Copied once(script.events());
    Copied twice(once.script().events());
    EXPECT_EQ(FiguresOf(once.script().Analyzed()), FiguresOf(before)) << "seed " << seed;
    EXPECT_EQ(FiguresOf(twice.script().Analyzed()), FiguresOf(before)) << "seed " << seed;
    findings += static_cast<int64_t>(before.findings.size());
  }
  EXPECT_GT(findings, 150);
}

// Each function is made, called and kept as the rules for what is live at exit want to see it.
TraceScript HeapTrace() {
  TraceScript script;
  const char* const kLibc = "/usr/lib/x86_64-linux-gnu/libc.so.6";
  const char* const kApp = "/home/ann/secret/app";
  script.Head("app", R"({"heap":true})");
  script.Frame(1, {.function = "malloc", .module = "/opt/t/libtidemark_malloc.so"});
  script.Frame(2, {.function = "_IO_file_doallocate", .module = kLibc});
  script.Frame(3, {.function = "puts", .module = kLibc});
  script.Frame(4, {.function = "main", .file = "/home/ann/secret/m.cc", .line = 4, .module = kApp});
  script.Frame(5, {.function = "__libc_start_call_main", .module = kLibc});
  script.Frame(6, {.function = "_ZN6secret4loadEi",
                   .file = "/home/ann/secret/l.cc",
                   .line = 6,
                   .module = kApp});
  script.Frame(7, {.function = "std::vector<secret::Row>::push_back", .module = kApp});
  script.Frame(8, {.function = "secret_tool", .module = "/usr/bin/secret_tool"});
  script.Frame(9, {.function = "", .module = kApp, .pc = 0x1234, .build_id = "abcd"});
  script.Stack(1, 5).Stack(2, 4, 1);
  script.Stack(3, 3, 2).Stack(4, 2, 3).Stack(5, 1, 4);  // stdio's buffer
  script.Stack(6, 6, 2).Stack(7, 7, 6).Stack(8, 1, 7);  // a leak of load(), inside a vector
  script.Stack(9, 8, 1).Stack(10, 1, 9);                // of installed code alone
  script.Stack(11, 9, 2).Stack(12, 1, 11);              // of code without a name
  uint64_t address = 0x1000;
  for (const int64_t stack : {5, 8, 10, 12, 8}) {
    script.On({.stack = stack}).Alloc({.addr = address += 4096, .bytes = 1000, .kind = "heap"});
  }
  script.End();
  return script;
}

TEST(Redactor, HeapTracesKeepWhatIsALeak) {
  const TraceScript script = HeapTrace();
  const Report before = script.Analyzed();
  ASSERT_EQ(before.live_at_exit.count, 2);
  ASSERT_EQ(before.leaks.count, 3);
  Copied redacted(script.events());
  const Report after = redacted.script().Analyzed();
  EXPECT_EQ(FiguresOf(after), FiguresOf(before));
  for (const analysis::Finding& finding : after.findings) {
    if (finding.site.line != 6) continue;
    EXPECT_TRUE(absl::StartsWith(finding.site.function, "function")) << finding.site.function;
    EXPECT_TRUE(absl::StartsWith(finding.site.file, "file")) << finding.site.file;
    EXPECT_TRUE(absl::EndsWith(finding.site.file, ".cc")) << finding.site.file;
  }
}

TEST(Redactor, PythonTracesStayPythons) {
  TraceScript script;
  script.Head("python3", R"({"heap":true})");
  script.Frame(1, {.function = "PyObject_Malloc", .module = "/usr/bin/python3.11"});
  script.Frame(2, {.function = "_PyEval_EvalFrameDefault", .module = "/usr/bin/python3.11"});
  script.Frame(
      3, {.function = "train", .file = "/home/ann/secret/train.py", .line = 3, .module = "python"});
  script.Frame(4, {.function = "<module>",
                   .file = "<frozen importlib._bootstrap>",
                   .line = 4,
                   .module = "python"});
  script.Stack(1, 3).Stack(2, 2, 1).Stack(3, 1, 2);
  script.Stack(4, 4).Stack(5, 2, 4).Stack(6, 1, 5);
  uint64_t address = 0x1000;
  for (const int64_t stack : {3, 6, 3}) {
    script.On({.stack = stack}).Alloc({.addr = address += 4096, .bytes = 500, .kind = "heap"});
  }
  script.End();
  const Report before = script.Analyzed();
  Copied redacted(script.events());
  const Report after = redacted.script().Analyzed();
  EXPECT_EQ(FiguresOf(after), FiguresOf(before));
  ASSERT_EQ(after.peak.sites.size(), 2u);
  EXPECT_EQ(after.peak.sites[0].site.line, 3);
  EXPECT_EQ(after.peak.sites[0].site.file, "file1.py");
  EXPECT_EQ(after.peak.sites[0].site.module, "file1");
  EXPECT_EQ(after.peak.sites[1].site.file, "<frozen importlib._bootstrap>");
}

TEST(Redactor, EndDoesNotCountWhatTheReaderSkipped) {
  trace::ReaderStats stats;
  stats.unknown_events_skipped = 2;
  Redactor redactor(nullptr, &stats);
  int64_t events = 0;
  const absl::Status status =
      redactor.Redact({.t = 1, .body = trace::End{.events = 12}}, [&](const Event& event) {
        events = std::get<trace::End>(event.body).events.value_or(-1);
        return absl::OkStatus();
      });
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(events, 10);
}

TEST(Redactor, ErrorsOfTheSinkAreItsOwn) {
  const trace::ReaderStats stats;
  Redactor redactor(nullptr, &stats);
  for (const trace::EventBody& body :
       {trace::EventBody(trace::FrameDefinition{.frame = FrameId(1), .function = "f"}),
        trace::EventBody(trace::StackDefinition{.stack = StackId(1), .frame = FrameId(1)}),
        trace::EventBody(trace::Mark{.name = "m"})}) {
    EXPECT_EQ(redactor
                  .Redact({.body = body},
                          [](const Event&) { return absl::ResourceExhaustedError("full"); })
                  .message(),
              "full");
  }
}

TEST(Redactor, RandomEventsOfEveryKindGoThrough) {
  const trace::ReaderStats stats;
  Redactor redactor(nullptr, &stats);
  RandomEvents random(11);
  int64_t written = 0;
  for (int i = 0; i < 20000; ++i) {
    const absl::Status status = redactor.Redact(random.Next(), [&](const Event& event) {
      std::string json;
      trace::AppendJson(event, &json);
      ++written;
      return absl::OkStatus();
    });
    ASSERT_TRUE(status.ok());
  }
  EXPECT_GE(written, 20000);
}

}  // namespace
}  // namespace tidemark::redact
