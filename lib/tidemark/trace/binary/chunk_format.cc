#include "tidemark/trace/binary/chunk_format.h"

#include <zlib.h>
#include <zstd.h>

#include <bit>
#include <cstring>
#include <new>

namespace tidemark::trace {
namespace {

static_assert(std::endian::native == std::endian::little, "headers are little-endian");

// Offsets within the file's header.
constexpr size_t kVersionAt = 8;
constexpr size_t kHeaderSizeAt = 10;
constexpr size_t kFlagsAt = 12;
constexpr size_t kRunIdAt = 16;
constexpr size_t kFileCrcAt = 28;
constexpr uint32_t kFlagInFileOrder = 1;

// Offsets within a chunk's header.
constexpr size_t kKindAt = 4;
constexpr size_t kCompressionAt = 5;
constexpr size_t kThreadAt = 8;
constexpr size_t kSequenceAt = 16;
constexpr size_t kBaseTimeAt = 24;
constexpr size_t kLastTimeAt = 32;
constexpr size_t kRawBytesAt = 40;
constexpr size_t kStoredBytesAt = 44;
constexpr size_t kRecordsAt = 48;
constexpr size_t kStoredCrcAt = 52;
constexpr size_t kChunkCrcAt = 60;

template <class T>
void Put(uint8_t* bytes, size_t at, T value) {
  std::memcpy(bytes + at, &value, sizeof(value));
}

template <class T>
T Get(const uint8_t* bytes, size_t at) {
  T value;
  std::memcpy(&value, bytes + at, sizeof(value));
  return value;
}

}  // namespace

uint32_t Crc32(const uint8_t* bytes, size_t size) noexcept {
  return static_cast<uint32_t>(crc32_z(0, bytes, size));
}

void EncodeFileHeader(const FileHeader& header, uint8_t (&bytes)[kFileHeaderBytes]) noexcept {
  std::memset(bytes, 0, kFileHeaderBytes);
  std::memcpy(bytes, kFileMagic, sizeof(kFileMagic));
  Put<uint16_t>(bytes, kVersionAt, header.version);
  Put<uint16_t>(bytes, kHeaderSizeAt, kFileHeaderBytes);
  Put<uint32_t>(bytes, kFlagsAt, header.in_file_order ? kFlagInFileOrder : 0);
  Put<uint64_t>(bytes, kRunIdAt, header.run_id);
  Put<uint32_t>(bytes, kFileCrcAt, Crc32(bytes, kFileCrcAt));
}

HeaderProblem DecodeFileHeader(const uint8_t (&bytes)[kFileHeaderBytes],
                               FileHeader* header) noexcept {
  if (std::memcmp(bytes, kFileMagic, sizeof(kFileMagic)) != 0) return HeaderProblem::kMagic;
  // The version first: another one may have another header.
  header->version = Get<uint16_t>(bytes, kVersionAt);
  if (header->version != kFileFormatVersion) return HeaderProblem::kVersion;
  const auto flags = Get<uint32_t>(bytes, kFlagsAt);
  if (Get<uint32_t>(bytes, kFileCrcAt) != Crc32(bytes, kFileCrcAt) ||
      Get<uint16_t>(bytes, kHeaderSizeAt) != kFileHeaderBytes || (flags & ~kFlagInFileOrder) != 0) {
    return HeaderProblem::kDamaged;
  }
  header->in_file_order = (flags & kFlagInFileOrder) != 0;
  header->run_id = Get<uint64_t>(bytes, kRunIdAt);
  return HeaderProblem::kNone;
}

size_t MaxStoredBytes(size_t raw_bytes) noexcept { return ZSTD_compressBound(raw_bytes); }

void EncodeChunkHeader(const ChunkHeader& header, uint8_t* bytes) noexcept {
  std::memset(bytes, 0, kChunkHeaderBytes);
  std::memcpy(bytes, kChunkMagic, sizeof(kChunkMagic));
  bytes[kKindAt] = static_cast<uint8_t>(header.kind);
  bytes[kCompressionAt] = header.compressed ? 1 : 0;
  Put<int64_t>(bytes, kThreadAt, header.thread);
  Put<uint64_t>(bytes, kSequenceAt, header.sequence);
  Put<int64_t>(bytes, kBaseTimeAt, header.base_time);
  Put<int64_t>(bytes, kLastTimeAt, header.last_time);
  Put<uint32_t>(bytes, kRawBytesAt, header.raw_bytes);
  Put<uint32_t>(bytes, kStoredBytesAt, header.stored_bytes);
  Put<uint32_t>(bytes, kRecordsAt, header.records);
  Put<uint32_t>(bytes, kStoredCrcAt, header.stored_crc);
  Put<uint32_t>(bytes, kChunkCrcAt, Crc32(bytes, kChunkCrcAt));
}

bool DecodeChunkHeader(const uint8_t* bytes, ChunkHeader* header) noexcept {
  if (std::memcmp(bytes, kChunkMagic, sizeof(kChunkMagic)) != 0 ||
      Get<uint32_t>(bytes, kChunkCrcAt) != Crc32(bytes, kChunkCrcAt)) {
    return false;
  }
  const uint8_t kind = bytes[kKindAt];
  if (kind < static_cast<uint8_t>(ChunkKind::kRecords) ||
      kind > static_cast<uint8_t>(ChunkKind::kClosing) || bytes[kCompressionAt] > 1) {
    return false;
  }
  header->kind = static_cast<ChunkKind>(kind);
  header->compressed = bytes[kCompressionAt] == 1;
  header->thread = Get<int64_t>(bytes, kThreadAt);
  header->sequence = Get<uint64_t>(bytes, kSequenceAt);
  header->base_time = Get<int64_t>(bytes, kBaseTimeAt);
  header->last_time = Get<int64_t>(bytes, kLastTimeAt);
  header->raw_bytes = Get<uint32_t>(bytes, kRawBytesAt);
  header->stored_bytes = Get<uint32_t>(bytes, kStoredBytesAt);
  header->records = Get<uint32_t>(bytes, kRecordsAt);
  header->stored_crc = Get<uint32_t>(bytes, kStoredCrcAt);
  return header->thread >= 0 && header->base_time >= 0 && header->last_time >= header->base_time &&
         header->raw_bytes <= kMaxOrderedChunkBytes &&
         (header->compressed ? header->stored_bytes <= MaxStoredBytes(header->raw_bytes)
                             : header->stored_bytes == header->raw_bytes);
}

struct ChunkCompressor::State {
  ZSTD_CCtx* context = nullptr;
  int level = 0;
  std::unique_ptr<uint8_t[]> chunk;
  size_t capacity = 0;
};

ChunkCompressor::ChunkCompressor(int zstd_level) : state_(std::make_unique<State>()) {
  state_->context = ZSTD_createCCtx();
  state_->level = zstd_level;
}

ChunkCompressor::~ChunkCompressor() { ZSTD_freeCCtx(state_->context); }

bool ChunkCompressor::Reserve(size_t bytes) noexcept {
  if (bytes <= state_->capacity) return true;
  state_->capacity = 0;
  state_->chunk.reset(new (std::nothrow) uint8_t[bytes]);
  if (state_->chunk == nullptr) return false;
  state_->capacity = bytes;
  return true;
}

size_t ChunkCompressor::Encode(ChunkHeader header, const uint8_t* records, size_t bytes,
                               const uint8_t** chunk) noexcept {
  if (!Reserve(kChunkHeaderBytes + MaxStoredBytes(bytes))) return 0;
  uint8_t* const payload = state_->chunk.get() + kChunkHeaderBytes;
  size_t stored = bytes;
  if (state_->context != nullptr) {
    stored = ZSTD_compressCCtx(state_->context, payload, MaxStoredBytes(bytes), records, bytes,
                               state_->level);
    if (ZSTD_isError(stored) != 0) stored = bytes;
  }
  header.compressed = stored < bytes;
  if (!header.compressed) {
    stored = bytes;
    if (bytes > 0) std::memcpy(payload, records, bytes);
  }
  header.raw_bytes = static_cast<uint32_t>(bytes);
  header.stored_bytes = static_cast<uint32_t>(stored);
  header.stored_crc = Crc32(payload, stored);
  EncodeChunkHeader(header, state_->chunk.get());
  *chunk = state_->chunk.get();
  return kChunkHeaderBytes + stored;
}

struct ChunkDecompressor::State {
  ZSTD_DCtx* context = nullptr;
};

ChunkDecompressor::ChunkDecompressor() : state_(std::make_unique<State>()) {
  state_->context = ZSTD_createDCtx();
}

ChunkDecompressor::~ChunkDecompressor() { ZSTD_freeDCtx(state_->context); }

const char* ChunkDecompressor::Decode(const ChunkHeader& header, const uint8_t* stored,
                                      uint8_t* raw) noexcept {
  if (Crc32(stored, header.stored_bytes) != header.stored_crc) return "its checksum is wrong";
  if (!header.compressed) {
    if (header.stored_bytes > 0) std::memcpy(raw, stored, header.stored_bytes);
    return nullptr;
  }
  if (state_->context == nullptr) return "there is no memory to decompress it";
  const size_t size =
      ZSTD_decompressDCtx(state_->context, raw, header.raw_bytes, stored, header.stored_bytes);
  if (ZSTD_isError(size) != 0 || size != header.raw_bytes) return "it does not decompress";
  return nullptr;
}

}  // namespace tidemark::trace
