#include <algorithm>
#include <cstring>
#include <limits>
#include <tuple>

#include "tidemark/analysis/symbols/symbol_table_internal.h"

namespace tidemark::analysis {
namespace {

// More than any program has; a table that claims more is made up.
constexpr size_t kMostSymbols = size_t{1} << 26;

bool MayBeFunction(int type) {
  return type == STT_FUNC || type == STT_GNU_IFUNC || type == STT_NOTYPE;
}

// People know fopen, not _IO_new_fopen: fewer underscores at the front, then the binding that is
// looked up from outside, then the shorter name.
uint64_t Rank(const char* name, int binding) {
  const uint64_t underscores = std::strspn(name, "_");
  // A mangled name begins with one or two of them and may be the only one that says anything.
  const bool mangled = underscores <= 2 && name[underscores] == 'Z';
  const uint64_t bound = binding == STB_GLOBAL ? 0 : binding == STB_WEAK ? 1 : 2;
  const uint64_t length = std::min<uint64_t>(std::strlen(name), 0xffff);
  return ((mangled ? 0 : underscores) << 32) | (bound << 16) | length;
}

}  // namespace

void SymbolTable::Add(Elf* elf) {
  for (Elf_Scn* section = elf_nextscn(elf, nullptr); section != nullptr;
       section = elf_nextscn(elf, section)) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr) continue;
    if (header.sh_type == SHT_SYMTAB || header.sh_type == SHT_DYNSYM) {
      AddSection(elf, section, header);
    }
  }
}

void SymbolTable::AddSection(Elf* elf, Elf_Scn* section, const GElf_Shdr& header) {
  Elf_Data* data = elf_getdata(section, nullptr);
  const size_t entry = gelf_fsize(elf, ELF_T_SYM, 1, EV_CURRENT);
  if (data == nullptr || entry == 0) return;
  const size_t count =
      std::min<size_t>({data->d_size / entry, kMostSymbols, std::numeric_limits<int>::max()});
  for (size_t i = 0; i < count; ++i) {
    GElf_Sym symbol;
    if (gelf_getsym(data, static_cast<int>(i), &symbol) == nullptr) return;
    if (!MayBeFunction(GELF_ST_TYPE(symbol.st_info)) || symbol.st_shndx == SHN_UNDEF ||
        symbol.st_shndx >= SHN_LORESERVE) {
      continue;
    }
    GElf_Shdr code;
    if (gelf_getshdr(elf_getscn(elf, symbol.st_shndx), &code) == nullptr ||
        (code.sh_flags & SHF_EXECINSTR) == 0) {
      continue;
    }
    const char* name = elf_strptr(elf, header.sh_link, symbol.st_name);
    if (name == nullptr || *name == '\0' || *name == '$') continue;
    symbols_.push_back({.low = symbol.st_value,
                        .size = symbol.st_size,
                        .section_end = code.sh_addr + code.sh_size,
                        .name = name,
                        .rank = Rank(name, GELF_ST_BIND(symbol.st_info))});
  }
}

void SymbolTable::Build() {
  std::sort(symbols_.begin(), symbols_.end(), [](const Symbol& a, const Symbol& b) {
    const int order = std::strcmp(a.name, b.name);
    return std::tuple(a.low, a.size == 0, a.rank, order) <
           std::tuple(b.low, b.size == 0, b.rank, 0);
  });
  for (size_t i = 0; i < symbols_.size();) {
    // Of those that begin here the first one is shown; where none has a size, up to the next.
    size_t next = i + 1;
    while (next < symbols_.size() && symbols_[next].low == symbols_[i].low) ++next;
    const Symbol& symbol = symbols_[i];
    uint64_t high = symbol.low + symbol.size;
    if (symbol.size == 0) {
      high = symbol.section_end;
      if (next < symbols_.size()) high = std::min(high, symbols_[next].low);
    }
    // Later symbols lie within earlier ones, as entry points of assembly do.
    ranges_.Add({.low = symbol.low,
                 .high = high,
                 .value = static_cast<uint32_t>(names_.size()),
                 .rank = symbol.low});
    names_.push_back(symbol.name);
    i = next;
  }
  ranges_.Build();
  symbols_ = {};
}

absl::string_view SymbolTable::NameAt(uint64_t address) const {
  const std::optional<uint32_t> found = ranges_.Find(address);
  return found.has_value() ? absl::string_view(names_[*found]) : absl::string_view();
}

}  // namespace tidemark::analysis
