#include "tidemark/gate/formats/gzip_size.h"

#include <zlib.h>

#include <array>

namespace tidemark::gate {
namespace {

// What the compressor may hold back: it has not written what it was given last. Its symbols and
// window are well below this.
constexpr size_t kHeldBack = size_t{256} * 1024;

}  // namespace

struct GzipSize::Stream {
  z_stream z = {};
  bool usable = false;
  size_t given = 0;
  size_t written = 0;
};

GzipSize::GzipSize() : stream_(std::make_unique<Stream>()) {
  constexpr int kGzipWindow = 15 + 16;
  constexpr int kDefaultMemory = 8;
  stream_->usable = deflateInit2(&stream_->z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow,
                                 kDefaultMemory, Z_DEFAULT_STRATEGY) == Z_OK;
}

GzipSize::~GzipSize() {
  if (stream_->usable) deflateEnd(&stream_->z);
}

void GzipSize::Add(absl::string_view text) {
  stream_->given += text.size();
  if (!stream_->usable) return;
  std::array<unsigned char, 16384> out;
  z_stream& z = stream_->z;
  // zlib does not write to its input, whose type lacks the const.
  z.next_in = reinterpret_cast<unsigned char*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  do {
    z.next_out = out.data();
    z.avail_out = static_cast<uInt>(out.size());
    deflate(&z, Z_NO_FLUSH);
    stream_->written += out.size() - z.avail_out;
  } while (z.avail_out == 0);
}

size_t GzipSize::AtMost() const {
  return (stream_->usable ? stream_->written : stream_->given) + kHeldBack;
}

}  // namespace tidemark::gate
