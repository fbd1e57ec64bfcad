// A file that is of no use until it is whole, and that goes when the process is interrupted before.
//
// Used by whoever writes a file beside the one that it is to replace (replaced_file.h, the cache of
// symbols). The command asks for RemoveUnfinishedFiles() when a signal ends it; a library leaves
// signals to the program.
//
// Ownership: the name; the file is its maker's, who removes it where writing fails.
// Threading: any. RemoveUnfinishedFiles() may run inside of a signal handler.
//
//   const UnfinishedFile unfinished("out/.tidemark-7-1-run.tmk");
//   ... write, rename ...
#ifndef TIDEMARK_BASE_UNFINISHED_FILE_H_
#define TIDEMARK_BASE_UNFINISHED_FILE_H_

#include <string>

namespace tidemark {

class UnfinishedFile {
 public:
  explicit UnfinishedFile(std::string path);
  UnfinishedFile(const UnfinishedFile&) = delete;
  UnfinishedFile& operator=(const UnfinishedFile&) = delete;
  ~UnfinishedFile();

 private:
  const std::string path_;
  int slot_ = -1;  // -1: there are more of them than anybody needs, and this one is not remembered
};

// Unlinks those that there are.
void RemoveUnfinishedFiles() noexcept;

}  // namespace tidemark

#endif  // TIDEMARK_BASE_UNFINISHED_FILE_H_
