// The form in which a trace file is written, as its name says.
//
// Consumed by whoever creates a trace: CreateTrace and the recorder. Readers detect it from the content.
//
//   const std::optional<FileFormat> format = FileFormatOf("run.ndjson.gz");
//   // format->encoding == Encoding::kJson, format->compression == Compression::kGzip
#ifndef TIDEMARK_TRACE_IO_FILE_FORMAT_H_
#define TIDEMARK_TRACE_IO_FILE_FORMAT_H_

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"

namespace tidemark::trace {

enum class Encoding : uint8_t { kBinary, kJson };

// Of the file as a whole; a binary trace compresses its chunks itself.
enum class Compression : uint8_t { kNone, kGzip, kZstd };

struct FileFormat {
  Encoding encoding;
  Compression compression;
};

// .tmk, or .json .ndjson .jsonl, these optionally with .gz or .zst behind it; nullopt for others.
std::optional<FileFormat> FileFormatOf(absl::string_view path);

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_IO_FILE_FORMAT_H_
