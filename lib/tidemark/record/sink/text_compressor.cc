#include "tidemark/record/sink/text_compressor.h"

#include <zlib.h>
#include <zstd.h>

namespace tidemark::record {
namespace {

constexpr int kLevel = 3;

}  // namespace

std::string_view TextCompressor::Compress(std::string_view text) {
  switch (compression_) {
    case trace::Compression::kNone:
      return text;
    case trace::Compression::kGzip:
      return Gzip(text) ? std::string_view(out_) : std::string_view();
    case trace::Compression::kZstd:
      return Zstd(text) ? std::string_view(out_) : std::string_view();
  }
  return {};
}

bool TextCompressor::Gzip(std::string_view text) {
  constexpr int kGzipWindow = 15 + 16;
  constexpr int kMemoryLevel = 8;
  z_stream stream{};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipWindow, kMemoryLevel, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    return false;
  }
  out_.resize(deflateBound(&stream, static_cast<uLong>(text.size())));
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out_.data());
  stream.avail_out = static_cast<uInt>(out_.size());
  const bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out_.resize(stream.total_out);
  deflateEnd(&stream);
  return done;
}

bool TextCompressor::Zstd(std::string_view text) {
  out_.resize(ZSTD_compressBound(text.size()));
  const size_t size = ZSTD_compress(out_.data(), out_.size(), text.data(), text.size(), kLevel);
  if (ZSTD_isError(size) != 0) return false;
  out_.resize(size);
  return true;
}

}  // namespace tidemark::record
