#include "tidemark/trace/io/file_format.h"

#include "absl/strings/match.h"
#include "absl/strings/strip.h"

namespace tidemark::trace {

std::optional<FileFormat> FileFormatOf(absl::string_view path) {
  if (absl::EndsWith(path, ".tmk")) return FileFormat{Encoding::kBinary, Compression::kNone};
  Compression compression = Compression::kNone;
  if (absl::ConsumeSuffix(&path, ".gz")) {
    compression = Compression::kGzip;
  } else if (absl::ConsumeSuffix(&path, ".zst")) {
    compression = Compression::kZstd;
  }
  for (const absl::string_view extension : {".json", ".ndjson", ".jsonl"}) {
    if (absl::EndsWith(path, extension)) return FileFormat{Encoding::kJson, compression};
  }
  return std::nullopt;
}

}  // namespace tidemark::trace
