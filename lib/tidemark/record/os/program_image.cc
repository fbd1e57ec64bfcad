#include "tidemark/record/os/program_image.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <iterator>

namespace tidemark::record {
namespace {

using Kind = ProgramImage::Kind;

#if defined(__x86_64__)
constexpr uint16_t kMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr uint16_t kMachine = EM_AARCH64;
#else
constexpr uint16_t kMachine = EM_NONE;  // any
#endif

// What a real program stays far below. Damaged ones must not keep anybody waiting.
constexpr uint16_t kMostSegments = 1024;  // the kernel takes 64 KiB of them
constexpr uint64_t kMostDynamicBytes = uint64_t{64} << 10;
constexpr uint64_t kMostNameBytes = uint64_t{64} << 20;
constexpr uint64_t kMostSymbolBytes = uint64_t{64} << 20;
constexpr uint16_t kMostSections = 4096;

class File {
 public:
  // Regular files only: a FIFO would block, and the kernel executes nothing else.
  explicit File(const char* path) noexcept
      : descriptor_(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {
    struct stat status {};
    if (descriptor_ >= 0 && (fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode))) {
      close(descriptor_);
      descriptor_ = -1;
    }
  }
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool is_open() const noexcept { return descriptor_ >= 0; }

  // The bytes that there are, at most `size`.
  size_t ReadAt(uint64_t offset, void* into, size_t size) const noexcept {
    const ssize_t got = pread(descriptor_, into, size, static_cast<off_t>(offset));
    return got > 0 ? static_cast<size_t>(got) : 0;
  }
  template <class T>
  bool Read(uint64_t offset, T* value) const noexcept {
    return ReadAt(offset, value, sizeof(*value)) == sizeof(*value);
  }

