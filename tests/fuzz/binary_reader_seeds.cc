// Writes the sound inputs from which the fuzzing of the binary reader begins:
//
//   tidemark_binary_reader_seeds tests/data/fuzz/binary_reader
//
// Which first byte means what is said in binary_reader_fuzz.cc.
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "tests/support/binary_trace.h"
#include "tests/support/random_event.h"

namespace tidemark {
namespace {

using trace::ChunkKind;
using trace::Event;
using trace::Mark;

constexpr char kAsItIs = 0;
constexpr char kRecords = 1;
constexpr char kMended = 2;
constexpr char kWithRing = 3;

void Write(const std::string& folder, const std::string& name, char mode, const std::string& rest) {
  std::ofstream(folder + "/seed_" + name, std::ios::binary) << mode << rest;
}

void WriteRecords(const std::string& folder) {
  RandomEvents random(1);
  for (size_t kind = 0; kind < std::variant_size_v<trace::EventBody>; ++kind) {
    std::string records;
    for (int i = 0; i < 4; ++i) {
      const EncodedRecords encoded = EncodeRecords(1, 0, {random.Next(kind)});
      records.append(reinterpret_cast<const char*>(encoded.bytes.data()), encoded.bytes.size());
    }
    Write(folder, "records_" + std::to_string(kind), kRecords, records);
  }
}

std::string SampleTrace(bool in_file_order) {
  RandomEvents random(2);
  BinaryTrace trace(7, in_file_order);
  trace.Add({.kind = ChunkKind::kOpening}, {random.Next(0)});
  for (int64_t chunk = 0; chunk < 6; ++chunk) {
    std::vector<Event> events;
    for (int64_t t = 10; t < 60; t += 10) {
      events.push_back({.t = t + chunk, .body = Mark{.name = "a name, and again a name"}});
    }
    trace.Add({.thread = chunk % 3, .sequence = static_cast<uint64_t>(chunk)}, events);
  }
  trace.Add({.kind = ChunkKind::kClosing}, {random.Next(19)});
  return trace.bytes();
}

std::string SampleRing(bool json) {
  TestSlotFile ring(7, json ? trace::SlotFileOutput::kJson : trace::SlotFileOutput::kBinary);
  ring.SetProgress(0, 2, 40, 5);
  ring.AddSlot(1, 1, 0, {{.t = 20, .body = Mark{.name = "x"}}});
  ring.AddSlot(2, 9, 0, {{.t = 30, .body = Mark{.name = "x"}}}, trace::SlotState::kFull);
  return ring.bytes();
}

void WriteAll(const std::string& folder) {
  WriteRecords(folder);
  for (const bool in_file_order : {false, true}) {
    const std::string name = in_file_order ? "ordered" : "merged";
    const std::string bytes = SampleTrace(in_file_order);
    Write(folder, name, kAsItIs, bytes);
    Write(folder, name + "_mended", kMended, bytes);
    const auto size = static_cast<uint16_t>(bytes.size());
    const std::string length(reinterpret_cast<const char*>(&size), sizeof(size));
    Write(folder, name + "_ring", kWithRing, length + bytes + SampleRing(in_file_order));
  }
  const std::string json = "{\"ev\":\"mark\",\"t\":5,\"name\":\"x\"}\n";
  const auto size = static_cast<uint16_t>(json.size());
  Write(folder, "json_ring", kWithRing,
        std::string(reinterpret_cast<const char*>(&size), sizeof(size)) + json + SampleRing(true));
}

}  // namespace
}  // namespace tidemark

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
    return 2;
  }
  tidemark::WriteAll(argv[1]);
  return 0;
}
