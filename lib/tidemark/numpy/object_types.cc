#include "tidemark/numpy/object_types.h"

#include <dlfcn.h>
#include <link.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <iterator>

#include "tidemark/numpy/own_memory.h"
#include "tidemark/numpy/pointer_table.h"
#include "tidemark/numpy/python_abi.h"

namespace tidemark::numpy {
namespace {

// Blocks are looked up, and words read, by their addresses.
template <class T>
const T* PointerTo(uintptr_t address) {
  return reinterpret_cast<const T*>(address);  // NOLINT(performance-no-int-to-ptr)
}

constexpr uintptr_t kLeastAddress = 0x10000;
constexpr size_t kCollectorHead = 2 * sizeof(void*);
constexpr size_t kDictionaryHead = 2 * sizeof(void*);  // before it, of classes' instances

// Bits of tp_flags.
using TypeFlags = decltype(PyTypeObject::tp_flags);
constexpr TypeFlags kIsHeapType = TypeFlags{1} << 9;
constexpr TypeFlags kIsReady = TypeFlags{1} << 12;
constexpr TypeFlags kHasCollectorHead = TypeFlags{1} << 14;
constexpr TypeFlags kIsTypeOfTypes = TypeFlags{1} << 31;

struct KnownType {
  const char* name;
  bool has_head;
  bool is_type_of_types;
};

IsObjectBlock is_live_block = nullptr;
PointerTable<KnownType> known_types;
PyObject* module_key = nullptr;

// Names by their texts, so that classes that are made again and again do not add up.
constexpr size_t kNameSlots = 8192;
constexpr size_t kMostNames = kNameSlots / 2;
const char** names = nullptr;
size_t name_count = 0;

const char* Interned(const char* text) {
  if (names == nullptr) names = static_cast<const char**>(OwnZeroed(kNameSlots * sizeof(*names)));
  uint64_t hash = 0xcbf29ce484222325U;
  for (const char* at = text; *at != '\0'; ++at) {
    hash = (hash ^ static_cast<unsigned char>(*at)) * 0x100000001b3U;
  }
  size_t i = hash % kNameSlots;
  for (; names[i] != nullptr; i = (i + 1) % kNameSlots) {
    if (std::strcmp(names[i], text) == 0) return names[i];
  }
  if (name_count == kMostNames) return nullptr;
  const size_t bytes = std::strlen(text) + 1;
  auto* const copy = static_cast<char*>(OwnZeroed(bytes));
  std::memcpy(copy, text, bytes);
  ++name_count;
  return names[i] = copy;
}

// Whether all of a type at that address lies in data of a loaded module, which is there to be read.
bool IsInModule(uintptr_t address) {
  dl_find_object module;
  if (_dl_find_object(const_cast<void*>(PointerTo<void>(address)), &module) != 0) return false;
  const auto* const header = static_cast<const ElfW(Ehdr)*>(module.dlfo_map_start);
  const auto begin = reinterpret_cast<uintptr_t>(module.dlfo_map_start);
  if (begin + header->e_phoff + header->e_phnum * sizeof(ElfW(Phdr)) >
      reinterpret_cast<uintptr_t>(module.dlfo_map_end)) {
    return false;
  }
  const auto* const segments = PointerTo<ElfW(Phdr)>(begin + header->e_phoff);
  const uintptr_t base = module.dlfo_link_map->l_addr;
  for (int i = 0; i < header->e_phnum; ++i) {
    const ElfW(Phdr)& segment = segments[i];
    const uintptr_t first = base + segment.p_vaddr;
    if (segment.p_type == PT_LOAD && (segment.p_flags & PF_W) != 0 && address >= first &&
        address + sizeof(PyTypeObject) <= first + segment.p_memsz) {
      return true;
    }
  }
  return false;
}

bool MayBeType(uintptr_t address) {
  constexpr uintptr_t kMost = uintptr_t{1} << 47;
  if (address < kLeastAddress || address >= kMost || address % alignof(PyTypeObject) != 0)
    return false;
  const auto* const block = PointerTo<void>(address - kCollectorHead);
  return is_live_block(block, kCollectorHead + sizeof(PyTypeObject)) || IsInModule(address);
}

// "module.Class" of a class, whose own name has no module; others name theirs.
const char* NameOf(const PyTypeObject* type) {
  const char* const name = type->tp_name;
  if (name == nullptr) return nullptr;
  const bool is_class = (type->tp_flags & kIsHeapType) != 0 && std::strchr(name, '.') == nullptr;
  if (!is_class || type->tp_dict == nullptr || module_key == nullptr) return Interned(name);
  // A look-up of a text that is hashed already, in a dictionary of such: it runs no code and makes
  // nothing.
  PyObject* const module = PyDict_GetItemWithError(type->tp_dict, module_key);
  if (module == nullptr || !IsOfType(module, PyUnicode_Type)) return Interned(name);
  const char* const module_name = PyUnicode_AsUTF8(module);
  if (module_name == nullptr || std::strcmp(module_name, "builtins") == 0) return Interned(name);
  char text[256];
  std::snprintf(text, sizeof(text), "%s.%s", module_name, name);
  return Interned(text);
}

// Null: it is no type.
const KnownType* FindType(uintptr_t address, int depth = 0) {
  if (address == 0) return nullptr;
  const auto* const type = PointerTo<PyTypeObject>(address);
  if (const KnownType* const known = known_types.Find(type)) return known;
  constexpr int kDeepest = 3;  // a type, its class, the class of that
  if (depth == kDeepest || !MayBeType(address)) return nullptr;
  if (!IsOfType(&type->head, PyType_Type)) {
    const KnownType* const meta =
        FindType(reinterpret_cast<uintptr_t>(type->head.ob_type), depth + 1);
    if (meta == nullptr || !meta->is_type_of_types) return nullptr;
  }
  if ((type->tp_flags & kIsReady) == 0) return nullptr;
  return known_types.Put(type, {.name = NameOf(type),
                                .has_head = (type->tp_flags & kHasCollectorHead) != 0,
                                .is_type_of_types = (type->tp_flags & kIsTypeOfTypes) != 0});
}

// Blocks that may have become types. A type is looked at soon after it was made, since at the
// interpreter's end its dictionary, and with that its module, goes before its last objects do.
const void* new_blocks[64];
size_t new_block_count = 0;

void LookAtNewBlocks() {
  for (; new_block_count > 0; --new_block_count) {
    const void* const block = new_blocks[new_block_count - 1];
    if (is_live_block(block, kLeastTypeBlock)) {
      FindType(reinterpret_cast<uintptr_t>(block) + kCollectorHead);
    }
  }
}

// Whether the words before an object may be the collector's: it is in no list, or between two others.
// Of a dictionary's keys, which may have the hash of a type's address where the type would be, they are
// small numbers.
bool MayBeHead(const uintptr_t* head) {
  constexpr uintptr_t kFlags = 3;
  const uintptr_t next = head[0];
  const uintptr_t previous = head[1];  // of an object that was taken out, perhaps what it was
  return previous >= kLeastAddress ? next == 0 || next >= kLeastAddress
                                   : next == 0 && previous <= kFlags;
}

// Immortal objects have counts of up to 32 bits.
bool MayBeCount(Py_ssize_t count) { return count >= 0 && count < (Py_ssize_t{1} << 40); }

}  // namespace

void NoteTypeBlock(const void* block) {
  if (new_block_count == std::size(new_blocks)) LookAtNewBlocks();
  new_blocks[new_block_count++] = block;
}

void PrepareTypes(IsObjectBlock is_object_block) {
  is_live_block = is_object_block;
  if (module_key == nullptr) module_key = PyUnicode_FromString("__module__");
}

const char* TypeOfBlock(const void* block, size_t bytes) {
  // By the time that any object ends, what was made before the newest block is filled in.
  if (new_block_count > 1) [[unlikely]] {
    const void* const newest = new_blocks[--new_block_count];
    LookAtNewBlocks();
    new_blocks[new_block_count++] = newest;
  }
  constexpr size_t kHeads[] = {0, kCollectorHead, kCollectorHead + kDictionaryHead};
  for (const size_t head : kHeads) {
    if (bytes < head + sizeof(PyObject)) break;
    const auto address = reinterpret_cast<uintptr_t>(block) + head;
    const auto* const object = PointerTo<PyObject>(address);
    const KnownType* const type = FindType(reinterpret_cast<uintptr_t>(object->ob_type));
    if (type == nullptr || type->has_head != (head != 0) || !MayBeCount(object->ob_refcnt))
      continue;
    if (head != 0 && !MayBeHead(PointerTo<uintptr_t>(address - kCollectorHead))) {
      continue;
    }
    const char* const name = type->name;
    // A type that ends: another one may come to lie there.
    if (type->is_type_of_types) known_types.Erase(object);
    return name;
  }
  return nullptr;
}

}  // namespace tidemark::numpy
