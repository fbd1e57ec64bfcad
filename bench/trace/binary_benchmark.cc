// What the binary encoding costs: bytes a malloc/free pair, encoding beside a memcpy of fixed
// records, and reading beside the reader of trace JSON, all over the same events in the same run.
//
//   tidemark_binary_benchmark [pairs] [rounds]
//
// The events are real: a churn of mallocs and frees of mixed sizes is done and timed, with times as
// they came out. Each figure is the best of the rounds.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tidemark/trace/binary/binary_reader.h"
#include "tidemark/trace/binary/chunk_format.h"
#include "tidemark/trace/binary/record_encoder.h"
#include "tidemark/trace/json/json_reader.h"
#include "tidemark/trace/json/json_text.h"

namespace tidemark::trace {
namespace {

constexpr size_t kSlotBytes = size_t{64} << 10;

// One event as a recorder without coding would keep it.
struct FixedRecord {
  int64_t t;
  uint64_t address;
  uint64_t bytes;
  int64_t stack;
  int64_t thread;
  uint64_t is_alloc;
};
static_assert(sizeof(FixedRecord) == 48);

int64_t Nanos() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

double Seconds(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// `live` buffers at a time, each replaced in turn or at random; 40 call stacks, each with some
// sizes of its own, as places in a program have.
std::vector<FixedRecord> Churn(size_t pairs, size_t live, bool at_random) {
  std::mt19937_64 random(1);
  std::vector<FixedRecord> events;
  events.reserve(2 * pairs);
  std::vector<void*> buffers(live, nullptr);
  const int64_t start = Nanos();
  for (size_t i = 0; i < pairs; ++i) {
    const uint64_t word = random();
    void*& buffer = buffers[at_random ? word % live : i % live];
    const auto freed = reinterpret_cast<uint64_t>(buffer);
    if (buffer != nullptr) {
      events.push_back({Nanos() - start, freed, 0, 0, 1, 0});
      std::free(buffer);
    }
    const int64_t stack = 1 + static_cast<int64_t>((word >> 20) % 40);
    const uint64_t bytes = 16 + static_cast<uint64_t>(stack) * 12 + (word >> 40) % 4 * 200;
    buffer = std::malloc(bytes);
    if (buffer == nullptr) std::abort();
    const auto address = reinterpret_cast<uint64_t>(buffer);
    events.push_back({Nanos() - start, address, bytes, stack, 1, 1});
  }
  for (void* buffer : buffers) std::free(buffer);
  return events;
}

bool Append(RecordEncoder& encoder, const FixedRecord& event) {
  return event.is_alloc != 0 ? encoder.HeapAlloc(event.t, event.address, event.bytes, event.stack)
                             : encoder.HeapFree(event.t, event.address);
}

// Encodes all into one warm slot, which `full` is called with whenever it is full.
void Encode(const std::vector<FixedRecord>& events, std::vector<uint8_t>& slot,
            RecordEncoder& encoder, const std::function<void(int64_t base_time)>& full) {
  int64_t base_time = 0;
  encoder.Start(slot.data(), slot.data() + slot.size(), 1, base_time);
  for (const FixedRecord& event : events) {
    if (Append(encoder, event)) continue;
    full(base_time);
    base_time = event.t;
    encoder.Start(slot.data(), slot.data() + slot.size(), 1, base_time);
    Append(encoder, event);
  }
  full(base_time);
}

std::string BinaryFile(const std::vector<FixedRecord>& events, int level) {
  uint8_t header[kFileHeaderBytes];
  EncodeFileHeader({.run_id = 1}, header);
  std::string file(reinterpret_cast<const char*>(header), sizeof(header));
  std::vector<uint8_t> slot(kSlotBytes);
  RecordEncoder encoder;
  ChunkCompressor compressor(level);
  uint64_t sequence = 0;
  Encode(events, slot, encoder, [&](int64_t base_time) {
    const uint8_t* chunk = nullptr;
    const size_t size = compressor.Encode({.thread = 1,
                                           .sequence = sequence++,
                                           .base_time = base_time,
                                           .last_time = encoder.last_time(),
                                           .records = encoder.records()},
                                          slot.data(), encoder.size(), &chunk);
    file.append(reinterpret_cast<const char*>(chunk), size);
  });
  return file;
}

std::string JsonFile(const std::vector<FixedRecord>& events) {
  std::string text;
  for (const FixedRecord& event : events) {
    const BufferName name = {.addr = event.address};
    const EventBody body =
        event.is_alloc != 0
            ? EventBody(
                  Alloc{.buffer = name, .bytes = static_cast<int64_t>(event.bytes), .kind = "heap"})
            : EventBody(Free{.buffer = name});
    AppendJson({.t = event.t,
                .thread = ThreadId(event.thread),
                .stack = StackId(event.stack),
                .body = body},
               &text);
    text += '\n';
  }
  return text;
}

void ReadAll(TraceReader* reader, size_t events) {
  while (true) {
    const absl::StatusOr<const Event*> event = reader->Next();
    if (!event.ok()) std::abort();
    if (*event == nullptr) break;
  }
  if (reader->stats().events_read != static_cast<int64_t>(events)) std::abort();
}

void MeasureSize(const char* name, const std::vector<FixedRecord>& events, size_t pairs) {
  std::vector<uint8_t> slot(kSlotBytes);
  RecordEncoder encoder;
  size_t raw = 0;
  Encode(events, slot, encoder, [&](int64_t) { raw += encoder.size(); });
  std::printf("%-34s %8.2f B/pair raw", name,
              static_cast<double>(raw) / static_cast<double>(pairs));
  for (const int level : {1, 3}) {
    std::string file;
    const double seconds = Seconds([&] { file = BinaryFile(events, level); });
    std::printf("  %6.2f at zstd %d (%.0f ns/pair with it)",
                static_cast<double>(file.size()) / static_cast<double>(pairs), level,
                seconds * 1e9 / static_cast<double>(pairs));
  }
  std::printf("\n");
}

void MeasureSpeed(const std::vector<FixedRecord>& events, int rounds) {
  std::vector<uint8_t> slot(kSlotBytes);
  RecordEncoder encoder;
  const std::string binary = BinaryFile(events, 1);
  const std::string json = JsonFile(events);
  double copy = 1e9;
  double encode = 1e9;
  double read_binary = 1e9;
  double read_json = 1e9;
  for (int i = 0; i < rounds; ++i) {
    copy = std::min(copy, Seconds([&] {
                      size_t at = 0;
                      for (const FixedRecord& event : events) {
                        if (at + sizeof(event) > slot.size()) at = 0;
                        std::memcpy(slot.data() + at, &event, sizeof(event));
                        at += sizeof(event);
                        asm volatile("" ::: "memory");
                      }
                    }));
    encode = std::min(encode, Seconds([&] { Encode(events, slot, encoder, [](int64_t) {}); }));
    read_binary = std::min(read_binary, Seconds([&] {
                             auto reader = BinaryReader::Open(InMemory(binary), nullptr, "b.tmk");
                             if (!reader.ok()) std::abort();
                             ReadAll(reader->get(), events.size());
                           }));
    read_json = std::min(read_json, Seconds([&] {
                           JsonReader reader(ReadPrefix(InMemory(json), json.size()), "b.json", {});
                           ReadAll(&reader, events.size());
                         }));
  }
  const double count = static_cast<double>(events.size());
  std::printf("%-34s %8.2f ns/event\n", "memcpy of 48-byte records (peer)", copy * 1e9 / count);
  std::printf("%-34s %8.2f ns/event %8.2f x peer\n", "encode", encode * 1e9 / count, encode / copy);
  std::printf("%-34s %8.2f M events/s\n", "read JSON (peer)", count / read_json / 1e6);
  std::printf("%-34s %8.2f M events/s %8.2f x peer\n", "read binary", count / read_binary / 1e6,
              read_json / read_binary);
}

}  // namespace
}  // namespace tidemark::trace

int main(int argc, char** argv) {
  using namespace tidemark::trace;
  const auto pairs = static_cast<size_t>(argc > 1 ? std::atoll(argv[1]) : 1'000'000);
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
  MeasureSize("churn, 10 live, in turn", Churn(pairs, 10, false), pairs);
  MeasureSize("churn, 1000 live, in turn", Churn(pairs, 1000, false), pairs);
  MeasureSize("churn, 1000 live, at random", Churn(pairs, 1000, true), pairs);
  MeasureSize("churn, 100000 live, at random", Churn(pairs, 100000, true), pairs);
  MeasureSpeed(Churn(pairs, 1000, true), rounds);
  return 0;
}
