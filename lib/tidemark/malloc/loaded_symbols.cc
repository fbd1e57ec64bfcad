#include "tidemark/malloc/loaded_symbols.h"

#include <elf.h>
#include <link.h>

#include <cstdint>
#include <cstring>

namespace tidemark::malloc_internal {
namespace {

extern "C" [[gnu::visibility("hidden")]] const ElfW(Ehdr) __ehdr_start;  // of this library

// The parts of a library's dynamic section that a look-up needs.
class DynamicSymbols {
 public:
  explicit DynamicSymbols(const link_map* library) noexcept : bias_(library->l_addr) {
    for (const ElfW(Dyn)* entry = library->l_ld; entry != nullptr && entry->d_tag != DT_NULL;
         ++entry) {
      switch (entry->d_tag) {
        case DT_SYMTAB:
          symbols_ = At<ElfW(Sym)>(entry->d_un.d_ptr);
          break;
        case DT_STRTAB:
          names_ = At<char>(entry->d_un.d_ptr);
          break;
        case DT_GNU_HASH:
          gnu_hash_ = At<uint32_t>(entry->d_un.d_ptr);
          break;
        case DT_HASH:
          hash_ = At<uint32_t>(entry->d_un.d_ptr);
          break;
        case DT_VERSYM:
          versions_ = At<ElfW(Half)>(entry->d_un.d_ptr);
          break;
        default:
          break;
      }
    }
  }

  void* Find(const char* name) const noexcept {
    if (symbols_ == nullptr || names_ == nullptr) return nullptr;
    if (gnu_hash_ != nullptr) return FindByGnuHash(name);
    return hash_ != nullptr ? FindByHash(name) : nullptr;
  }

 private:
  // The loader relocates these addresses in place, except in read-only sections as the vDSO's.
  template <class T>
  const T* At(uintptr_t address) const noexcept {
    return reinterpret_cast<const T*>(address < bias_ ? address + bias_ : address);
  }

  void* FindByGnuHash(const char* name) const noexcept {
    uint32_t hash = 5381;
    for (const char* c = name; *c != '\0'; ++c) hash = hash * 33 + static_cast<uint8_t>(*c);
    const uint32_t bucket_count = gnu_hash_[0];
    const uint32_t first_symbol = gnu_hash_[1];
    const uint32_t filter_words = gnu_hash_[2];
    const uint32_t filter_shift = gnu_hash_[3];
    if (bucket_count == 0) return nullptr;
    const auto* const filter = reinterpret_cast<const ElfW(Addr)*>(gnu_hash_ + 4);
    constexpr uint32_t kBits = sizeof(ElfW(Addr)) * 8;
    const ElfW(Addr) word = filter[(hash / kBits) % filter_words];
    const ElfW(Addr) both =
        (ElfW(Addr){1} << (hash % kBits)) | (ElfW(Addr){1} << ((hash >> filter_shift) % kBits));
    if ((word & both) != both) return nullptr;
    const auto* const buckets = reinterpret_cast<const uint32_t*>(filter + filter_words);
    const uint32_t* const chains = buckets + bucket_count;
    uint32_t symbol = buckets[hash % bucket_count];
    if (symbol < first_symbol) return nullptr;
    for (;; ++symbol) {
      const uint32_t chained = chains[symbol - first_symbol];
      if ((chained | 1) == (hash | 1)) {
        if (void* const found = Check(symbol, name)) return found;
      }
      if ((chained & 1) != 0) return nullptr;
    }
  }

  void* FindByHash(const char* name) const noexcept {
    uint32_t hash = 0;
    for (const char* c = name; *c != '\0'; ++c) {
      hash = (hash << 4) + static_cast<uint8_t>(*c);
      const uint32_t high = hash & 0xf0000000U;
      hash = (hash ^ (high >> 24)) & ~high;
    }
    const uint32_t bucket_count = hash_[0];
    if (bucket_count == 0) return nullptr;
    const uint32_t* const buckets = hash_ + 2;
    const uint32_t* const chains = buckets + bucket_count;
    for (uint32_t symbol = buckets[hash % bucket_count]; symbol != STN_UNDEF;
         symbol = chains[symbol]) {
      if (void* const found = Check(symbol, name)) return found;
    }
    return nullptr;
  }

  // The address of the symbol if it is a definition of `name` in its default version.
  void* Check(uint32_t index, const char* name) const noexcept {
    constexpr ElfW(Half) kHiddenVersion = 0x8000;
    const ElfW(Sym)& symbol = symbols_[index];
    const auto type = ELF64_ST_TYPE(symbol.st_info);
    if (symbol.st_shndx == SHN_UNDEF || symbol.st_value == 0) return nullptr;
    if (type != STT_FUNC && type != STT_GNU_IFUNC && type != STT_NOTYPE) return nullptr;
    if (versions_ != nullptr && (versions_[index] & kHiddenVersion) != 0) return nullptr;
    if (std::strcmp(names_ + symbol.st_name, name) != 0) return nullptr;
    auto* const address = reinterpret_cast<void*>(bias_ + symbol.st_value);
    if (type != STT_GNU_IFUNC) return address;
    return reinterpret_cast<void* (*)()>(address)();
  }

  const uintptr_t bias_;
  const ElfW(Sym) * symbols_ = nullptr;
  const char* names_ = nullptr;
  const uint32_t* gnu_hash_ = nullptr;
  const uint32_t* hash_ = nullptr;
  const ElfW(Half) * versions_ = nullptr;
};

bool IsThis(const link_map* library) noexcept {
  return library->l_addr == reinterpret_cast<uintptr_t>(&__ehdr_start);
}

LoadedSymbol FindFrom(const link_map* library, const char* name) noexcept {
  for (; library != nullptr; library = library->l_next) {
    if (void* const address = DynamicSymbols(library).Find(name)) return {address, library};
  }
  return {};
}

}  // namespace

bool LoadedSymbol::IsOfLibrary(const char* prefix) const noexcept {
  if (library == nullptr || library->l_name == nullptr) return false;
  const char* const slash = std::strrchr(library->l_name, '/');
  const char* const file = slash != nullptr ? slash + 1 : library->l_name;
  return std::strncmp(file, prefix, std::strlen(prefix)) == 0;
}

bool LoadedSymbol::IsOfThisLibrary() const noexcept {
  return library != nullptr && IsThis(library);
}

LoadedSymbol FindNextSymbol(const char* name) noexcept {
  const link_map* library = _r_debug.r_map;
  while (library != nullptr && !IsThis(library)) library = library->l_next;
  return library != nullptr ? FindFrom(library->l_next, name) : LoadedSymbol();
}

LoadedSymbol FindFirstSymbol(const char* name) noexcept { return FindFrom(_r_debug.r_map, name); }

}  // namespace tidemark::malloc_internal
