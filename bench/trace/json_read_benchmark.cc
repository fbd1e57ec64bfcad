// How fast trace JSON is read and written, beside other parsers over the same lines in the same run.
//
//   tidemark_json_read_benchmark [events] [rounds]
//
// All get the text in memory. nlohmann's SAX handler counts tokens and keeps nothing; simdjson, on
// demand, line by line or as one stream, takes every value by its type and looks up no key: what they do is
// the least that anybody reading events with them would do. Of our own decoder the two ways are measured
// alone, on one thread: the scan of plain objects, and the walk by simdjson that takes any object.
// All take turns, and each figure is the best of the rounds.

#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "nlohmann/json.hpp"
#include "tidemark/trace/json/event_decoder_internal.h"
#include "tidemark/trace/json/json_reader.h"
#include "tidemark/trace/json/json_text.h"

namespace tidemark::trace {
namespace {

// The text of a trace, again and again from its beginning.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(absl::string_view text) : rest_(text) {}

  absl::StatusOr<size_t> Read(char* into, size_t size) override {
    const size_t part = std::min(size, rest_.size());
    std::copy_n(rest_.data(), part, into);
    rest_.remove_prefix(part);
    return part;
  }

 private:
  absl::string_view rest_;
};

class CountingHandler final : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return Count(); }
  bool boolean(bool) override { return Count(); }
  bool number_integer(number_integer_t) override { return Count(); }
  bool number_unsigned(number_unsigned_t) override { return Count(); }
  bool number_float(number_float_t, const string_t&) override { return Count(); }
  bool string(string_t&) override { return Count(); }
  bool binary(binary_t&) override { return Count(); }
  bool start_object(size_t) override { return Count(); }
  bool key(string_t&) override { return Count(); }
  bool end_object() override { return Count(); }
  bool start_array(size_t) override { return Count(); }
  bool end_array() override { return Count(); }
  bool parse_error(size_t, const std::string&, const nlohmann::json::exception&) override {
    return false;
  }

 private:
  bool Count() {
    ++tokens_;
    return true;
  }
  int64_t tokens_ = 0;
};

// What malloc and free leave, events of about 80 bytes.
std::vector<Event> MakeHeapEvents() {
  std::vector<Event> events;
  for (int64_t i = 0; i < 8; ++i) {
    const uint64_t address = 0x7f12'3456'7890 + 0x40 * static_cast<uint64_t>(i / 2);
    events.push_back({.t = 1'000'000'000 + 37 * i,
                      .thread = ThreadId(1),
                      .body = Free{.buffer = {.addr = address}}});
    if (i % 2 != 0) continue;
    events.back().stack = StackId(1 + i);
    events.back().body = Alloc{.buffer = {.addr = address}, .bytes = 48 + i, .kind = "heap"};
  }
  return events;
}

