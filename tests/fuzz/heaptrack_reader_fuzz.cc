// Any bytes as a recording of heaptrack, plain or compressed.
//
// Besides not crashing, the reader must not care how its input is cut into reads, must name the file
// in its errors, must begin with the same events whether it recovers or not, must free nothing that
// is not live, must define what it uses, and what it read must survive being written as JSON.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <set>
#include <string>
#include <variant>

#include "absl/strings/match.h"
#include "tidemark/trace/heaptrack/heaptrack_reader.h"
#include "tidemark/trace/io/byte_source.h"
#include "tidemark/trace/io/random_access.h"
#include "tidemark/trace/json/json_reader.h"
#include "tidemark/trace/json/json_text.h"

namespace tidemark::trace {
namespace {

void Demand(bool holds, int line = __builtin_LINE()) {
  if (holds) return;
  std::fprintf(stderr, "heaptrack_reader_fuzz.cc:%d: what is demanded does not hold\n", line);
  std::abort();
}

std::unique_ptr<ByteSource> Source(const std::string& bytes) {
  auto source = Decompress(ReadPrefix(InMemory(bytes), bytes.size()), "fuzz");
  Demand(source.ok());
  return *std::move(source);
}

// Ids that are defined, or live.
class Known {
 public:
  void Look(const Event& event) {
    Demand(!event.stack || stacks_.contains(event.stack.value()));
    if (const auto* frame = std::get_if<FrameDefinition>(&event.body)) {
      Demand(frames_.insert(frame->frame.value()).second);
    } else if (const auto* stack = std::get_if<StackDefinition>(&event.body)) {
      Demand(frames_.contains(stack->frame.value()));
      Demand(!stack->parent || stacks_.contains(stack->parent.value()));
      Demand(stacks_.insert(stack->stack.value()).second);
    } else if (const auto* alloc = std::get_if<Alloc>(&event.body)) {
      Demand(alloc->bytes >= 0 && live_.insert(alloc->buffer.buf.value()).second);
    } else if (const auto* free = std::get_if<Free>(&event.body)) {
      Demand(live_.erase(free->buffer.buf.value()) == 1);
    }
  }

 private:
  std::set<int64_t> frames_;
  std::set<int64_t> stacks_;
  std::set<int64_t> live_;
};

struct Result {
  std::string events;  // as lines
  absl::Status status;
  bool cut_off = false;
};

Result ReadAll(TraceReader* reader, bool look) {
  Result result;
  Known known;
  // A few compressed bytes can stand for very many.
  constexpr size_t kEnough = size_t{1} << 20;
  while (result.events.size() < kEnough) {
    const absl::StatusOr<const Event*> event = reader->Next();
    result.status = event.status();
    if (!event.ok() || *event == nullptr) break;
    if (look) known.Look(**event);
    AppendJson(**event, &result.events);
    result.events.push_back('\n');
  }
  result.cut_off = reader->stats().cut_off;
  return result;
}

Result ReadRecording(const std::string& bytes, bool recover, size_t read_bytes) {
  HeaptrackReader reader(Source(bytes), "fuzz", {.recover = recover}, read_bytes);
  return ReadAll(&reader, /*look=*/true);
}

}  // namespace
}  // namespace tidemark::trace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using tidemark::trace::Demand;
  using tidemark::trace::ReadRecording;
  using tidemark::trace::Result;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  tidemark::trace::HeaptrackReader::Recognizes(bytes);

  const Result strict = ReadRecording(bytes, /*recover=*/false, 4096);
  const Result in_small_reads = ReadRecording(bytes, /*recover=*/false, 7);
  Demand(strict.status == in_small_reads.status);
  Demand(strict.events == in_small_reads.events);
  Demand(strict.cut_off == in_small_reads.cut_off);
  Demand(strict.status.ok() || absl::StartsWith(strict.status.message(), "fuzz:"));

  const Result lenient = ReadRecording(bytes, /*recover=*/true, 7);
  Demand(lenient.events == ReadRecording(bytes, /*recover=*/true, 4096).events);
  Demand(absl::StartsWith(lenient.events, strict.events));
  Demand(lenient.status.ok() || absl::IsUnimplemented(lenient.status));

  tidemark::trace::JsonReader again(tidemark::trace::Source(lenient.events), "json", {});
  const Result as_json = tidemark::trace::ReadAll(&again, /*look=*/false);
  Demand(as_json.status.ok());
  Demand(as_json.events == lenient.events);
  return 0;
}
