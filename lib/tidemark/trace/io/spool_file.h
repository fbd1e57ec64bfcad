// A file without a name that keeps what can be read only once: a pipe, standard input.
//
// Made by Spool() for binary traces, which are not read from front to back.
//
// It lies in $TMPDIR, or else /tmp, and is gone with the object, whatever ends the process. It does not
// grow for ever: most_bytes() is 64 GiB or three quarters of the room that there was, if that is less,
// or what TIDEMARK_SPOOL_LIMIT says ("500MB").
//
// Ownership: the descriptor. Threading: one thread at a time.
// Errors: that there is no room, or that the limit is reached; both say what to do.
//
//   TIDEMARK_ASSIGN_OR_RETURN(SpoolFile spool, SpoolFile::Create("<stdin>"));
//   TIDEMARK_RETURN_IF_ERROR(spool.Append(bytes));
//   TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<RandomAccess> file, spool.Reopen());
#ifndef TIDEMARK_TRACE_IO_SPOOL_FILE_H_
#define TIDEMARK_TRACE_IO_SPOOL_FILE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tidemark/trace/io/random_access.h"

namespace tidemark::trace {

inline constexpr char kSpoolLimitVariable[] = "TIDEMARK_SPOOL_LIMIT";

class SpoolFile {
 public:
  // `name` is what messages call the source.
  static absl::StatusOr<SpoolFile> Create(std::string name);

  SpoolFile(SpoolFile&& other) noexcept
      : name_(std::move(other.name_)),
        folder_(std::move(other.folder_)),
        fd_(std::exchange(other.fd_, -1)),
        size_(other.size_),
        most_bytes_(other.most_bytes_) {}
  SpoolFile& operator=(SpoolFile&&) = delete;
  ~SpoolFile();

  absl::Status Append(absl::string_view bytes);

  uint64_t size() const { return size_; }
  uint64_t most_bytes() const { return most_bytes_; }

  // What was appended so far, as a file of its own. More may be appended, but is not seen there.
  absl::StatusOr<std::unique_ptr<RandomAccess>> Reopen() const;

 private:
  SpoolFile(std::string name, std::string folder, int fd, uint64_t most_bytes)
      : name_(std::move(name)), folder_(std::move(folder)), fd_(fd), most_bytes_(most_bytes) {}

  std::string name_;
  std::string folder_;
  int fd_;
  uint64_t size_ = 0;
  uint64_t most_bytes_;
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_IO_SPOOL_FILE_H_
