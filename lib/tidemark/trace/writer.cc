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

namespace {

absl::StatusOr<FileFormat> FormatOf(const std::string& path) {
  const std::optional<FileFormat> format = FileFormatOf(path);
  if (format) return *format;
  return absl::InvalidArgumentError(
      absl::StrCat(path, ": found an unknown extension, expected .tmk, .json, .ndjson or ",
                   ".jsonl, the last three with .gz or .zst behind it if they are to be "
                   "compressed"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<TraceWriter>> CreateTrace(const std::string& path) {
  TIDEMARK_ASSIGN_OR_RETURN(const FileFormat format, FormatOf(path));
  TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<ByteSink> sink, OpenByteSink(path, format.compression));
  if (format.binary) return std::make_unique<BinaryWriter>(std::move(sink));
  return std::make_unique<JsonWriter>(std::move(sink));
}

absl::Status CheckExtension(const std::string& path) { return FormatOf(path).status(); }

}  // namespace tidemark::trace
