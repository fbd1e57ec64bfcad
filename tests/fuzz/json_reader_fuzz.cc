// Any bytes as trace JSON, plain or compressed: the reader must neither crash nor hang, and what it
// reads must survive being written and read again.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "tidemark/trace/byte_source.h"
#include "tidemark/trace/json_reader.h"
#include "tidemark/trace/json_text.h"
#include "tidemark/trace/random_access.h"

namespace tidemark::trace {
namespace {

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
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const bool recover : {false, true}) {
    std::string lines;
    ReadAll(text, recover, 4096, &lines);
    std::string in_small_reads;
    ReadAll(text, recover, 7, &in_small_reads);
    if (in_small_reads != lines) std::abort();
    std::string again;
    if (!ReadAll(lines, false, 4096, &again) || again != lines) std::abort();
  }
  return 0;
}
