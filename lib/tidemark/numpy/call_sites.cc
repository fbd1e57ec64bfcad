#include "tidemark/numpy/call_sites.h"

#include <unistd.h>

#include <climits>
#include <cstring>

#include "tidemark/numpy/frames.h"
#include "tidemark/numpy/pointer_table.h"

namespace tidemark::numpy {
namespace {

enum class Owner : uint8_t { kLibrary = 1, kProgram = 2 };

struct CachedSite {
  const PyObject* code;
  uintptr_t instruction;  // its address, or the line where frames cannot be read
  tm_site site;
};

constexpr size_t kCachedSites = 4096;
CachedSite cached_sites[kCachedSites];
PointerTable<Owner> code_owners;
char numpy_folder[PATH_MAX];
char working_folder[PATH_MAX];  // with a slash behind it; "": unknown
void (*dealloc_of_code)(PyObject*) = nullptr;

bool HasPrefix(const char* text, const char* prefix) {
  return *prefix != '\0' && std::strncmp(text, prefix, std::strlen(prefix)) == 0;
}
bool HasSuffix(const char* text, const char* suffix) {
  const size_t size = std::strlen(text);
  const size_t end = std::strlen(suffix);
  return size >= end && std::strcmp(text + size - end, suffix) == 0;
}

// A text attribute; valid as long as the object, which keeps it. Never null.
const char* TextOf(PyObject* object, const char* attribute) {
  PyObject* const value = PyObject_GetAttrString(object, attribute);
  const char* const text = value == nullptr ? nullptr : PyUnicode_AsUTF8(value);
  if (text == nullptr) PyErr_Clear();
  DecRef(value);
  return text == nullptr ? "?" : text;
}

Owner OwnerOf(PyObject* code) {
  if (const Owner* const known = code_owners.Find(code)) return *known;
  const KeepException keep;
  const char* const file = TextOf(code, "co_filename");
  const bool is_library =
      (HasPrefix(file, numpy_folder) && std::strstr(file, "/tests/") == nullptr) ||
      HasPrefix(file, "<__array_function__") || HasPrefix(file, "<frozen importlib") ||
      HasSuffix(file, "/contextlib.py");
  return *code_owners.Put(code, is_library ? Owner::kLibrary : Owner::kProgram);
}

// What lies below the folder in which the program was started is named from there.
const char* Relative(const char* file) {
  return HasPrefix(file, working_folder) ? file + std::strlen(working_folder) : file;
}

tm_site NewSite(PyObject* code, int line) {
  const KeepException keep;
  const char* function = TextOf(code, "co_qualname");  // from 3.11 on
  if (std::strcmp(function, "?") == 0) function = TextOf(code, "co_name");
  return tm_site_of(Relative(TextOf(code, "co_filename")),
                    static_cast<uint32_t>(line < 0 ? 0 : line), function);
}

// Code without a line belongs to what is before it.
int LineOf(PyObject* code, int offset) {
  int line = PyCode_Addr2Line(code, offset);
  while (line < 0 && offset > 0) line = PyCode_Addr2Line(code, offset -= 2);
  return line;
}

CachedSite& PlaceOf(const PyObject* code, uintptr_t instruction) {
  const uintptr_t mixed = (reinterpret_cast<uintptr_t>(code) >> 4) * 31 + instruction;
  return cached_sites[(mixed * 0x9e3779b97f4a7c15U) >> 52];
}
static_assert(kCachedSites == size_t{1} << 12);

tm_site SiteOfFrames() {
  for (const Frame* frame = InnermostFrame(); frame != nullptr; frame = CallerOf(frame)) {
    PyObject* const code = CodeOf(frame);
    if (code == nullptr || !IsOfType(code, PyCode_Type)) continue;
    const uintptr_t instruction = InstructionOf(frame);
    CachedSite& place = PlaceOf(code, instruction);
    if (place.code == code && place.instruction == instruction) return place.site;
    if (OwnerOf(code) == Owner::kLibrary) continue;
    place = {code, instruction, NewSite(code, LineOf(code, OffsetOf(code, instruction)))};
    return place.site;
  }
  return 0;
}

// Through the interpreter's functions, which make frame objects from 3.11 on.
tm_site SiteOfFrameObjects() {
  PyFrameObject* frame = PyEval_GetFrame();
  if (frame == nullptr) return 0;
  const KeepException keep;
  tm_site site = 0;
  PyFrameObject* owned = nullptr;
  while (frame != nullptr && site == 0) {
    PyObject* const code = PyFrame_GetCode(frame);
    if (OwnerOf(code) == Owner::kProgram) {
      const int line = PyFrame_GetLineNumber(frame);
      CachedSite& place = PlaceOf(code, static_cast<uintptr_t>(line));
      if (place.code != code || place.instruction != static_cast<uintptr_t>(line)) {
        place = {code, static_cast<uintptr_t>(line), NewSite(code, line)};
      }
      site = place.site;
    }
    DecRef(code);
    PyFrameObject* const caller = site == 0 ? PyFrame_GetBack(frame) : nullptr;
    DecRef(reinterpret_cast<PyObject*>(owned));
    owned = frame = caller;
  }
  DecRef(reinterpret_cast<PyObject*>(owned));
  return site;
}

// Another code object may come to lie at the same address.
void DeallocOfCode(PyObject* code) {
  if (code_owners.Erase(code)) {
    for (CachedSite& cached : cached_sites) {
      if (cached.code == code) cached.code = nullptr;
    }
  }
  dealloc_of_code(code);
}

}  // namespace

void PrepareCallSites(const char* folder) {
  std::strncpy(numpy_folder, folder, sizeof(numpy_folder) - 1);
  if (getcwd(working_folder, sizeof(working_folder) - 1) == nullptr) working_folder[0] = '\0';
  const size_t size = std::strlen(working_folder);
  if (size > 0 && working_folder[size - 1] != '/') std::strcpy(working_folder + size, "/");
  FindFrames();
  dealloc_of_code = PyCode_Type.tp_dealloc;
  PyCode_Type.tp_dealloc = &DeallocOfCode;
}

tm_site CurrentSite() { return frame_layout.is_known ? SiteOfFrames() : SiteOfFrameObjects(); }

}  // namespace tidemark::numpy
