// The format of a trace file, which follows from its extension.
//
// Used by CreateTrace and by the recorder's sinks; header-only, because the recorder is also part
// of the malloc interposer, into which Abseil cannot be linked.
// Threading: pure functions.
//
//   FileFormatOf("run.ndjson.zst");  // {.binary = false, .compression = Compression::kZstd}
#ifndef TIDEMARK_TRACE_IO_FILE_FORMAT_H_
#define TIDEMARK_TRACE_IO_FILE_FORMAT_H_

#include <optional>
#include <string_view>

namespace tidemark::trace {

enum class Compression { kNone, kGzip, kZstd };

struct FileFormat {
  bool binary = false;                           // .tmk, else JSON
  Compression compression = Compression::kNone;  // of JSON; .tmk compresses its chunks itself
};

// .tmk, or .json .ndjson .jsonl, these optionally with .gz or .zst behind it; nullopt for another
// extension.
inline std::optional<FileFormat> FileFormatOf(std::string_view path) {
  const auto consume_suffix = [&path](std::string_view suffix) {
    if (!path.ends_with(suffix)) return false;
    path.remove_suffix(suffix.size());
    return true;
  };
  FileFormat format;
  if (consume_suffix(".tmk")) {
    format.binary = true;
    return format;
  }
  if (consume_suffix(".gz")) {
    format.compression = Compression::kGzip;
  } else if (consume_suffix(".zst")) {
    format.compression = Compression::kZstd;
  }
  for (const std::string_view extension : {".json", ".ndjson", ".jsonl"}) {
    if (path.ends_with(extension)) return format;
  }
  return std::nullopt;
}

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_IO_FILE_FORMAT_H_
