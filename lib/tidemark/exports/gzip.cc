#include "tidemark/exports/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace tidemark::exports {

absl::StatusOr<std::string> Gzip(absl::string_view text) {
  constexpr int kGzipWindow = 15 + 16;
  constexpr int kDefaultMemory = 8;
  constexpr size_t kMostAtOnce = size_t{1} << 30;  // zlib counts in 32 bits
  z_stream z = {};
  if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, kDefaultMemory,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    return absl::ResourceExhaustedError("zlib has no memory to compress with");
  }
  std::string out;
  std::array<unsigned char, 65536> block;
  int result = Z_OK;
  while (result != Z_STREAM_END) {
    const absl::string_view part = text.substr(0, kMostAtOnce);
    text.remove_prefix(part.size());
    // zlib does not write to its input, whose type lacks the const.
    z.next_in = reinterpret_cast<unsigned char*>(const_cast<char*>(part.data()));
    z.avail_in = static_cast<uInt>(part.size());
    do {
      z.next_out = block.data();
      z.avail_out = static_cast<uInt>(block.size());
      result = deflate(&z, text.empty() ? Z_FINISH : Z_NO_FLUSH);
      out.append(reinterpret_cast<const char*>(block.data()), block.size() - z.avail_out);
    } while (z.avail_out == 0);
  }
  deflateEnd(&z);
  return out;
}

}  // namespace tidemark::exports
