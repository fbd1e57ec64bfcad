#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "tidemark/base/status.h"
#include "tidemark/trace/binary/chunk_index_internal.h"

namespace tidemark::trace {
namespace {

constexpr size_t kWindowBytes = size_t{64} << 10;

class Indexer {
 public:
  Indexer(RandomAccess* file, size_t max_chunk_bytes)
      : file_(file), max_chunk_bytes_(max_chunk_bytes) {}

  absl::StatusOr<ChunkIndex> Run() {
    uint64_t offset = kFileHeaderBytes;
    while (offset < file_->size()) {
      const uint64_t left = file_->size() - offset;
      uint8_t bytes[kChunkHeaderBytes];
      const size_t count = static_cast<size_t>(std::min<uint64_t>(left, sizeof(bytes)));
      TIDEMARK_RETURN_IF_ERROR(file_->Read(offset, bytes, count));
      ChunkHeader header;
      if (count == sizeof(bytes) && DecodeChunkHeader(bytes, &header)) {
        if (left - kChunkHeaderBytes < header.stored_bytes) {
          index_.cut_off = true;
          break;
        }
        Add(offset, header);
        offset += kChunkHeaderBytes + header.stored_bytes;
        continue;
      }
      if (count < sizeof(bytes) &&
          std::memcmp(bytes, kChunkMagic, std::min(count, sizeof(kChunkMagic))) == 0) {
        index_.cut_off = true;
        break;
      }
      TIDEMARK_ASSIGN_OR_RETURN(offset, SkipDamage(offset));
    }
    return std::move(index_);
  }

 private:
  void Add(uint64_t offset, const ChunkHeader& header) {
    if (header.raw_bytes > max_chunk_bytes_) {
      index_.damage.push_back({.offset = offset,
                               .bytes = kChunkHeaderBytes + header.stored_bytes,
                               .found = absl::StrCat("a chunk of ", header.raw_bytes,
                                                     " bytes (over ", max_chunk_bytes_, ")")});
      return;
    }
    index_.chunks.push_back(
        {.offset = offset + kChunkHeaderBytes, .in_ring = false, .header = header});
  }

  // Returns the offset of the next valid header, or the end of the file.
  absl::StatusOr<uint64_t> SkipDamage(uint64_t begin) {
    std::vector<uint8_t> window(kWindowBytes);
    bool only_zeros = true;
    for (uint64_t at = begin; at < file_->size();) {
      const size_t count =
          static_cast<size_t>(std::min<uint64_t>(file_->size() - at, window.size()));
      TIDEMARK_RETURN_IF_ERROR(file_->Read(at, window.data(), count));
      only_zeros = only_zeros && std::all_of(window.data(), window.data() + count,
                                             [](uint8_t byte) { return byte == 0; });
      if (const size_t found = FindHeader(window.data(), count); found < count) {
        Damaged(begin, at + found);
        return at + found;
      }
      if (count < window.size()) break;
      // A header may lie across the end of the window.
      at += count - (kChunkHeaderBytes - 1);
    }
    if (only_zeros) {
      index_.cut_off = true;
    } else {
      Damaged(begin, file_->size());
    }
    return file_->size();
  }

  // The offset of the first valid header, or `size`.
  static size_t FindHeader(const uint8_t* bytes, size_t size) {
    ChunkHeader header;
    for (size_t at = 0; at + kChunkHeaderBytes <= size; ++at) {
      const void* const first =
          std::memchr(bytes + at, kChunkMagic[0], size - kChunkHeaderBytes + 1 - at);
      if (first == nullptr) break;
      at = static_cast<size_t>(static_cast<const uint8_t*>(first) - bytes);
      if (DecodeChunkHeader(bytes + at, &header)) return at;
    }
    return size;
  }

  void Damaged(uint64_t begin, uint64_t end) {
    index_.damage.push_back({.offset = begin,
                             .bytes = end - begin,
                             .found = absl::StrCat(end - begin, " bytes that are no chunk")});
  }

  RandomAccess* const file_;
  const size_t max_chunk_bytes_;
  ChunkIndex index_;
};

}  // namespace

absl::StatusOr<ChunkIndex> IndexChunks(RandomAccess* file, size_t max_chunk_bytes) {
  return Indexer(file, max_chunk_bytes).Run();
}

}  // namespace tidemark::trace
