// The frame of a binary trace: the file's header and the headers of its chunks, to and from bytes.
// FORMAT.md is the specification.
//
// Consumed by BinaryWriter and the recorder's sinks on one side, by BinaryReader on the other.
// Free of Abseil, so that the interposer of malloc can link it.
//
//   uint8_t bytes[kFileHeaderBytes];
//   EncodeFileHeader({.run_id = id}, bytes);
//   ChunkCompressor compressor(1);
//   const uint8_t* chunk = nullptr;
//   const size_t size = compressor.Encode({.thread = 3, ...}, records, records_bytes, &chunk);
#ifndef TIDEMARK_TRACE_BINARY_CHUNK_FORMAT_H_
#define TIDEMARK_TRACE_BINARY_CHUNK_FORMAT_H_

#include <cstddef>
#include <cstdint>
#include <memory>

namespace tidemark::trace {

inline constexpr uint8_t kFileMagic[8] = {0x89, 'T', 'M', 'K', '\r', '\n', 0x1a, '\n'};
inline constexpr uint16_t kFileFormatVersion = 1;
inline constexpr size_t kFileHeaderBytes = 32;

struct FileHeader {
  uint16_t version = kFileFormatVersion;
  // The order of the records is the order of the events; else chunks are merged by time.
  bool in_file_order = false;
  // Random; the ring file of the same run has the same.
  uint64_t run_id = 0;
};

void EncodeFileHeader(const FileHeader& header, uint8_t (&bytes)[kFileHeaderBytes]) noexcept;

enum class HeaderProblem : uint8_t { kNone, kMagic, kDamaged, kVersion };

// On kVersion, header->version is the other version.
HeaderProblem DecodeFileHeader(const uint8_t (&bytes)[kFileHeaderBytes],
                               FileHeader* header) noexcept;

inline constexpr uint8_t kChunkMagic[4] = {0xc7, 'T', 'C', 0x0b};
inline constexpr size_t kChunkHeaderBytes = 64;

// The most that a chunk may hold, before compression: of a file merged by time, where a reader
// holds a chunk of each thread, and of a file in order, where one event may be 16 MiB of JSON.
inline constexpr size_t kMaxMergedChunkBytes = size_t{1} << 20;
inline constexpr size_t kMaxOrderedChunkBytes = size_t{20} << 20;

enum class ChunkKind : uint8_t {
  kRecords = 1,  // of one thread, merged with those of others by time
  kOpening = 2,  // before all others: the head of the trace
  kClosing = 3,  // after all others: the end of the trace
};

struct ChunkHeader {
  ChunkKind kind = ChunkKind::kRecords;
  bool compressed = false;  // with zstd
  int64_t thread = 0;       // 0: none
  uint64_t sequence = 0;    // counts a thread's chunks, from 0
  int64_t base_time = 0;    // not after any of its records
  int64_t last_time = 0;    // not before any of its records
  uint32_t raw_bytes = 0;
  uint32_t stored_bytes = 0;
  uint32_t records = 0;
  uint32_t stored_crc = 0;  // CRC-32 of the stored bytes
};

// The most that raw_bytes can come to in a file.
size_t MaxStoredBytes(size_t raw_bytes) noexcept;

void EncodeChunkHeader(const ChunkHeader& header, uint8_t* bytes) noexcept;

// False where kChunkHeaderBytes bytes are no valid header of a chunk.
bool DecodeChunkHeader(const uint8_t* bytes, ChunkHeader* header) noexcept;

uint32_t Crc32(const uint8_t* bytes, size_t size) noexcept;

// Makes chunks of records.
//
// Ownership: holds a compressor and its output, which is allocated at the first chunk and grows
//   only when a larger one comes. Threading: one thread at a time.
class ChunkCompressor {
 public:
  explicit ChunkCompressor(int zstd_level);
  ~ChunkCompressor();
  ChunkCompressor(const ChunkCompressor&) = delete;
  ChunkCompressor& operator=(const ChunkCompressor&) = delete;

  // Points `chunk` to header and payload, valid until the next call, and returns their size. Of
  // `header` the fields that follow from the payload are filled in. What does not become smaller
  // is stored as it is. 0 when memory is short.
  size_t Encode(ChunkHeader header, const uint8_t* records, size_t bytes,
                const uint8_t** chunk) noexcept;

 private:
  bool Reserve(size_t bytes) noexcept;

  struct State;
  std::unique_ptr<State> state_;
};

// Gives the records of a chunk back.
class ChunkDecompressor {
 public:
  ChunkDecompressor();
  ~ChunkDecompressor();
  ChunkDecompressor(const ChunkDecompressor&) = delete;
  ChunkDecompressor& operator=(const ChunkDecompressor&) = delete;

  // Writes header.raw_bytes bytes from the header.stored_bytes at `stored`. Returns what is wrong
  // with them, or nullptr.
  const char* Decode(const ChunkHeader& header, const uint8_t* stored, uint8_t* raw) noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_BINARY_CHUNK_FORMAT_H_
