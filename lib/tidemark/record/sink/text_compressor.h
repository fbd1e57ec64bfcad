// Compresses pieces of text, each by itself: pieces one behind the other are a valid file.
//
// Threading: one thread at a time. Ownership: the result is valid until the next call.
#ifndef TIDEMARK_RECORD_SINK_TEXT_COMPRESSOR_H_
#define TIDEMARK_RECORD_SINK_TEXT_COMPRESSOR_H_

#include <string>
#include <string_view>

#include "tidemark/trace/io/file_format.h"

namespace tidemark::record {

class TextCompressor {
 public:
  explicit TextCompressor(trace::Compression compression) : compression_(compression) {}

  // A gzip member, a zstd frame, or the text itself. Empty when memory is short.
  std::string_view Compress(std::string_view text);

 private:
  bool Gzip(std::string_view text);
  bool Zstd(std::string_view text);

  trace::Compression compression_;
  std::string out_;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_SINK_TEXT_COMPRESSOR_H_
