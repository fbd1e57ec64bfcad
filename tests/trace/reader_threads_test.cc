// Readers with threads: what is read, counted and said does not depend on how many there are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/binary_trace.h"
#include "tests/trace/trace_test_support.h"
#include "tidemark/trace/binary/binary_reader.h"
#include "tidemark/trace/json/json_reader.h"
#include "tidemark/trace/json/json_text.h"

namespace tidemark::trace {
namespace {

using ::testing::HasSubstr;

constexpr int kThreads[] = {1, 2, 7};

// All that a reader said, as text. Every step of the counting is in it that stands between runs.
std::string Said(const absl::StatusOr<std::unique_ptr<TraceReader>>& opened, bool in_runs) {
  if (!opened.ok()) return opened.status().ToString();
  TraceReader& reader = **opened;
  std::string said;
  const auto say = [&said](const Event& event) {
    AppendJson(event, &said);
    said.push_back('\n');
  };
  absl::Status status;
  int64_t skipped = -1;
  while (true) {
    const auto say_gap = [&] {
      const ReaderStats& stats = reader.stats();
      const int64_t now = stats.bad_lines_skipped + stats.unknown_events_skipped;
      if (now != skipped) absl::StrAppend(&said, "-- ", skipped = now, "\n");
    };
    if (in_runs) {
      const absl::StatusOr<EventRun> run = reader.NextRun();
      status = run.status();
      if (!run.ok() || run->empty()) break;
      say_gap();
      for (const EventRecord& record : *run) {
        say(record.event != nullptr ? *record.event : HeapEventOf(record));
      }
    } else {
      const absl::StatusOr<const Event*> event = reader.Next();
      status = event.status();
      if (!event.ok() || *event == nullptr) break;
      say_gap();
      say(**event);
    }
  }
  EXPECT_EQ(reader.NextRun().status(), status);
  const ReaderStats& stats = reader.stats();
  absl::StrAppend(&said, status.ToString(), "\nread ", stats.events_read, " bad ",
                  stats.bad_lines_skipped, " chunks ", stats.bad_chunks_skipped, " lost ",
                  stats.events_skipped, " ring ", stats.events_from_ring, " keys ",
                  stats.unknown_keys_skipped, stats.cut_off ? " cut off " : " whole ",
                  UnknownEventsText(stats));
  for (const std::string& line : stats.first_bad_lines) absl::StrAppend(&said, "\n", line);
  return said;
}

std::string SaidOfText(const std::string& text, const ReaderOptions& options, size_t read_bytes,
                       bool in_runs) {
  absl::StatusOr<std::unique_ptr<ByteSource>> source =
      Decompress(std::make_unique<StringSource>(text), std::string(kTestName));
  if (!source.ok()) return source.status().ToString();
  return Said(
      std::make_unique<JsonReader>(*std::move(source), std::string(kTestName), options, read_bytes),
      in_runs);
}

// With and without `recover`, by 1, 2 and 7 threads, and cut into blocks of several sizes.
void ExpectSameOfText(const std::string& text) {
  for (const bool recover : {false, true}) {
    const std::string expected =
        SaidOfText(text, {.recover = recover, .threads = 1}, size_t{1} << 20, false);
    for (const int threads : kThreads) {
      for (const size_t read_bytes : {size_t{150}, size_t{4096}}) {
        const ReaderOptions options = {.recover = recover, .threads = threads};
        ASSERT_EQ(SaidOfText(text, options, read_bytes, true), expected)
            << threads << " threads, " << read_bytes << " bytes at a time";
        ASSERT_EQ(SaidOfText(text, options, read_bytes, false), expected) << threads;
      }
    }
  }
}

std::string Lines(RandomEvents* random, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    AppendJson(random->Next(), &text);
    text.push_back('\n');
  }
  return text;
}

TEST(ReaderThreads, FilesOfTheTests) {
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(TIDEMARK_TEST_DATA_DIR)) {
    if (!entry.is_regular_file() || entry.file_size() > (size_t{4} << 20)) continue;
    const std::string path = entry.path().string();
    ++files;
    for (const bool recover : {false, true}) {
      const std::string expected = Said(OpenTrace(path, {.recover = recover, .threads = 1}), false);
      for (const int threads : kThreads) {
        const ReaderOptions options = {.recover = recover, .threads = threads};
        ASSERT_EQ(Said(OpenTrace(path, options), true), expected) << path << " " << threads;
        ASSERT_EQ(Said(OpenTrace(path, options), false), expected) << path << " " << threads;
      }
    }
  }
  EXPECT_GT(files, 20);
}

