#include "tidemark/trace/reader.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tidemark/base/status.h"
#include "tidemark/trace/binary/binary_reader.h"
#include "tidemark/trace/binary/chunk_format.h"
#include "tidemark/trace/binary/slot_file_reader.h"
#include "tidemark/trace/heaptrack/heaptrack_reader.h"
#include "tidemark/trace/interrupted_json_reader.h"
#include "tidemark/trace/io/byte_source.h"
#include "tidemark/trace/io/foreign_file.h"
#include "tidemark/trace/io/random_access.h"
#include "tidemark/trace/json/json_reader.h"

namespace tidemark::trace {
namespace {

// Returns the bytes that were read to detect the encoding, then the rest of their source.
class RejoinedSource final : public ByteSource {
 public:
  RejoinedSource(std::string first, std::unique_ptr<ByteSource> rest)
      : first_(std::move(first)), rest_(std::move(rest)) {}

  absl::StatusOr<size_t> Read(char* into, size_t size) override {
    if (given_ == first_.size()) return rest_->Read(into, size);
    const size_t count = std::min(size, first_.size() - given_);
    std::copy_n(first_.data() + given_, count, into);
    given_ += count;
    return count;
  }

  bool cut_off() const override { return rest_->cut_off(); }
  void Cancel() override { rest_->Cancel(); }

 private:
  const std::string first_;
  const std::unique_ptr<ByteSource> rest_;
  size_t given_ = 0;
};

absl::StatusOr<bool> IsBinary(RandomAccess* file) {
  char magic[sizeof(kFileMagic)] = {};
  const size_t looked_at = static_cast<size_t>(std::min<uint64_t>(file->size(), sizeof(magic)));
  TIDEMARK_RETURN_IF_ERROR(file->Read(0, reinterpret_cast<uint8_t*>(magic), looked_at));
  return BinaryReader::Recognizes({magic, looked_at});
}

// A regular file that is a binary trace, or has a ring file beside it; nullptr for anything else.
absl::StatusOr<std::unique_ptr<TraceReader>> OpenInPlace(const std::string& path,
                                                         const ReaderOptions& options) {
  absl::StatusOr<std::unique_ptr<RandomAccess>> file = OpenRandomAccess(path);
  // OpenByteSource knows what to say of it.
  if (!file.ok()) return nullptr;
  TIDEMARK_ASSIGN_OR_RETURN(const bool is_binary, IsBinary(file->get()));

  std::unique_ptr<RandomAccess> ring;
  std::optional<SlotFileSnapshot> snapshot;
  if (absl::StatusOr<std::unique_ptr<RandomAccess>> opened = OpenRandomAccess(SlotFilePath(path));
      opened.ok()) {
    ring = *std::move(opened);
    absl::StatusOr<SlotFileSnapshot> read = ReadSlotFile(ring.get(), SlotFilePath(path));
    if (read.ok()) snapshot = *std::move(read);
  }
  // Killed before the trace had a header: all of it is in the ring.
  const bool is_all_in_ring =
      snapshot.has_value() && snapshot->of_binary_trace && (*file)->size() < kFileHeaderBytes;
  if (is_binary || is_all_in_ring) {
    return BinaryReader::Open(*std::move(file), std::move(ring), path, options);
  }
  if (snapshot.has_value() && InterruptedJsonReader::BelongTogether(file->get(), *snapshot)) {
    return InterruptedJsonReader::Open(*std::move(file), std::move(ring), *snapshot, path, options);
  }
  return nullptr;
}

// As many of the first bytes as it takes to tell what they are; fewer at the end, and where reading
// fails, which the reader meets again.
absl::StatusOr<std::string> LookAt(ByteSource* source) {
  static_assert(kForeignFileBytes >= sizeof(kFileMagic) &&
                kForeignFileBytes >= HeaptrackReader::kFirstBytes);
  std::string first(kForeignFileBytes, '\0');
  size_t size = 0;
  while (size < first.size()) {
    const absl::StatusOr<size_t> read = source->Read(first.data() + size, first.size() - size);
    if (!read.ok() && size == 0) return read.status();
    if (!read.ok() || *read == 0) break;
    size += *read;
  }
  first.resize(size);
  return first;
}

// The whole file is no more than the beginning of what a file that can be read begins with.
bool IsCutInMagic(absl::string_view whole) {
  const absl::string_view magics[] = {
      {reinterpret_cast<const char*>(kFileMagic), sizeof(kFileMagic)},
      "\x28\xb5\x2f\xfd",  // zstd
      "\x1f\x8b",          // gzip
  };
  return !whole.empty() &&
         std::any_of(std::begin(magics), std::end(magics), [whole](absl::string_view magic) {
           return whole.size() < magic.size() && absl::StartsWith(magic, whole);
         });
}

absl::StatusOr<std::unique_ptr<TraceReader>> OpenDecompressed(std::unique_ptr<ByteSource> source,
                                                              const std::string& name,
                                                              const ReaderOptions& options) {
  TIDEMARK_ASSIGN_OR_RETURN(std::string first, LookAt(source.get()));
  const bool is_binary = BinaryReader::Recognizes(first);
  const bool is_of_heaptrack = HeaptrackReader::Recognizes(first);
  if (IsCutInMagic(first)) {
    return absl::DataLossError(
        absl::StrCat(name, ": the trace is truncated: it is cut off in its first bytes"));
  }
  if (!is_binary && !is_of_heaptrack) {
    if (const ForeignFile* const foreign = FindForeignFile(first)) {
      return absl::InvalidArgumentError(absl::StrCat(name, ": ", ForeignFileMessage(*foreign)));
    }
  }
  source = std::make_unique<RejoinedSource>(std::move(first), std::move(source));
  if (is_of_heaptrack) {
    return std::make_unique<HeaptrackReader>(std::move(source), name, options);
  }
  if (!is_binary) return std::make_unique<JsonReader>(std::move(source), name, options);
  // Chunks are read in the order of time, so all of them must be at hand.
  TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<RandomAccess> spooled, Spool(source.get(), name));
  return BinaryReader::Open(std::move(spooled), nullptr, name, options);
}

}  // namespace

absl::StatusOr<std::unique_ptr<TraceReader>> OpenTrace(const std::string& path,
                                                       const ReaderOptions& options) {
  if (path != "-") {
    TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<TraceReader> reader, OpenInPlace(path, options));
    if (reader != nullptr) return reader;
  }
  TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> source, OpenByteSource(path));
  return OpenDecompressed(std::move(source), SourceName(path), options);
}

absl::StatusOr<std::unique_ptr<TraceReader>> OpenTrace(std::unique_ptr<ByteSource> source,
                                                       const std::string& name,
                                                       const ReaderOptions& options) {
  TIDEMARK_ASSIGN_OR_RETURN(source, Decompress(std::move(source), name));
  return OpenDecompressed(std::move(source), name, options);
}

absl::StatusOr<std::unique_ptr<TraceReader>> OpenTrace(std::unique_ptr<RandomAccess> file,
                                                       const std::string& name,
                                                       const ReaderOptions& options) {
  TIDEMARK_ASSIGN_OR_RETURN(const bool is_binary, IsBinary(file.get()));
  if (is_binary) return BinaryReader::Open(std::move(file), nullptr, name, options);
  const uint64_t size = file->size();
  return OpenTrace(ReadPrefix(std::move(file), size), name, options);
}

}  // namespace tidemark::trace
