#include "tidemark/base/whole_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstddef>

namespace tidemark {

std::string ReadWholeFile(const std::string& path) {
  std::string text;
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return text;
  std::array<char, 4096> piece;
  ssize_t size = 0;
  while ((size = read(file, piece.data(), piece.size())) > 0) {
    text.append(piece.data(), static_cast<size_t>(size));
  }
  close(file);
  return text;
}

}  // namespace tidemark