TEST(ReaderThreads, FaultsInTheMiddle) {
  RandomEvents random(3);
  const std::string mark = "{\"ev\":\"mark\",\"name\":\"m\"}\n";
  for (const std::string& fault : std::vector<std::string>{
           "nonsense\n", "{\"ev\":\"mark\"}\n", "{\"ev\":\"warp\"}\n", "\n \n\t\r\n", "{\"ev\":\n",
           "{\"ev\":\"mark\",\"name\":\"a\",\"zz\":[1]}\n", "  {\"ev\":\"mark\",\"name\":1}\r\n",
           "{\"ev\":\"trace\",\"version\":7}\n",
           "{\"ev\":\"mark\",\"name\":\"" + std::string(5000, 'x') + "\"}\n",
           "\"" + std::string(5000, 'y') + "\n"}) {
    ExpectSameOfText(Lines(&random, 40) + fault + Lines(&random, 20) + fault + fault + mark);
    ExpectSameOfText(fault + mark + fault);
    if (HasFatalFailure()) FAIL() << fault.substr(0, 80);
  }
}

TEST(ReaderThreads, PlacesCountLinesOfAllBlocks) {
  std::string text;
  for (int i = 0; i < 500; ++i) text += "{\"ev\":\"mark\",\"name\":\"m\"}\r\n\n";
  text += "   {\"ev\":\"mark\",\"name\":7}\n";
  for (const int threads : kThreads) {
    EXPECT_THAT(SaidOfText(text, {.threads = threads}, 100, true),
                HasSubstr("f.json:1001:24: found 7 as \"name\""));
  }
}

TEST(ReaderThreads, ByteOrderMarkAndLineEnds) {
  RandomEvents random(4);
  const std::string text = Lines(&random, 30);
  std::string dos;
  for (const char c : text) dos += c == '\n' ? "\r\n" : std::string(1, c);
  ExpectSameOfText("\xEF\xBB\xBF" + dos);
  ExpectSameOfText("\xEF\xBB\xBF");
  ExpectSameOfText("");
  ExpectSameOfText("\n\n");
}

TEST(ReaderThreads, ATraceThatIsCutAnywhere) {
  RandomEvents random(5);
  const std::string text = Lines(&random, 4);
  for (size_t size = 0; size <= text.size(); ++size) {
    const std::string cut = text.substr(0, size);
    const std::string expected = SaidOfText(cut, {.threads = 1}, size_t{1} << 20, false);
    ASSERT_EQ(SaidOfText(cut, {.threads = 2}, 256, true), expected) << size;
    const std::string zeros = cut + std::string(20, '\0');
    ASSERT_EQ(SaidOfText(zeros, {.threads = 2}, 256, true),
              SaidOfText(zeros, {.threads = 1}, size_t{1} << 20, false));
  }
}

TEST(ReaderThreads, ADocument) {
  RandomEvents random(6);
  std::string document = "{\"tidemark_trace\":1,\"events\":[\n";
  for (int i = 0; i < 60; ++i) {
    AppendJson(random.Next(), &document);
    document += i % 7 == 3 ? ",\n{\"ev\":\"warp\"},\n" : ",\n";
    if (i % 13 == 5) document += "{\"ev\":\"mark\",\n \"name\":1},";
  }
  for (const char* end :
       {"{\"ev\":\"mark\",\"name\":\"last\"}]}", "{\"ev\":\"mark\"", "]", "]}x", ""}) {
    ExpectSameOfText(document + end);
    if (HasFatalFailure()) FAIL() << end;
  }
}

TEST(ReaderThreads, CompressedTextWithDamage) {
  RandomEvents random(7);
  const std::string text = Lines(&random, 300);
  for (std::string bytes : {Gzip(text), Zstd(text)}) {
    ExpectSameOfText(bytes);
    ExpectSameOfText(bytes.substr(0, bytes.size() / 2));
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x55);
    ExpectSameOfText(bytes);
    if (HasFatalFailure()) return;
  }
}

