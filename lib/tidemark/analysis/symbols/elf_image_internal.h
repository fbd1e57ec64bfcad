// An ELF file, opened to be read for its symbols and debug info.
//
// Made by ModuleFiles for the module of a trace and for the files with its debug info; consumed by
// SymbolTable and DebugInfo.
//
// Ownership: the object owns the file and what libelf has read of it.
// Threading: one thread at a time.
// Errors: Open gives null for what cannot be read, is no regular file or is no ELF file. What is
//   wrong inside of it shows as something that is missing.
#ifndef TIDEMARK_ANALYSIS_SYMBOLS_ELF_IMAGE_INTERNAL_H_
#define TIDEMARK_ANALYSIS_SYMBOLS_ELF_IMAGE_INTERNAL_H_

#include <libelf.h>

#include <memory>
#include <string>

namespace tidemark::analysis {

class ElfImage {
 public:
  static std::unique_ptr<ElfImage> Open(const std::string& path);
  ~ElfImage();
  ElfImage(const ElfImage&) = delete;
  ElfImage& operator=(const ElfImage&) = delete;

  Elf* elf() const { return elf_; }
  const std::string& path() const { return path_; }
  // Lower-case hexadecimal; empty when it has none.
  const std::string& build_id() const { return build_id_; }
  // The name of the file with its debug info, as .gnu_debuglink has it; empty when it has none.
  std::string debug_link() const;
  // Whether every section of that name that has contents ends with a zero, as texts have to.
  bool ends_with_zero(const char* name) const;

 private:
  ElfImage(std::string path, int fd, Elf* elf);

  std::string path_;
  int fd_;
  Elf* elf_;
  std::string build_id_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_SYMBOLS_ELF_IMAGE_INTERNAL_H_
