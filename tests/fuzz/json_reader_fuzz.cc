// Any bytes as trace JSON, plain or compressed: the reader must neither crash nor hang, and what it
// reads must survive being written and read again.
//
// The first byte of an input says with which options the rest is read.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/random_event.h"
#include "tidemark/trace/byte_source.h"
#include "tidemark/trace/json_reader.h"
#include "tidemark/trace/json_text.h"
#include "tidemark/trace/random_access.h"

namespace tidemark::trace {
namespace {

constexpr uint8_t kRecover = 0x80;
constexpr uint8_t kSmallReads = 0x40;

// False where the reader stopped at an error.
bool ReadAll(const std::string& text, bool recover, size_t read_bytes, std::string* lines) {
  auto source = Decompress(ReadPrefix(InMemory(text), text.size()), "fuzz");
  if (!source.ok()) return false;
  JsonReader reader(*std::move(source), "fuzz", {.recover = recover}, read_bytes);
  while (true) {
    const absl::StatusOr<const Event*> event = reader.Next();
    if (!event.ok()) return false;
    if (*event == nullptr) return true;
    AppendJson(**event, lines);
    *lines += '\n';
  }
}

}  // namespace
}  // namespace tidemark::trace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tidemark::trace;
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::string lines;
  ReadAll(text, (data[0] & kRecover) != 0, (data[0] & kSmallReads) != 0 ? 7 : 4096, &lines);
  std::string again;
  if (!ReadAll(lines, false, 4096, &again) || again != lines) std::abort();
  return 0;
}

std::vector<std::string> FuzzSeeds() {
  using namespace tidemark;
  std::vector<std::string> seeds;
  RandomEvents random(1);
  for (size_t kind = 0; kind < std::variant_size_v<trace::EventBody>; ++kind) {
    std::string lines;
    for (int i = 0; i < 3; ++i) {
      trace::AppendJson(random.Next(kind), &lines);
      lines += '\n';
    }
    std::string document = "{\"tidemark_trace\":1,\"events\":[" + lines + "]}";
    std::replace(document.begin(), document.end(), '\n', ',');
    document[document.rfind(',')] = ' ';
    for (const uint8_t options : {0, 0x40, 0x80, 0xc0}) {
      seeds.push_back(std::string(1, static_cast<char>(options)) + lines);
      seeds.push_back(std::string(1, static_cast<char>(options)) + document);
    }
  }
  return seeds;
}
