#include "tidemark/trace/writer.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tidemark/base/status.h"
#include "tidemark/trace/binary/binary_writer.h"
#include "tidemark/trace/io/byte_sink.h"
#include "tidemark/trace/json/json_writer.h"

namespace tidemark::trace {

absl::StatusOr<std::unique_ptr<TraceWriter>> CreateTrace(const std::string& path) {
  absl::string_view name = path;
  Compression compression = Compression::kNone;
  if (absl::ConsumeSuffix(&name, ".gz")) {
    compression = Compression::kGzip;
  } else if (absl::ConsumeSuffix(&name, ".zst")) {
    compression = Compression::kZstd;
  }
  if (absl::EndsWith(name, ".tmk") && compression == Compression::kNone) {
    TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<ByteSink> sink, OpenByteSink(path, compression));
    return std::make_unique<BinaryWriter>(std::move(sink));
  }
  for (const absl::string_view extension : {".json", ".ndjson", ".jsonl"}) {
    if (!absl::EndsWith(name, extension)) continue;
    TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<ByteSink> sink, OpenByteSink(path, compression));
    return std::make_unique<JsonWriter>(std::move(sink));
  }
  return absl::InvalidArgumentError(
      absl::StrCat(path, ": found an unknown extension, expected .tmk, .json, .ndjson or ",
                   ".jsonl, the last three with .gz or .zst behind it if they are to be "
                   "compressed"));
}

}  // namespace tidemark::trace
