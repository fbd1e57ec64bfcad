#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tidemark/analysis/spooled_input_internal.h"
#include "tidemark/base/status.h"
#include "tidemark/trace/binary/binary_reader.h"
#include "tidemark/trace/binary/chunk_format.h"
#include "tidemark/trace/io/byte_source.h"
#include "tidemark/trace/io/random_access.h"
#include "tidemark/trace/io/read_bytes.h"

namespace tidemark::analysis {
namespace {

bool IsReadOnce(const std::string& path) {
  struct stat status = {};
  // A file that is missing or unreadable is reported by OpenTrace.
  if (path == "-") return true;
  return stat(path.c_str(), &status) == 0 &&
         (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode) || S_ISSOCK(status.st_mode));
}

int OpenStream(const std::string& path) {
  if (!IsReadOnce(path)) return -1;
  return path == "-" ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
}

}  // namespace

// The stream, of which a copy is kept.
class SpooledInput::Tee final : public trace::ByteSource {
 public:
  explicit Tee(SpooledInput* input) : input_(input) {}
  absl::StatusOr<size_t> Read(char* into, size_t size) override {
    const absl::string_view looked_at = absl::string_view(input_->first_bytes_).substr(given_);
    if (looked_at.empty()) return input_->ReadAndKeep(into, size);
    const size_t count = std::min(size, looked_at.size());
    std::copy_n(looked_at.data(), count, into);
    given_ += count;
    return count;
  }

 private:
  SpooledInput* const input_;
  size_t given_ = 0;  // of what was looked at
};

SpooledInput::SpooledInput(const std::string& path)
    : path_(path), name_(trace::SourceName(path)), stream_(OpenStream(path)) {}

SpooledInput::~SpooledInput() {
  if (stream_ > STDIN_FILENO) close(stream_);
}

absl::StatusOr<std::unique_ptr<trace::TraceReader>> SpooledInput::Open(
    const trace::ReaderOptions& options) {
  if (stream_ < 0) return trace::OpenTrace(path_, options);
  if (!spool_.has_value()) {
    TIDEMARK_ASSIGN_OR_RETURN(trace::SpoolFile spool, trace::SpoolFile::Create(name_));
    spool_.emplace(std::move(spool));
    TIDEMARK_RETURN_IF_ERROR(LookAt());
    // Chunks are not read in their order, so all of them must be at hand.
    if (!trace::BinaryReader::Recognizes(first_bytes_)) {
      return trace::OpenTrace(std::make_unique<Tee>(this), name_, options);
    }
  }
  TIDEMARK_RETURN_IF_ERROR(CopyRest());
  TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<trace::RandomAccess> copy, spool_->Reopen());
  return trace::OpenTrace(std::move(copy), name_, options);
}

absl::Status SpooledInput::LookAt() {
  first_bytes_.resize(sizeof(trace::kFileMagic));
  size_t size = 0;
  while (size < first_bytes_.size()) {
    TIDEMARK_ASSIGN_OR_RETURN(const size_t read,
                              ReadAndKeep(first_bytes_.data() + size, first_bytes_.size() - size));
    if (read == 0) break;
    size += read;
  }
  first_bytes_.resize(size);
  return absl::OkStatus();
}

absl::Status SpooledInput::CopyRest() {
  std::vector<char> block(size_t{256} << 10);
  while (true) {
    TIDEMARK_ASSIGN_OR_RETURN(const size_t read, ReadAndKeep(block.data(), block.size()));
    if (read == 0) return absl::OkStatus();
  }
}

absl::StatusOr<size_t> SpooledInput::ReadAndKeep(char* into, size_t size) {
  while (true) {
    const ssize_t got = read(stream_, into, size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return absl::ErrnoToStatus(errno, absl::StrCat(name_, ": cannot read"));
    const auto count = static_cast<size_t>(got);
    trace::CountReadBytes(count);
    TIDEMARK_RETURN_IF_ERROR(spool_->Append({into, count}));
    return count;
  }
}

}  // namespace tidemark::analysis
