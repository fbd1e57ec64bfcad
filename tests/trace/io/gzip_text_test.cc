#include "tidemark/trace/io/gzip_text.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <string>

namespace tidemark::trace {
namespace {

std::string Gunzip(std::string packed, size_t size) {
  z_stream z = {};
  EXPECT_EQ(inflateInit2(&z, 15 + 16), Z_OK);
  std::string text(size + 1, '?');
  z.next_in = reinterpret_cast<unsigned char*>(packed.data());
  z.avail_in = static_cast<uInt>(packed.size());
  z.next_out = reinterpret_cast<unsigned char*>(text.data());
  z.avail_out = static_cast<uInt>(text.size());
  EXPECT_EQ(inflate(&z, Z_FINISH), Z_STREAM_END);
  text.resize(text.size() - z.avail_out);
  inflateEnd(&z);
  return text;
}

TEST(GzipText, GivesBackWhatItWasGiven) {
  std::string noise;
  for (unsigned i = 1; noise.size() < 300000; i = i * 1103515245 + 12345) {
    noise.push_back(static_cast<char>(i >> 16));
  }
  for (const std::string& text :
       {std::string(), std::string("a"), std::string(500000, 'x'), noise}) {
    EXPECT_EQ(Gunzip(GzipText(text), text.size()), text);
  }
}

TEST(GzipText, EqualTextsGiveEqualBytes) {
  const std::string packed = GzipText("text");
  EXPECT_EQ(packed, GzipText("text"));
  EXPECT_EQ(packed.substr(4, 4), std::string(4, '\0'));  // no time
}

}  // namespace
}  // namespace tidemark::trace
