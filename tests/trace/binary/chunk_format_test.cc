#include "tidemark/trace/binary/chunk_format.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <vector>

namespace tidemark::trace {
namespace {

TEST(FileHeader, ComesBack) {
  for (const bool in_file_order : {false, true}) {
    uint8_t bytes[kFileHeaderBytes];
    EncodeFileHeader({.in_file_order = in_file_order, .run_id = 0x0123456789abcdefU}, bytes);
    FileHeader header;
    ASSERT_EQ(DecodeFileHeader(bytes, &header), HeaderProblem::kNone);
    EXPECT_EQ(header.in_file_order, in_file_order);
    EXPECT_EQ(header.run_id, 0x0123456789abcdefU);
  }
}

TEST(FileHeader, TellsMagicVersionAndDamageApart) {
  for (size_t at = 0; at < kFileHeaderBytes; ++at) {
    uint8_t bytes[kFileHeaderBytes];
    EncodeFileHeader({.run_id = 7}, bytes);
    bytes[at] ^= 0x40;
    FileHeader header;
    const HeaderProblem problem = DecodeFileHeader(bytes, &header);
    if (at < 8) {
      EXPECT_EQ(problem, HeaderProblem::kMagic) << at;
    } else if (at < 10) {
      EXPECT_EQ(problem, HeaderProblem::kVersion) << at;
    } else {
      EXPECT_EQ(problem, HeaderProblem::kDamaged) << at;
    }
  }
}

TEST(FileHeader, SaysWhichOtherVersion) {
  uint8_t bytes[kFileHeaderBytes];
  EncodeFileHeader({.version = 9}, bytes);
  FileHeader header;
  EXPECT_EQ(DecodeFileHeader(bytes, &header), HeaderProblem::kVersion);
  EXPECT_EQ(header.version, 9);
}

ChunkHeader SampleHeader() {
  return {.kind = ChunkKind::kClosing,
          .compressed = true,
          .thread = 12,
          .sequence = 34,
          .base_time = 56,
          .last_time = 78,
          .raw_bytes = 1000,
          .stored_bytes = 900,
          .records = 11,
          .stored_crc = 0xfeedbeef};
}

TEST(ChunkHeader, ComesBack) {
  uint8_t bytes[kChunkHeaderBytes];
  EncodeChunkHeader(SampleHeader(), bytes);
  ChunkHeader header;
  ASSERT_TRUE(DecodeChunkHeader(bytes, &header));
  EXPECT_EQ(header.kind, ChunkKind::kClosing);
  EXPECT_TRUE(header.compressed);
  EXPECT_EQ(header.thread, 12);
  EXPECT_EQ(header.sequence, 34U);
  EXPECT_EQ(header.base_time, 56);
  EXPECT_EQ(header.last_time, 78);
  EXPECT_EQ(header.raw_bytes, 1000U);
  EXPECT_EQ(header.stored_bytes, 900U);
  EXPECT_EQ(header.records, 11U);
  EXPECT_EQ(header.stored_crc, 0xfeedbeefU);
}

TEST(ChunkHeader, AnyFlippedBitIsSeen) {
  uint8_t bytes[kChunkHeaderBytes];
  EncodeChunkHeader(SampleHeader(), bytes);
  ChunkHeader header;
  for (size_t bit = 0; bit < 8 * kChunkHeaderBytes; ++bit) {
    bytes[bit / 8] ^= static_cast<uint8_t>(1U << (bit % 8));
    EXPECT_FALSE(DecodeChunkHeader(bytes, &header)) << bit;
    bytes[bit / 8] ^= static_cast<uint8_t>(1U << (bit % 8));
  }
  EXPECT_TRUE(DecodeChunkHeader(bytes, &header));
}

// With a right checksum, and yet not sound.
TEST(ChunkHeader, SizesAreBounded) {
  const auto sound = [](auto change) {
    ChunkHeader header = SampleHeader();
    change(header);
    uint8_t bytes[kChunkHeaderBytes];
    EncodeChunkHeader(header, bytes);
    return DecodeChunkHeader(bytes, &header);
  };
  EXPECT_TRUE(sound([](ChunkHeader& h) { h.raw_bytes = kMaxOrderedChunkBytes; }));
  EXPECT_FALSE(sound([](ChunkHeader& h) { h.raw_bytes = kMaxOrderedChunkBytes + 1; }));
  EXPECT_TRUE(sound(
      [](ChunkHeader& h) { h.stored_bytes = static_cast<uint32_t>(MaxStoredBytes(h.raw_bytes)); }));
  EXPECT_FALSE(sound([](ChunkHeader& h) {
    h.stored_bytes = static_cast<uint32_t>(MaxStoredBytes(h.raw_bytes)) + 1;
  }));
  EXPECT_FALSE(sound([](ChunkHeader& h) { h.compressed = false; })) << "900 are not 1000";
  EXPECT_FALSE(sound([](ChunkHeader& h) { h.thread = -1; }));
  EXPECT_FALSE(sound([](ChunkHeader& h) { h.base_time = -1; }));
  EXPECT_FALSE(sound([](ChunkHeader& h) { h.last_time = 55; }));
  EXPECT_FALSE(sound([](ChunkHeader& h) { h.kind = static_cast<ChunkKind>(4); }));
  EXPECT_FALSE(sound([](ChunkHeader& h) { h.kind = static_cast<ChunkKind>(0); }));
}

std::vector<uint8_t> Payload(size_t size, bool random) {
  std::mt19937 generator(3);
  std::vector<uint8_t> payload(size);
  for (size_t i = 0; i < size; ++i) {
    payload[i] = random ? static_cast<uint8_t>(generator()) : static_cast<uint8_t>(i % 7);
  }
  return payload;
}

TEST(ChunkCompressor, GivesTheSameBytesBack) {
  ChunkCompressor compressor(1);
  ChunkDecompressor decompressor;
  for (const size_t size : {size_t{0}, size_t{1}, size_t{100}, size_t{65536}, size_t{3000000}}) {
    for (const bool random : {false, true}) {
      const std::vector<uint8_t> payload = Payload(size, random);
      const uint8_t* chunk = nullptr;
      const size_t stored =
          compressor.Encode({.thread = 3, .records = 5}, payload.data(), size, &chunk);
      ChunkHeader header;
      ASSERT_TRUE(DecodeChunkHeader(chunk, &header));
      EXPECT_EQ(stored, kChunkHeaderBytes + header.stored_bytes);
      EXPECT_EQ(header.compressed, !random && size >= 100);
      EXPECT_LE(header.stored_bytes, size) << "what grows is stored as it is";
      ASSERT_EQ(header.raw_bytes, size);
      std::vector<uint8_t> raw(size);
      EXPECT_EQ(decompressor.Decode(header, chunk + kChunkHeaderBytes, raw.data()), nullptr);
      EXPECT_EQ(raw, payload);
    }
  }
}

TEST(ChunkDecompressor, SaysWhatIsWrong) {
  ChunkCompressor compressor(1);
  ChunkDecompressor decompressor;
  const std::vector<uint8_t> payload = Payload(5000, false);
  const uint8_t* chunk = nullptr;
  compressor.Encode({}, payload.data(), payload.size(), &chunk);
  ChunkHeader header;
  ASSERT_TRUE(DecodeChunkHeader(chunk, &header));
  std::vector<uint8_t> stored(chunk + kChunkHeaderBytes,
                              chunk + kChunkHeaderBytes + header.stored_bytes);
  std::vector<uint8_t> raw(payload.size());

  stored[stored.size() / 2] ^= 1;
  EXPECT_STREQ(decompressor.Decode(header, stored.data(), raw.data()), "its checksum is wrong");
  header.stored_crc = Crc32(stored.data(), stored.size());
  stored[0] ^= 0xff;
  header.stored_crc = Crc32(stored.data(), stored.size());
  EXPECT_STREQ(decompressor.Decode(header, stored.data(), raw.data()), "it does not decompress");
  stored[0] ^= 0xff;
  stored[stored.size() / 2] ^= 1;
  header.stored_crc = Crc32(stored.data(), stored.size());
  EXPECT_EQ(decompressor.Decode(header, stored.data(), raw.data()), nullptr);
  // A bomb: more comes out than the header says. And less.
  --header.raw_bytes;
  EXPECT_STREQ(decompressor.Decode(header, stored.data(), raw.data()), "it does not decompress");
  raw.resize(payload.size() + 1);
  header.raw_bytes += 2;
  EXPECT_STREQ(decompressor.Decode(header, stored.data(), raw.data()), "it does not decompress");
}

}  // namespace
}  // namespace tidemark::trace
