// Which file a code address belongs to, and where in that file.
//
// Used by the stack table for each new frame; what it says goes into the trace, so that whoever
// reads it can find the symbols.
//
// Asks the dynamic linker without its locks (_dl_find_object), so it may be called from inside
// malloc, whoever holds what. Modules that were found are remembered until Forget().
// Threading: none of its own.
#ifndef TIDEMARK_RECORD_OS_MODULE_MAP_H_
#define TIDEMARK_RECORD_OS_MODULE_MAP_H_

#include <cstdint>
#include <string>
#include <vector>

namespace tidemark::record {

struct Module {
  uintptr_t begin = 0;  // of its mapping
  uintptr_t end = 0;
  uintptr_t bias = 0;  // address in memory minus address in the file's own terms (ELF vaddr)
  uintptr_t eh_frame_header = 0;  // PT_GNU_EH_FRAME in memory, 0 when unknown
  std::string path;               // absolute where possible
  std::string build_id;           // lower-case hexadecimal, empty when it has none
};

// False for an address in no module: generated code, or none at all.
bool IsCode(uintptr_t address) noexcept;

class ModuleMap {
 public:
  // nullptr for an address in no module. Valid until the next call.
  const Module* Find(uintptr_t address);

  // A library was unloaded: addresses may mean something else from now on.
  void Forget() { modules_.clear(); }

 private:
  std::vector<Module> modules_;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_OS_MODULE_MAP_H_
