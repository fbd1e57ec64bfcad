// Any bytes as a binary trace: the reader must neither crash nor hang nor use memory without bound,
// and what it reads must survive being written and read again.
//
// The first byte of an input says what the rest is. Checksums keep a mutation from getting
// anywhere, so most modes put them right first.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/binary_trace.h"
#include "tidemark/trace/binary/binary_reader.h"
#include "tidemark/trace/binary/binary_writer.h"
#include "tidemark/trace/binary/slot_file_reader.h"
#include "tidemark/trace/interrupted_json_reader.h"
#include "tidemark/trace/json/json_text.h"

namespace tidemark::trace {
namespace {

enum Mode : uint8_t {
  kAsItIs = 0,    // a file
  kRecords = 1,   // the records of one chunk
  kMended = 2,    // a file whose checksums are put right
  kWithRing = 3,  // two bytes: the length of a file, to be mended; behind it its ring
  kModes = 4,
  kRecover = 0x80,  // a flag
};

class StringSink final : public ByteSink {
 public:
  explicit StringSink(std::string* out) : out_(out) {}
  absl::Status Append(absl::string_view bytes) override {
    out_->append(bytes.data(), bytes.size());
    return absl::OkStatus();
  }
  absl::Status Flush() override { return absl::OkStatus(); }
  absl::Status Close() override { return absl::OkStatus(); }

 private:
  std::string* const out_;
};

// Puts the checksums right wherever something looks like a header.
std::string Mend(std::string file) {
  auto* const bytes = reinterpret_cast<uint8_t*>(file.data());
  if (file.size() >= kFileHeaderBytes) {
    std::memcpy(bytes, kFileMagic, sizeof(kFileMagic));
    const uint32_t crc = Crc32(bytes, kFileHeaderBytes - 4);
    std::memcpy(bytes + kFileHeaderBytes - 4, &crc, sizeof(crc));
  }
  for (size_t at = kFileHeaderBytes; at + kChunkHeaderBytes <= file.size(); ++at) {
    if (std::memcmp(bytes + at, kChunkMagic, sizeof(kChunkMagic)) != 0) continue;
    uint32_t stored = 0;
    std::memcpy(&stored, bytes + at + 44, sizeof(stored));
    const size_t left = file.size() - at - kChunkHeaderBytes;
    const uint32_t payload_crc =
        Crc32(bytes + at + kChunkHeaderBytes, std::min<size_t>(stored, left));
    std::memcpy(bytes + at + 52, &payload_crc, sizeof(payload_crc));
    const uint32_t header_crc = Crc32(bytes + at, kChunkHeaderBytes - 4);
    std::memcpy(bytes + at + kChunkHeaderBytes - 4, &header_crc, sizeof(header_crc));
  }
  return file;
}

std::string ReadAll(TraceReader* reader, TraceWriter* writer) {
  std::string lines;
  while (true) {
    const absl::StatusOr<const Event*> event = reader->Next();
    if (!event.ok() || *event == nullptr) return lines;
    AppendJson(**event, &lines);
    lines += '\n';
    if (writer != nullptr && !writer->Write(**event).ok()) std::abort();
  }
}

void ReadFile(const std::string& file, std::unique_ptr<RandomAccess> ring,
              const ReaderOptions& options) {
  auto reader = BinaryReader::Open(InMemory(file), std::move(ring), "fuzz", options);
  if (!reader.ok()) return;
  std::string copy;
  BinaryWriter writer(std::make_unique<StringSink>(&copy));
  const std::string lines = ReadAll(reader->get(), &writer);
  if (!writer.Close().ok()) std::abort();
  auto again = BinaryReader::Open(InMemory(copy), nullptr, "copy");
  if (!again.ok() || ReadAll(again->get(), nullptr) != lines) std::abort();
}

void ReadWithRing(const std::string& file, const std::string& ring, const ReaderOptions& options) {
  ReadFile(Mend(file), InMemory(ring), options);
  const auto snapshot = ReadSlotFile(InMemory(ring).get(), "fuzz.ring");
  if (!snapshot.ok()) return;
  auto reader =
      InterruptedJsonReader::Open(InMemory(file), InMemory(ring), *snapshot, "fuzz", options);
  if (reader.ok()) ReadAll(reader->get(), nullptr);
}

void Run(const uint8_t* data, size_t size) {
  if (size == 0) return;
  const ReaderOptions options = {.recover = (data[0] & kRecover) != 0};
  const std::string rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % kModes) {
    case kAsItIs:
      return ReadFile(rest, nullptr, options);
    case kRecords: {
      BinaryTrace trace;
      trace.AddRaw({.thread = 1}, {data + 1, data + size});
      return ReadFile(trace.bytes(), nullptr, options);
    }
    case kMended:
      return ReadFile(Mend(rest), nullptr, options);
    default: {
      if (rest.size() < 2) return;
      uint16_t length = 0;
      std::memcpy(&length, rest.data(), sizeof(length));
      const size_t split = std::min<size_t>(length, rest.size() - 2);
      return ReadWithRing(rest.substr(2, split), rest.substr(2 + split), options);
    }
  }
}

}  // namespace
}  // namespace tidemark::trace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  tidemark::trace::Run(data, size);
  return 0;
}
