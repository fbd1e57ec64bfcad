// Any bytes as trace JSON, plain or compressed.
//
// Besides not crashing, the reader must not care how its input is cut into reads, must name the
// file in its errors, must begin with the same events whether it recovers or not, and what it read
// must survive being written and read again.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tidemark/trace/io/byte_source.h"
#include "tidemark/trace/io/random_access.h"
#include "tidemark/trace/json/event_decoder_internal.h"
#include "tidemark/trace/json/json_reader.h"
#include "tidemark/trace/json/json_text.h"
#include "tidemark/trace/json/text_block_internal.h"

namespace tidemark::trace {
namespace {

void Demand(bool holds, int line = __builtin_LINE()) {
  if (holds) return;
  std::fprintf(stderr, "json_reader_fuzz.cc:%d: what is demanded does not hold\n", line);
  std::abort();
}

struct Result {
  std::string events;  // as lines
  absl::Status status;
  bool cut_off = false;
};

Result ReadTrace(const std::string& bytes, bool recover, size_t read_bytes, int threads = 1) {
  Result result;
  auto source = Decompress(ReadPrefix(InMemory(bytes), bytes.size()), "fuzz");
  Demand(source.ok());
  JsonReader reader(*std::move(source), "fuzz", {.recover = recover, .threads = threads},
                    read_bytes);
  // A few compressed bytes can stand for very many.
  constexpr size_t kEnough = size_t{1} << 20;
  while (result.events.size() < kEnough) {
    const absl::StatusOr<const Event*> event = reader.Next();
    result.status = event.status();
    if (!event.ok() || *event == nullptr) break;
    AppendJson(**event, &result.events);
    result.events.push_back('\n');
  }
  result.cut_off = reader.stats().cut_off;
  return result;
}

// What a decoder makes of one object.
std::string Decoded(EventDecoder* decoder, absl::string_view text) {
  PaddedText padded;
  padded.Append(text);
  EventBatch batch;
  const EventDecoder::Outcome outcome = decoder->Decode(padded.text(), &batch);
  std::string said = absl::StrCat(static_cast<int>(outcome), ":");
  if (outcome == EventDecoder::Outcome::kEvent) {
    const EventRecord& record = batch.run().front();
    AppendJson(record.event != nullptr ? *record.event : HeapEventOf(record), &said);
    absl::StrAppend(&said, decoder->unknown_keys());
  } else if (outcome != EventDecoder::Outcome::kUnknownKind) {
    absl::StrAppend(&said, decoder->problem().offset, decoder->problem().message);
  }
  return said;
}

// The scan of plain objects and the walk of any object say the same of every line.
void CheckBothWays(absl::string_view bytes) {
  EventDecoder scanning(EventDecoder::PlainObjects::kScanned);
  EventDecoder walking(EventDecoder::PlainObjects::kWalked);
  for (const absl::string_view line : absl::StrSplit(bytes, '\n')) {
    Demand(Decoded(&scanning, line) == Decoded(&walking, line));
  }
}

}  // namespace
}  // namespace tidemark::trace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using tidemark::trace::Demand;
  using tidemark::trace::ReadTrace;
  using tidemark::trace::Result;
  const std::string bytes(reinterpret_cast<const char*>(data), size);

  tidemark::trace::CheckBothWays(bytes);
  const Result strict = ReadTrace(bytes, /*recover=*/false, 4096);
  const Result in_small_reads = ReadTrace(bytes, /*recover=*/false, 7, /*threads=*/2);
  Demand(strict.status == in_small_reads.status);
  Demand(strict.events == in_small_reads.events);
  Demand(strict.cut_off == in_small_reads.cut_off);
  if (!strict.status.ok()) {
    Demand(absl::StartsWith(strict.status.message(), "fuzz:"));
    // The strict checker explains whatever the fast parser refuses.
    Demand(!absl::StrContains(strict.status.message(), "cannot be parsed"));
  }

  const Result lenient = ReadTrace(bytes, /*recover=*/true, 7);
  Demand(lenient.events == ReadTrace(bytes, /*recover=*/true, 4096).events);
  Demand(absl::StartsWith(lenient.events, strict.events));
  Demand(lenient.status.ok() || absl::IsUnimplemented(lenient.status));

  const Result again = ReadTrace(lenient.events, /*recover=*/false, 4096);
  Demand(again.status.ok());
  Demand(again.events == lenient.events);
  return 0;
}
