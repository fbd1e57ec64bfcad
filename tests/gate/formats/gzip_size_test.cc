#include "tidemark/gate/formats/gzip_size.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <random>
#include <string>
#include <vector>

namespace tidemark::gate {
namespace {

// What gzip makes of it, with its header and trailer.
size_t GzippedSize(const std::string& text) {
  uLongf size = compressBound(static_cast<uLong>(text.size()));
  std::vector<unsigned char> out(size);
  EXPECT_EQ(compress2(out.data(), &size, reinterpret_cast<const unsigned char*>(text.data()),
                      static_cast<uLong>(text.size()), Z_DEFAULT_COMPRESSION),
            Z_OK);
  return size + 12;
}

TEST(GzipSize, IsNeverTooSmallAndNotMuchTooLarge) {
  std::mt19937 random(7);
  std::string text;
  GzipSize size;
  for (int i = 0; i < 2000; ++i) {
    std::string piece(random() % 4000, 'a');
    for (char& c : piece) c = static_cast<char>(i % 2 == 0 ? random() % 256 : 'a' + random() % 2);
    size.Add(piece);
    text += piece;
    if (i % 200 != 0) continue;
    const size_t real = GzippedSize(text);
    EXPECT_GE(size.AtMost(), real);
    EXPECT_LE(size.AtMost(), real + 300'000);
  }
}

}  // namespace
}  // namespace tidemark::gate