// Chunks of three threads whose times overlap, with heap events and others.
BinaryTrace ManyChunks() {
  BinaryTrace trace(1);
  trace.Add({.kind = ChunkKind::kOpening}, {{.body = TraceHead{.program = "p"}}});
  int64_t t = 0;
  for (uint64_t chunk = 0; chunk < 12; ++chunk) {
    const int64_t thread = 1 + static_cast<int64_t>(chunk) % 3;
    std::vector<Event> events;
    const int64_t base = t;
    for (int i = 0; i < 300; ++i) {
      t += 1 + i % 3;
      const uint64_t address = 0x1000 + 16 * static_cast<uint64_t>(i);
      static const int64_t kShape[] = {2, 3};
      if (i % 5 == 4) {
        events.push_back({.t = t,
                          .thread = ThreadId(thread),
                          .body = Alloc{.buffer = {.buf = BufferId(1 + t)},
                                        .bytes = 48,
                                        .kind = "array",
                                        .label = i % 2 == 0 ? "even" : "odd",
                                        .shape = Dimensions(kShape)}});
      } else if (i % 2 == 0) {
        events.push_back({.t = t,
                          .thread = ThreadId(thread),
                          .body = Alloc{.buffer = {.addr = address}, .bytes = 9, .kind = "heap"}});
      } else {
        events.push_back(
            {.t = t, .thread = ThreadId(thread), .body = Free{.buffer = {.addr = address - 16}}});
      }
    }
    t -= 400;
    trace.Add({.thread = thread, .sequence = chunk / 3, .base_time = base}, events);
  }
  trace.Add({.kind = ChunkKind::kClosing}, {{.t = t + 9999, .body = End{}}});
  return trace;
}

std::string SaidOfBinary(const std::string& bytes, const ReaderOptions& options, bool in_runs) {
  absl::StatusOr<std::unique_ptr<BinaryReader>> reader =
      BinaryReader::Open(InMemory(bytes), nullptr, "f.tmk", options);
  if (!reader.ok()) return reader.status().ToString();
  return Said(*std::move(reader), in_runs);
}

void ExpectSameOfBinary(const std::string& bytes) {
  for (const bool recover : {false, true}) {
    const std::string expected = SaidOfBinary(bytes, {.recover = recover, .threads = 1}, false);
    for (const int threads : kThreads) {
      ASSERT_EQ(SaidOfBinary(bytes, {.recover = recover, .threads = threads}, true), expected);
    }
  }
}

TEST(ReaderThreads, ChunksOfManyThreads) {
  const std::string bytes = ManyChunks().bytes();
  EXPECT_THAT(SaidOfBinary(bytes, {.threads = 2}, true), HasSubstr("read 3602 "));
  ExpectSameOfBinary(bytes);
  for (size_t at = 0; at < bytes.size(); at += 149) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x11);
    ExpectSameOfBinary(damaged);
    ExpectSameOfBinary(bytes.substr(0, at));
    if (HasFatalFailure()) FAIL() << at;
  }
}

TEST(ReaderThreads, MayBeLeftAtAnyTime) {
  RandomEvents random(9);
  const std::string text = Lines(&random, 400);
  const std::string bytes = ManyChunks().bytes();
  for (int i = 0; i < 200; ++i) {
    JsonReader json(std::make_unique<StringSource>(text), "f", {.threads = 7}, 512);
    const auto binary = BinaryReader::Open(InMemory(bytes), nullptr, "f", {.threads = 2});
    for (int n = 0; n < i % 9; ++n) {
      ASSERT_TRUE(json.NextRun().ok());
      ASSERT_TRUE((*binary)->NextRun().ok());
    }
  }
}

// A thread that waits for a pipe must not keep the reader from ending.
TEST(ReaderThreads, MayBeLeftWhileAPipeIsOpen) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const std::string path = absl::StrCat("/proc/self/fd/", ends[0]);
  std::string text;
  for (int i = 0; i < 200; ++i) text += "{\"ev\":\"mark\",\"name\":\"m\"}\n";
  ASSERT_EQ(write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  {
    absl::StatusOr<std::unique_ptr<ByteSource>> source = OpenByteSource(path);
    ASSERT_TRUE(source.ok()) << source.status();
    JsonReader reader(*std::move(source), "f", {.threads = 3}, 256);
    for (int n = 0; n < 4; ++n) ASSERT_TRUE(reader.NextRun().ok());
    usleep(20'000);  // until the others wait for more
  }
  close(ends[0]);
  close(ends[1]);
}

}  // namespace
}  // namespace tidemark::trace
