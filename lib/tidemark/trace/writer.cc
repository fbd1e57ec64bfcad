#include "tidemark/trace/writer.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/base/status.h"
#include "tidemark/trace/binary/binary_writer.h"
#include "tidemark/trace/io/byte_sink.h"
#include "tidemark/trace/io/file_format.h"
#include "tidemark/trace/json/json_writer.h"

namespace tidemark::trace {

absl::StatusOr<std::unique_ptr<TraceWriter>> CreateTrace(const std::string& path) {
  const std::optional<FileFormat> format = FileFormatOf(path);
  if (format.has_value()) {
    TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<ByteSink> sink,
                              OpenByteSink(path, format->compression));
    switch (format->encoding) {
      case Encoding::kBinary:
        return std::make_unique<BinaryWriter>(std::move(sink));
      case Encoding::kJson:
        return std::make_unique<JsonWriter>(std::move(sink));
    }
  }
  return absl::InvalidArgumentError(
      absl::StrCat(path, ": found an unknown extension, expected .tmk, .json, .ndjson or ",
                   ".jsonl, the last three with .gz or .zst behind it if they are to be "
                   "compressed"));
}

}  // namespace tidemark::trace
