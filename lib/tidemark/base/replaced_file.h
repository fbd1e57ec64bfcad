// A file that a person names, written beside the one that is there and put in its place when whole.
//
// Used by save_npy and by the command. What is there may be what the new contents are made of: a
// file that is mapped, or read by another program. Until Commit() it stays as it is; whoever has it
// open or mapped keeps what it had. A link stays a link: the file that it leads to is replaced. The
// new file has the permissions of the old one, else those that the umask leaves. What is no regular
// file (a pipe, a terminal), or is named by its descriptor (/dev/stdout), is written in place.
//
// Ownership: the descriptor, and the unfinished file until Commit(): without it, it is removed, also by
//   RemoveUnfinishedFiles() (unfinished_file.h).
// Threading: one thread at a time; several may replace one file, of which the last one wins.
// Errors: false, and errno. A file that must not be written is not replaced.
//
//   ReplacedFile file(path);
//   if (!file.Open() || !file.Write(bytes, size) || !file.Commit()) return Failure(path, errno);
#ifndef TIDEMARK_BASE_REPLACED_FILE_H_
#define TIDEMARK_BASE_REPLACED_FILE_H_

#include <cstddef>
#include <optional>
#include <string>

#include "tidemark/base/unfinished_file.h"

namespace tidemark {

class ReplacedFile {
 public:
  explicit ReplacedFile(const std::string& path);
  ReplacedFile(const ReplacedFile&) = delete;
  ReplacedFile& operator=(const ReplacedFile&) = delete;
  ~ReplacedFile();

  bool Open();
  bool Write(const void* bytes, size_t size);
  // Nothing more is written: a file may wait for its Commit() without a descriptor.
  bool Close();
  // Closes, and puts it in its place.
  bool Commit();

  // Where the bytes go meanwhile, for a writer that wants a name: one that ends as the file's does.
  const std::string& written_path() const { return written_path_; }
  // The bytes go to the file itself.
  bool in_place() const { return in_place_; }

 private:
  bool OpenBeside();

  std::string target_;  // links followed
  std::string written_path_;
  bool in_place_ = false;
  std::optional<UnfinishedFile> unfinished_;  // the file beside is there
  int descriptor_ = -1;
};

}  // namespace tidemark

#endif  // TIDEMARK_BASE_REPLACED_FILE_H_
