#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <gelf.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <utility>

#include "absl/strings/escaping.h"
#include "tidemark/analysis/symbols/elf_image_internal.h"

namespace tidemark::analysis {
namespace {

// Larger files are mapped, for what is looked up in them is a small part. Smaller ones are read: a
// file that is cut short meanwhile, by a linker say, would end a process that has it mapped.
constexpr off_t kMapFrom = off_t{256} << 20;

}  // namespace

std::unique_ptr<ElfImage> ElfImage::Open(const std::string& path) {
  static const unsigned version = elf_version(EV_CURRENT);
  if (version == EV_NONE) return nullptr;
  // The path comes from a trace: it may be that of a pipe without a writer.
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) return nullptr;
  struct stat status = {};
  Elf* elf = nullptr;
  if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
    elf = elf_begin(fd, status.st_size > kMapFrom ? ELF_C_READ_MMAP : ELF_C_READ, nullptr);
  }
  if (elf == nullptr || elf_kind(elf) != ELF_K_ELF) {
    elf_end(elf);
    close(fd);
    return nullptr;
  }
  return std::unique_ptr<ElfImage>(new ElfImage(path, fd, elf));
}

ElfImage::ElfImage(std::string path, int fd, Elf* elf)
    : path_(std::move(path)), fd_(fd), elf_(elf) {
  const void* bits = nullptr;
  const ssize_t size = dwelf_elf_gnu_build_id(elf_, &bits);
  if (size > 0) {
    build_id_ = absl::BytesToHexString(
        absl::string_view(static_cast<const char*>(bits), static_cast<size_t>(size)));
  }
}

ElfImage::~ElfImage() {
  elf_end(elf_);
  close(fd_);
}

std::string ElfImage::debug_link() const {
  GElf_Word checksum = 0;
  const char* name = dwelf_elf_gnu_debuglink(elf_, &checksum);
  return name == nullptr ? "" : name;
}

bool ElfImage::ends_with_zero(const char* name) const {
  size_t names = 0;
  if (elf_getshdrstrndx(elf_, &names) != 0) return false;
  for (Elf_Scn* section = elf_nextscn(elf_, nullptr); section != nullptr;
       section = elf_nextscn(elf_, section)) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr || header.sh_type == SHT_NOBITS) continue;
    const char* found = elf_strptr(elf_, names, header.sh_name);
    if (found == nullptr || std::strcmp(found, name) != 0) continue;
    const Elf_Data* data = elf_getdata(section, nullptr);
    if (data == nullptr || data->d_buf == nullptr || data->d_size == 0) continue;
    if (static_cast<const char*>(data->d_buf)[data->d_size - 1] != '\0') return false;
  }
  return true;
}

}  // namespace tidemark::analysis