 private:
  int descriptor_;
};

// Whether the kernel will tell the loader that the program gains privileges (AT_SECURE).
bool GainsPrivileges(const char* path) noexcept {
  struct stat status {};
  if (stat(path, &status) != 0) return false;
  struct statvfs system {};
  const bool ignored = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ||
                       (statvfs(path, &system) == 0 && (system.f_flag & ST_NOSUID) != 0);
  if (ignored) return false;
  const bool other_user = (status.st_mode & S_ISUID) != 0 && status.st_uid != getuid();
  constexpr mode_t kSetGroup = S_ISGID | S_IXGRP;
  const bool other_group = (status.st_mode & kSetGroup) == kSetGroup && status.st_gid != getgid();
  if (other_user || other_group) return true;
  return getuid() != 0 && getxattr(path, "security.capability", nullptr, 0) > 0;
}

bool StartsWith(const char* text, const char* prefix) noexcept {
  return std::strncmp(text, prefix, std::strlen(prefix)) == 0;
}

// glibc's loaders: ld-linux-x86-64.so.2, ld-linux-aarch64.so.1, ld64.so.1, and a plain ld.so.
bool IsLoaderOfGlibc(const char* path) noexcept {
  const char* const slash = std::strrchr(path, '/');
  const char* const name = slash != nullptr ? slash + 1 : path;
  return StartsWith(name, "ld-linux") || StartsWith(name, "ld64.so") || StartsWith(name, "ld.so") ||
         (StartsWith(name, "ld-2.") && std::strstr(name, ".so") != nullptr);
}

// The names of the dynamic symbols and libraries, in [offset, offset + size) of the file.
struct Names {
  uint64_t offset = 0;
  uint64_t size = 0;
  uint64_t own_name = 0;  // where the file's own one is (DT_SONAME), or 0
};

// Calls `found` with each place, counted from the first name, at which `name` stands or a longer name
// ends in it: the linker lets names share their ends. False from `found` ends the search.
template <class Found>
void FindName(const File& file, const Names& names, const char* name, Found found) noexcept {
  const size_t length = std::strlen(name) + 1;
  char piece[1024];
  size_t kept = 0;
  for (uint64_t at = 0; at < names.size;) {
    const size_t wanted = std::min<uint64_t>(sizeof(piece) - kept, names.size - at);
    const size_t got = file.ReadAt(names.offset + at, piece + kept, wanted);
    if (got == 0) return;
    const size_t end = kept + got;
    const uint64_t first = at - kept;
    size_t from = 0;
    while (const void* const place = memmem(piece + from, end - from, name, length)) {
      from = static_cast<size_t>(static_cast<const char*>(place) - piece);
      if (!found(first + from)) return;
      ++from;
    }
    // A name may lie across the end of the piece; what is kept is too short for a whole one.
    kept = std::min(end, length - 1);
    std::memmove(piece, piece + end - kept, kept);
    at += got;
  }
}

// The segments of an ELF file that matter here.
struct Segments {
  bool has_loader = false;
  char loader[256] = "";
  uint64_t dynamic_offset = 0;
  uint64_t dynamic_bytes = 0;
};

Segments ReadSegments(const File& file, const Elf64_Ehdr& header) noexcept {
  Segments segments;
  for (uint16_t i = 0; i < std::min(header.e_phnum, kMostSegments); ++i) {
    Elf64_Phdr segment;
    if (!file.Read(header.e_phoff + i * sizeof(segment), &segment)) break;
    if (segment.p_type == PT_INTERP) {
      segments.has_loader = true;
      const size_t size = std::min<uint64_t>(segment.p_filesz, sizeof(segments.loader) - 1);
      segments.loader[file.ReadAt(segment.p_offset, segments.loader, size)] = '\0';
    } else if (segment.p_type == PT_DYNAMIC) {
      segments.dynamic_offset = segment.p_offset;
      segments.dynamic_bytes = std::min(segment.p_filesz, kMostDynamicBytes);
    }
  }
  return segments;
}

// Where in the file the byte lies that is loaded at `address`; 0 when unknown.
uint64_t FileOffset(const File& file, const Elf64_Ehdr& header, uint64_t address) noexcept {
  for (uint16_t i = 0; i < std::min(header.e_phnum, kMostSegments); ++i) {
    Elf64_Phdr segment;
    if (!file.Read(header.e_phoff + i * sizeof(segment), &segment)) break;
    if (segment.p_type == PT_LOAD && address >= segment.p_vaddr &&
        address - segment.p_vaddr < segment.p_filesz) {
      return segment.p_offset + (address - segment.p_vaddr);
    }
  }
  return 0;
}

Names FindNames(const File& file, const Elf64_Ehdr& header, const Segments& segments) noexcept {
  Names names;
  for (uint64_t at = 0; at < segments.dynamic_bytes; at += sizeof(Elf64_Dyn)) {
    Elf64_Dyn entry;
    if (!file.Read(segments.dynamic_offset + at, &entry) || entry.d_tag == DT_NULL) break;
    if (entry.d_tag == DT_STRTAB && names.offset == 0) {
      names.offset = FileOffset(file, header, entry.d_un.d_ptr);
    }
    if (entry.d_tag == DT_STRSZ) names.size = std::min(entry.d_un.d_val, kMostNameBytes);
    if (entry.d_tag == DT_SONAME) names.own_name = entry.d_un.d_val;
  }
  return names.offset != 0 ? names : Names();
}

struct Name {
  char text[64] = "";
};

Name OwnName(const File& file, const Names& names) noexcept {
  Name name;
  if (names.own_name == 0) return name;
  name.text[file.ReadAt(names.offset + names.own_name, name.text, sizeof(name.text) - 1)] = '\0';
  return name;
}

bool IsSanitized(const File& file, const Names& names) noexcept {
  bool sanitized = false;
  for (const char* const name :
       {"__asan_init", "__tsan_init", "__msan_init", "__hwasan_init", "__lsan_init"}) {
    FindName(file, names, name, [&](uint64_t) { return !(sanitized = true); });
  }
  return sanitized;
}

// Whether one of the symbols of that section, which stand for all that the program exports, is
// defined and has a name at one of the places.
bool DefinesOneOf(const File& file, const Elf64_Shdr& section, const uint64_t* places,
                  size_t count) noexcept {
  Elf64_Sym symbols[128];
  const uint64_t size = std::min(section.sh_size, kMostSymbolBytes);
  for (uint64_t at = 0; at < size;) {
    const size_t wanted = std::min<uint64_t>(sizeof(symbols), size - at);
    const size_t got = file.ReadAt(section.sh_offset + at, symbols, wanted) / sizeof(symbols[0]);
    if (got == 0) return false;
    for (size_t i = 0; i < got; ++i) {
      if (symbols[i].st_shndx == SHN_UNDEF) continue;
      if (std::find(places, places + count, symbols[i].st_name) != places + count) return true;
    }
    at += got * sizeof(symbols[0]);
  }
  return false;
}

// Without section headers it is not known, and the recorder will find out for itself.
bool DefinesMalloc(const File& file, const Elf64_Ehdr& header, const Names& names) noexcept {
  uint64_t places[32];
  size_t count = 0;
  FindName(file, names, "malloc", [&](uint64_t place) {
    places[count++] = place;
    return count < std::size(places);
  });
  if (count == 0) return false;
  for (uint16_t i = 0; i < std::min(header.e_shnum, kMostSections); ++i) {
    Elf64_Shdr section;
    if (!file.Read(header.e_shoff + i * sizeof(section), &section)) break;
    if (section.sh_type == SHT_DYNSYM) return DefinesOneOf(file, section, places, count);
  }
  return false;
}

Kind ExamineElf(const File& file, const Elf64_Ehdr& header) noexcept {
  if (header.e_ident[EI_CLASS] != ELFCLASS64) return Kind::kOtherWidth;
  if (kMachine != EM_NONE && header.e_machine != kMachine) return Kind::kOtherMachine;
  const Segments segments = ReadSegments(file, header);
  const Names names = FindNames(file, header, segments);
  if (!segments.has_loader) {
    // The loader as a program, which loads another: "ld-linux-x86-64.so.2 --library-path … program".
    return IsLoaderOfGlibc(OwnName(file, names).text) ? Kind::kPreloadable : Kind::kStatic;
  }
  if (!IsLoaderOfGlibc(segments.loader)) return Kind::kOtherLibrary;
  if (IsSanitized(file, names)) return Kind::kSanitized;
  return DefinesMalloc(file, header, names) ? Kind::kOwnMalloc : Kind::kPreloadable;
}

// The program named by the first line of a script; "" if there is none.
void ReadInterpreter(const char* line, size_t size, char (&interpreter)[256]) noexcept {
  size_t begin = 2;
  while (begin < size && (line[begin] == ' ' || line[begin] == '\t')) ++begin;
  size_t end = begin;
  while (end < size && std::strchr(" \t\r\n", line[end]) == nullptr) ++end;
  const size_t length = std::min(end - begin, sizeof(interpreter) - 1);
  std::memcpy(interpreter, line + begin, length);
  interpreter[length] = '\0';
}

}  // namespace

const char* ProgramImage::why_not() const noexcept {
  switch (kind) {
    case Kind::kPreloadable:
      return nullptr;
    case Kind::kStatic:
      return "is statically linked, so nothing can be preloaded into it";
    case Kind::kOtherWidth:
      return "is a 32-bit program, into which a 64-bit library cannot be preloaded";
    case Kind::kOtherMachine:
      return "is a program of another processor, into which this library cannot be preloaded";
    case Kind::kOtherLibrary:
      return "does not use glibc (musl?), so this library cannot be preloaded into it";
    case Kind::kPrivileged:
      return "gains privileges (set-user-ID or file capabilities), so nothing can be preloaded "
             "into it";
    case Kind::kSanitized:
      return "is built with a sanitizer, which has an allocator of its own";
    case Kind::kOwnMalloc:
      return "has a malloc of its own";
  }
  return nullptr;
}

ProgramImage ExamineProgram(const char* path) noexcept {
  const int error = errno;
  constexpr int kMostScripts = 4;  // as the kernel
  ProgramImage image;
  char name[256];
  for (int depth = 0; depth <= kMostScripts; ++depth) {
    const File file(path);
    if (!file.is_open()) {
      if (depth == 0 && GainsPrivileges(path)) image.kind = Kind::kPrivileged;
      break;
    }
    char line[256];
    Elf64_Ehdr header;
    const size_t size = file.ReadAt(0, line, sizeof(line));
    if (size > 2 && line[0] == '#' && line[1] == '!') {
      ReadInterpreter(line, size, image.interpreter);
      std::memcpy(name, image.interpreter, sizeof(name));
      path = name;
      continue;
    }
    if (size >= sizeof(header) && std::memcmp(line, ELFMAG, SELFMAG) == 0) {
      std::memcpy(&header, line, sizeof(header));
      image.kind = GainsPrivileges(path) ? Kind::kPrivileged : ExamineElf(file, header);
    }
    break;
  }
  errno = error;
  return image;
}

}  // namespace tidemark::record
