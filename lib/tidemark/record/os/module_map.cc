#include "tidemark/record/os/module_map.h"

#include <dlfcn.h>
#include <elf.h>
#include <limits.h>
#include <link.h>
#include <unistd.h>

#include <cstring>

#include "tidemark/record/os/address.h"
#include "tidemark/record/os/process_info.h"

namespace tidemark::record {
namespace {

std::string Hex(const uint8_t* bytes, size_t size) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (size_t i = 0; i < size; ++i) {
    text.push_back(kDigits[bytes[i] >> 4]);
    text.push_back(kDigits[bytes[i] & 15]);
  }
  return text;
}

// The NT_GNU_BUILD_ID among the notes in [begin, begin + size).
std::string BuildIdInNotes(const uint8_t* begin, size_t size) {
  const auto padded = [](size_t length) { return (length + 3) & ~size_t{3}; };
  for (size_t at = 0; at + sizeof(ElfW(Nhdr)) <= size;) {
    ElfW(Nhdr) note;
    std::memcpy(&note, begin + at, sizeof(note));
    const size_t name = at + sizeof(note);
    const size_t description = name + padded(note.n_namesz);
    const size_t next = description + padded(note.n_descsz);
    if (next > size) break;
    if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
        std::memcmp(begin + name, "GNU", 4) == 0) {
      return Hex(begin + description, note.n_descsz);
    }
    at = next;
  }
  return "";
}

// From the mapped ELF headers. Works for every file whose first segment includes them.
std::string BuildId(uintptr_t begin, uintptr_t end, uintptr_t bias) {
  ElfW(Ehdr) header;
  if (end - begin < sizeof(header)) return "";
  std::memcpy(&header, PointerTo<const void>(begin), sizeof(header));
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
      header.e_phoff + header.e_phnum * sizeof(ElfW(Phdr)) > end - begin) {
    return "";
  }
  const auto* const segments = PointerTo<const ElfW(Phdr)>(begin + header.e_phoff);
  for (size_t i = 0; i < header.e_phnum; ++i) {
    const uintptr_t notes = bias + segments[i].p_vaddr;
    if (segments[i].p_type != PT_NOTE || notes < begin || notes + segments[i].p_memsz > end) {
      continue;
    }
    std::string id = BuildIdInNotes(PointerTo<const uint8_t>(notes), segments[i].p_memsz);
    if (!id.empty()) return id;
  }
  return "";
}

// Not a stack buffer: the stack may be a thread's minimal one, or a signal handler's.
std::string Link(const char* path) {
  std::string target(PATH_MAX, '\0');
  const ssize_t size = readlink(path, target.data(), target.size());
  target.resize(size > 0 ? static_cast<size_t>(size) : 0);
  return target;
}

// The loader's name of it; the main program has none.
std::string Path(const link_map* map) {
  if (map->l_name == nullptr || map->l_name[0] == '\0') return Link("/proc/self/exe");
  std::string name = map->l_name;
  if (name.find('/') == std::string::npos || name.front() == '/') return name;
  return AbsolutePath(name);
}

}  // namespace

bool IsCode(uintptr_t address) noexcept {
  dl_find_object found;
  return _dl_find_object(PointerTo<void>(address), &found) == 0;
}

const Module* ModuleMap::Find(uintptr_t address) {
  for (const Module& module : modules_) {
    if (address >= module.begin && address < module.end) return &module;
  }
  dl_find_object found;
  if (_dl_find_object(PointerTo<void>(address), &found) != 0) return nullptr;
  Module module;
  module.begin = reinterpret_cast<uintptr_t>(found.dlfo_map_start);
  module.end = reinterpret_cast<uintptr_t>(found.dlfo_map_end);
  module.bias = found.dlfo_link_map->l_addr;
  module.eh_frame_header = reinterpret_cast<uintptr_t>(found.dlfo_eh_frame);
  module.path = Path(found.dlfo_link_map);
  module.build_id = BuildId(module.begin, module.end, module.bias);
  modules_.push_back(std::move(module));
  return &modules_.back();
}

}  // namespace tidemark::record
