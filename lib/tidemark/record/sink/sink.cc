#include "tidemark/record/sink/sink.h"

#include <string_view>

#include "tidemark/record/sink/binary_sink.h"
#include "tidemark/record/sink/json_sink.h"

namespace tidemark::record {

std::unique_ptr<Sink> NewSink(const std::string& path, const SinkContext& context) {
  const auto ends_with = [&path](std::string_view suffix) {
    return std::string_view(path).ends_with(suffix);
  };
  if (ends_with(".tmk")) return std::make_unique<BinarySink>(path, context);
  for (const std::string_view extension : {".json", ".ndjson", ".jsonl"}) {
    const std::string name(extension);
    if (ends_with(name)) return std::make_unique<JsonSink>(path, TextCompression::kNone, context);
    if (ends_with(name + ".gz")) {
      return std::make_unique<JsonSink>(path, TextCompression::kGzip, context);
    }
    if (ends_with(name + ".zst")) {
      return std::make_unique<JsonSink>(path, TextCompression::kZstd, context);
    }
  }
  return nullptr;
}

}  // namespace tidemark::record
