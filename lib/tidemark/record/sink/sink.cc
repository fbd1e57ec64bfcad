#include "tidemark/record/sink/sink.h"

#include <optional>

#include "tidemark/record/sink/binary_sink.h"
#include "tidemark/record/sink/json_sink.h"
#include "tidemark/trace/io/file_format.h"

namespace tidemark::record {

std::unique_ptr<Sink> NewSink(const std::string& path, const SinkContext& context) {
  const std::optional<trace::FileFormat> format = trace::FileFormatOf(path);
  if (!format.has_value()) return nullptr;
  switch (format->encoding) {
    case trace::Encoding::kBinary:
      return std::make_unique<BinarySink>(path, context);
    case trace::Encoding::kJson:
      return std::make_unique<JsonSink>(path, format->compression, context);
  }
  return nullptr;
}

}  // namespace tidemark::record