// What a program that makes, copies and drops arrays leaves, events of about 90 bytes.
std::vector<Event> MakeEvents() {
  static const int64_t shape[] = {1000};
  static const int64_t strides[] = {8};
  std::vector<Event> events;
  const auto add = [&events](int64_t t, EventBody body) {
    events.push_back({.t = 1'000'000'000 + t,
                      .thread = ThreadId(1),
                      .site = SiteId(1 + t % 50),
                      .body = std::move(body)});
  };
  add(0, Alloc{.buffer = {.buf = BufferId(4711)},
               .bytes = 8000,
               .kind = "array",
               .dtype = "f8",
               .shape = Dimensions(shape),
               .strides = Dimensions(strides),
               .view = ViewId(4711)});
  add(120, Alloc{.buffer = {.addr = 0x7f12'3456'7890}, .bytes = 48, .kind = "heap"});
  add(310, Copy{.bytes = 8000,
                .src = ViewId(4710),
                .dst = ViewId(4711),
                .reason = "requested",
                .op = "copy"});
  add(400, Write{.buf = BufferId(4711), .view = ViewId(4711)});
  add(420, Op{.name = "add", .out = ViewId(4711)});
  add(500, Drop{.view = ViewId(4710)});
  add(510, Free{.buffer = {.addr = 0x7f12'3456'7890}});
  add(600, Free{.buffer = {.buf = BufferId(4711)}, .last_read = 1'000'000'450});
  return events;
}

double Seconds(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void ReadWithUs(const std::string& text, int64_t events, int threads) {
  JsonReader reader(std::make_unique<MemorySource>(text), "benchmark", {.threads = threads});
  while (true) {
    const absl::StatusOr<EventRun> run = reader.NextRun();
    if (!run.ok()) std::abort();
    if (run->empty()) break;
  }
  if (reader.stats().events_read != events) std::abort();
}

void ReadWithPeer(const std::string& text) {
  CountingHandler handler;
  const char* begin = text.data();
  const char* const end = begin + text.size();
  while (begin != end) {
    const char* const line_end = std::find(begin, end, '\n');
    if (!nlohmann::json::sax_parse(begin, line_end, &handler)) std::abort();
    begin = line_end + 1;
  }
}

// Calls visit(line) for each; kDecoderPadding bytes are readable behind the last.
template <class Visit>
void ForEachLine(const std::string& text, Visit visit) {
  const char* begin = text.data();
  const char* const end = begin + text.size() - kDecoderPadding;
  while (begin != end) {
    const auto* const line_end =
        static_cast<const char*>(std::memchr(begin, '\n', static_cast<size_t>(end - begin)));
    visit(absl::string_view(begin, static_cast<size_t>(line_end - begin)));
    begin = line_end + 1;
  }
}

void Decode(const std::string& padded, EventDecoder::PlainObjects plain) {
  EventDecoder decoder(plain);
  EventBatch batch;
  ForEachLine(padded, [&](absl::string_view line) {
    if (batch.size() == 1024) batch.Clear();
    if (decoder.Decode(line, &batch) != EventDecoder::Outcome::kEvent) std::abort();
  });
}

// Takes each value of an object; returns something that depends on all of them.
template <class Object>
uint64_t TakeValues(Object object) {
  uint64_t sum = 0;
  for (auto field : object) {
    sum += static_cast<uint8_t>(field.key().value_unsafe().raw()[0]);
    simdjson::ondemand::value value = field.value();
    switch (value.type().value_unsafe()) {
      case simdjson::ondemand::json_type::number:
        sum += static_cast<uint64_t>(value.get_int64().value_unsafe());
        break;
      case simdjson::ondemand::json_type::string:
        sum += value.get_string().value_unsafe().size();
        break;
      case simdjson::ondemand::json_type::array:
        for (auto element : value.get_array()) {
          sum += static_cast<uint64_t>(element.get_int64().value_unsafe());
        }
        break;
      default:
        break;
    }
  }
  return sum;
}

void WalkLines(const std::string& padded) {
  simdjson::ondemand::parser parser;
  uint64_t sum = 0;
  ForEachLine(padded, [&](absl::string_view line) {
    simdjson::ondemand::document document;
    if (parser
            .iterate(simdjson::padded_string_view(line.data(), line.size(),
                                                  line.size() + kDecoderPadding))
            .get(document) != simdjson::SUCCESS) {
      std::abort();
    }
    sum += TakeValues(document.get_object());
  });
  if (sum == 0) std::abort();
}

void WalkStream(const std::string& padded) {
  simdjson::ondemand::parser parser;
#ifdef SIMDJSON_THREADS_ENABLED
  parser.threaded = false;  // one thread is compared with one thread
#endif
  simdjson::ondemand::document_stream stream;
  if (parser.iterate_many(padded.data(), padded.size() - kDecoderPadding, size_t{128} << 10)
          .get(stream) != simdjson::SUCCESS) {
    std::abort();
  }
  uint64_t sum = 0;
  for (auto document : stream) sum += TakeValues(document.get_object());
  if (sum == 0) std::abort();
}

int Run(const char* name, const std::vector<Event>& cycle, int64_t wanted, int rounds) {
  const int64_t cycles = wanted / static_cast<int64_t>(cycle.size());
  const int64_t events = cycles * static_cast<int64_t>(cycle.size());
  std::string text;
  const auto write = [&] {
    text.clear();
    for (int64_t i = 0; i < cycles; ++i) {
      for (const Event& event : cycle) {
        AppendJson(event, &text);
        text.push_back('\n');
      }
    }
  };
  write();
  std::string document = "{\"tidemark_trace\":1,\"events\":[" + text + "]}";
  std::replace(document.begin(), document.end(), '\n', ',');
  document[document.rfind(',')] = ' ';

  const std::string padded = text + std::string(kDecoderPadding, '\0');

  struct Row {
    const char* what;
    std::function<void()> work;
    double seconds = 1e9;
  };
  using enum EventDecoder::PlainObjects;
  std::vector<Row> rows = {
      {"read: nlohmann SAX", [&] { ReadWithPeer(text); }},
      {"values: simdjson, lines", [&] { WalkLines(padded); }},
      {"values: simdjson, stream", [&] { WalkStream(padded); }},
      {"decode: tidemark, walk", [&] { Decode(padded, kWalked); }},
      {"decode: tidemark, scan", [&] { Decode(padded, kScanned); }},
      {"read: lines, 1 thread", [&] { ReadWithUs(text, events, 1); }},
      {"read: lines, 2 threads", [&] { ReadWithUs(text, events, 2); }},
      {"read: document, 1 thread", [&] { ReadWithUs(document, events, 1); }},
      {"read: document, 2 threads", [&] { ReadWithUs(document, events, 2); }},
      {"write: lines", write},
  };
  for (int i = 0; i < rounds; ++i) {
    for (Row& row : rows) row.seconds = std::min(row.seconds, Seconds(row.work));
  }
  std::printf("%s: %lld events of %.1f bytes, best of %d rounds\n", name,
              static_cast<long long>(events),
              static_cast<double>(text.size()) / static_cast<double>(events), rounds);
  for (const Row& row : rows) {
    std::printf("%-28s %8.2f M events/s %8.1f MB/s %8.2f x nlohmann\n", row.what,
                static_cast<double>(events) / row.seconds / 1e6,
                static_cast<double>(text.size()) / row.seconds / 1e6,
                rows[0].seconds / row.seconds);
  }
  std::printf("%-28s %8.2f\n\n", "scan / walk", rows[3].seconds / rows[4].seconds);
  return 0;
}

}  // namespace
}  // namespace tidemark::trace

int main(int argc, char** argv) {
  const int64_t events = argc > 1 ? std::atoll(argv[1]) : 1'000'000;
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
  using tidemark::trace::Run;
  Run("heap", tidemark::trace::MakeHeapEvents(), std::max<int64_t>(events, 8), std::max(rounds, 1));
  return Run("arrays", tidemark::trace::MakeEvents(), std::max<int64_t>(events, 8),
             std::max(rounds, 1));
}
