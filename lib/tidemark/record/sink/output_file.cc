#include "tidemark/record/sink/output_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace tidemark::record {

bool OutputFile::Open(const std::string& path) noexcept {
  path_ = path;
  if (file_.Open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666)) return true;
  failure_->Set("open", errno);
  return false;
}

bool OutputFile::Ready() noexcept {
  if (!failure_->ok()) return false;
  if (file_.IsOpen()) return true;
  if (file_.is_regular() && file_.Reopen(path_.c_str(), O_WRONLY)) return true;
  failure_->Set("write", EBADF);
  return false;
}

bool OutputFile::Append(const void* bytes, size_t size) noexcept {
  if (!Ready()) return false;
  const auto* const begin = static_cast<const uint8_t*>(bytes);
  for (size_t done = 0; done < size;) {
    const ssize_t step = file_.is_regular() ? pwrite(file_.descriptor(), begin + done, size - done,
                                                     static_cast<off_t>(size_ + done))
                                            : write(file_.descriptor(), begin + done, size - done);
    if (step < 0 && errno == EINTR) continue;
    if (step <= 0) {
      failure_->Set("write", step == 0 ? ENOSPC : errno);
      if (file_.is_regular() && ftruncate(file_.descriptor(), static_cast<off_t>(size_)) != 0) {
        return false;  // the reader copes with the torn piece
      }
      return false;
    }
    done += static_cast<size_t>(step);
  }
  size_ += size;
  return true;
}

bool OutputFile::Close() noexcept {
  if (file_.IsOpen() && file_.Close() != 0) failure_->Set("close", errno);
  return failure_->ok();
}

}  // namespace tidemark::record
