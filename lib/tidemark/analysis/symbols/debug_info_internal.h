// The debug info of one file: functions, inlined ones among them, and lines by address.
//
// Made from an ELF file; consumed by ModuleFiles. Works without .debug_aranges, which clang leaves
// out. Of a unit that no question falls into nothing is read but its first entry.
//
// Ownership: borrows the ELF file. Memory: O(units + functions of the units asked for).
// Threading: one thread at a time. Errors: Read gives null for a file without debug info; what is
//   damaged shows as something that is not known.
#ifndef TIDEMARK_ANALYSIS_SYMBOLS_DEBUG_INFO_INTERNAL_H_
#define TIDEMARK_ANALYSIS_SYMBOLS_DEBUG_INFO_INTERNAL_H_

#include <elfutils/libdw.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tidemark/analysis/symbols/elf_image_internal.h"
#include "tidemark/analysis/symbols/function_index_internal.h"
#include "tidemark/analysis/symbols/range_map.h"

namespace tidemark::analysis {

class DebugInfo {
 public:
  // Finds the file that dwz made of what several files have in common; null: there is none. `name`
  // is as the debug info has it, relative to the folder of its file where it is relative.
  using FindShared = std::function<std::unique_ptr<ElfImage>(const std::string& name,
                                                             const std::string& build_id)>;
  // `image` must outlive the result.
  static std::unique_ptr<DebugInfo> Read(const ElfImage& image, const FindShared& find_shared);
  ~DebugInfo();
  DebugInfo(const DebugInfo&) = delete;
  DebugInfo& operator=(const DebugInfo&) = delete;

  struct Frame {
    absl::string_view linkage_name;  // mangled; empty when the debug info has none
    absl::string_view name;          // as in the source, without what it is part of
    std::string file;                // empty: unknown
    int64_t line = 0;
  };
  // The innermost first. The last may have neither name, where only its line is known.
  std::vector<Frame> At(uint64_t address);

 private:
  struct Unit {
    Dwarf_Die skeleton = {};  // has the lines
    Dwarf_Die content = {};   // has the functions; the same but for split debug info
    std::unique_ptr<FunctionIndex> functions;
  };
  explicit DebugInfo(Dwarf* dwarf) : dwarf_(dwarf) {}
  void LinkShared(const FindShared& find_shared);
  void ListUnits();

  Dwarf* dwarf_;
  std::unique_ptr<ElfImage> shared_image_;
  Dwarf* shared_ = nullptr;
  std::vector<Unit> units_;
  RangeMap unit_ranges_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_SYMBOLS_DEBUG_INFO_INTERNAL_H_
