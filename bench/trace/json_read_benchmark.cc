// How fast trace JSON is read and written, beside nlohmann's SAX parser over the same lines in the
// same run.
//
//   tidemark_json_read_benchmark [events] [rounds]
//
// Both parsers get the text in memory. The peer's handler counts tokens and keeps nothing, checks
// no key and no type: what it does is the least that anybody reading events with it would do.
// Reader and peer take turns, and each figure is the best of the rounds.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "nlohmann/json.hpp"
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

void ReadWithUs(const std::string& text, int64_t events) {
  JsonReader reader(std::make_unique<MemorySource>(text), "benchmark", {});
  while (true) {
    const absl::StatusOr<const Event*> event = reader.Next();
    if (!event.ok()) std::abort();
    if (*event == nullptr) break;
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

int Run(int64_t wanted, int rounds) {
  const std::vector<Event> cycle = MakeEvents();
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

  double lines = 1e9;
  double one_document = 1e9;
  double peer = 1e9;
  double writing = 1e9;
  for (int i = 0; i < rounds; ++i) {
    peer = std::min(peer, Seconds([&] { ReadWithPeer(text); }));
    lines = std::min(lines, Seconds([&] { ReadWithUs(text, events); }));
    one_document = std::min(one_document, Seconds([&] { ReadWithUs(document, events); }));
    writing = std::min(writing, Seconds(write));
  }
  const auto report = [&](const char* what, double seconds) {
    std::printf("%-28s %8.2f M events/s %8.1f MB/s %8.2f x peer\n", what,
                static_cast<double>(events) / seconds / 1e6,
                static_cast<double>(text.size()) / seconds / 1e6, peer / seconds);
  };
  std::printf("%lld events of %.1f bytes, best of %d rounds\n", static_cast<long long>(events),
              static_cast<double>(text.size()) / static_cast<double>(events), rounds);
  report("read: nlohmann SAX (peer)", peer);
  report("read: tidemark, lines", lines);
  report("read: tidemark, document", one_document);
  report("write: tidemark, lines", writing);
  return 0;
}

}  // namespace
}  // namespace tidemark::trace

int main(int argc, char** argv) {
  const int64_t events = argc > 1 ? std::atoll(argv[1]) : 1'000'000;
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
  return tidemark::trace::Run(std::max<int64_t>(events, 8), std::max(rounds, 1));
}
