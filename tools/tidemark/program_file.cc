#include "tidemark/program_file.h"

#include <elf.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace tidemark::cli {
namespace {

bool IsProgram(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         access(path.c_str(), X_OK) == 0;
}

template <class T>
bool ReadAt(std::ifstream& file, uint64_t offset, T* value) {
  file.seekg(static_cast<std::streamoff>(offset));
  return static_cast<bool>(file.read(reinterpret_cast<char*>(value), sizeof(*value)));
}

bool IsElf(std::ifstream& file, Elf64_Ehdr* header) {
  return ReadAt(file, 0, header) && std::memcmp(header->e_ident, ELFMAG, SELFMAG) == 0;
}

bool IsOf32Bits(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  Elf64_Ehdr header;
  return IsElf(file, &header) && header.e_ident[EI_CLASS] == ELFCLASS32;
}

// True for a 64-bit ELF program that names no dynamic loader.
bool IsStatic(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  Elf64_Ehdr header;
  if (!IsElf(file, &header) || header.e_ident[EI_CLASS] != ELFCLASS64) return false;
  for (uint16_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    if (!ReadAt(file, header.e_phoff + i * sizeof(segment), &segment)) return false;
    if (segment.p_type == PT_INTERP) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<std::string> FindProgramFile(const std::string& name) {
  const auto not_found = [&name] {
    return absl::NotFoundError(absl::StrCat("run: ", name, ": no such program"));
  };
  if (name.find('/') != std::string::npos) {
    if (IsProgram(name)) return name;
    return not_found();
  }
  const char* path = std::getenv("PATH");
  const std::vector<std::string> folders =
      absl::StrSplit(path != nullptr ? path : "/bin:/usr/bin", ':');
  for (const std::string& folder : folders) {
    const std::string file = absl::StrCat(folder.empty() ? "." : folder, "/", name);
    if (IsProgram(file)) return file;
  }
  return not_found();
}

absl::Status CheckCanBePreloaded(const std::string& file) {
  struct stat status {};
  if (stat(file.c_str(), &status) == 0 && (status.st_mode & (S_ISUID | S_ISGID)) != 0 &&
      geteuid() != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("run: ", file, " changes its user id, so nothing can be preloaded into it"));
  }
  if (IsOf32Bits(file)) {
    return absl::FailedPreconditionError(absl::StrCat(
        "run: ", file, " is a 32-bit program, into which a 64-bit library cannot be preloaded"));
  }
  if (IsStatic(file)) {
    return absl::FailedPreconditionError(
        absl::StrCat("run: ", file, " is statically linked, so nothing can be preloaded into it"));
  }
  return absl::OkStatus();
}

}  // namespace tidemark::cli
