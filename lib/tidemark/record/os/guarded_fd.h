// A file descriptor inside a program that may close descriptors that it did not open.
//
// A daemon closes all descriptors; the number is then reused for a file of the program's own, and
// writing to it would corrupt that file. So the file's device and inode are remembered, and checked
// before use.
//
// Ownership: closes on destruction, if it is still the same file. Threading: one thread at a time.
#ifndef TIDEMARK_RECORD_OS_GUARDED_FD_H_
#define TIDEMARK_RECORD_OS_GUARDED_FD_H_

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <initializer_list>

namespace tidemark::record {

class GuardedFd {
 public:
  GuardedFd() = default;
  ~GuardedFd() { Close(); }
  GuardedFd(const GuardedFd&) = delete;
  GuardedFd& operator=(const GuardedFd&) = delete;

  // False with errno. Moved to a high descriptor, because programs assume that the low ones are
  // theirs. A FIFO without a reader is an error, instead of blocking until there is one.
  bool Open(const char* path, int flags, mode_t mode) noexcept {
    Close();
    descriptor_ = open(path, flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, mode);
    if (descriptor_ < 0) return false;
    fcntl(descriptor_, F_SETFL, flags & ~(O_CREAT | O_TRUNC | O_EXCL));  // blocking from now on
    MoveUp();
    struct stat status {};
    if (fstat(descriptor_, &status) != 0) return false;
    device_ = status.st_dev;
    inode_ = status.st_ino;
    regular_ = S_ISREG(status.st_mode);
    return true;
  }

  // Reopens the file after the program closed it. False when the path leads to another file.
  bool Reopen(const char* path, int flags) noexcept {
    const dev_t device = device_;
    const ino_t inode = inode_;
    descriptor_ = -1;
    if (!Open(path, flags, 0)) return false;
    if (device_ == device && inode_ == inode) return true;
    Close();
    device_ = device;
    inode_ = inode;
    return false;
  }

  // Marks the file as in use by this process, for those who ask with F_GETLK, in whatever namespace
  // they are. Gone with the process, or when it closes any descriptor of the file.
  void LockForWriting() const noexcept {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    fcntl(descriptor_, F_SETLK, &lock);
  }

  // Whether the path still leads to this file.
  bool IsAt(const char* path) const noexcept {
    struct stat status {};
    return stat(path, &status) == 0 && status.st_dev == device_ && status.st_ino == inode_;
  }

  bool IsOpen() const noexcept {
    struct stat status {};
    return descriptor_ >= 0 && fstat(descriptor_, &status) == 0 && status.st_dev == device_ &&
           status.st_ino == inode_;
  }

  // 0 or an errno value.
  int Close() noexcept {
    const int closed = IsOpen() ? close(descriptor_) : 0;
    descriptor_ = -1;
    return closed;
  }

  int descriptor() const noexcept { return descriptor_; }
  bool is_regular() const noexcept { return regular_; }

 private:
  // As high as the descriptor limit allows.
  void MoveUp() noexcept {
    for (const int lowest : {256, 64, 16}) {
      const int moved = fcntl(descriptor_, F_DUPFD_CLOEXEC, lowest);
      if (moved < 0) continue;
      close(descriptor_);
      descriptor_ = moved;
      return;
    }
  }

  int descriptor_ = -1;
  dev_t device_ = 0;
  ino_t inode_ = 0;
  bool regular_ = false;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_OS_GUARDED_FD_H_
