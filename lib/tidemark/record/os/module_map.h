// Maps code addresses to loaded modules (the program and its shared libraries).
//
// Used by the stack table for each new frame; path, build id and offset go into the trace for
// symbolization.
//
// Queries the dynamic linker lock-free (_dl_find_object), so it is safe inside malloc. Modules are
// cached until Forget().
// Threading: not synchronized.
#ifndef TIDEMARK_RECORD_OS_MODULE_MAP_H_
#define TIDEMARK_RECORD_OS_MODULE_MAP_H_

#include <cstdint>
#include <string>
#include <vector>

namespace tidemark::record {

struct Module {
  uintptr_t begin = 0;  // of its mapping
  uintptr_t end = 0;
  uintptr_t bias = 0;             // load bias: address in memory minus ELF virtual address
  uintptr_t eh_frame_header = 0;  // PT_GNU_EH_FRAME in memory, 0 when unknown
  std::string path;               // absolute where possible
  std::string build_id;           // lower-case hexadecimal, empty when it has none
};

// False for an address in no module: JIT code, or no code at all.
bool IsCode(uintptr_t address) noexcept;

class ModuleMap {
 public:
  // nullptr for an address in no module. Valid until the next call.
  const Module* Find(uintptr_t address);

  // A library was unloaded: its addresses may be reused.
  void Forget() { modules_.clear(); }

 private:
  std::vector<Module> modules_;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_OS_MODULE_MAP_H_
