// The functions that the symbol tables of a file name, by address.
//
// Filled from .symtab and .dynsym of one or more files of one module; asked where there is no debug
// info, and for names that the debug info leaves out.
//
// A symbol names the addresses up to its size, and one without a size those up to the next one: an
// address between two symbols has no name, rather than that of whatever comes before it.
//
// Ownership: borrows the files. Threading: one thread at a time. Errors: none.
#ifndef TIDEMARK_ANALYSIS_SYMBOLS_SYMBOL_TABLE_INTERNAL_H_
#define TIDEMARK_ANALYSIS_SYMBOLS_SYMBOL_TABLE_INTERNAL_H_

#include <gelf.h>
#include <libelf.h>

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "tidemark/analysis/symbols/range_map.h"

namespace tidemark::analysis {

class SymbolTable {
 public:
  void Add(Elf* elf);
  // No Add() after it.
  void Build();

  bool empty() const { return names_.empty(); }
  // As in the file, mangled; empty when no symbol covers the address.
  absl::string_view NameAt(uint64_t address) const;

 private:
  struct Symbol {
    uint64_t low = 0;
    uint64_t size = 0;
    uint64_t section_end = 0;
    const char* name = nullptr;
    uint64_t rank = 0;  // of the symbols of one address the lowest is shown
  };
  void AddSection(Elf* elf, Elf_Scn* section, const GElf_Shdr& header);

  std::vector<Symbol> symbols_;  // until Build()
  std::vector<const char*> names_;
  RangeMap ranges_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_SYMBOLS_SYMBOL_TABLE_INTERNAL_H_
