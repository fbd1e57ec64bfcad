#include "tidemark/numpy/call_sites.h"

#include "tidemark/numpy/code_objects.h"
#include "tidemark/numpy/frames.h"
#include "tidemark/numpy/pointer_table.h"

namespace tidemark::numpy {
namespace {

struct CachedSite {
  const PyObject* code;
  uintptr_t instruction;  // its address, or the line where frames cannot be read
  tm_owner owner;
  bool is_library;  // an installed one's own doing
  tm_site site;     // 0: not asked for yet
};

constexpr size_t kCachedSites = 4096;
CachedSite cached_sites[kCachedSites];
struct Owner {
  tm_owner owner;
  bool is_library;
};
PointerTable<Owner> code_owners;

Owner KnownOwnerOf(const PyObject* code) {
  if (const Owner* const known = code_owners.Find(code)) return *known;
  return *code_owners.Put(code, {OwnerOf(code), IsLibrarysDoing(code)});
}

CachedSite& PlaceOf(const PyObject* code, uintptr_t instruction) {
  const uintptr_t mixed = (reinterpret_cast<uintptr_t>(code) >> 4) * 31 + instruction;
  return cached_sites[(mixed * 0x9e3779b97f4a7c15U) >> 52];
}
static_assert(kCachedSites == size_t{1} << 12);

CachedSite& Look(const PyObject* code, uintptr_t instruction) {
  CachedSite& place = PlaceOf(code, instruction);
  if (place.code != code || place.instruction != instruction) {
    const Owner owner = KnownOwnerOf(code);
    place = {code, instruction, owner.owner, owner.is_library, 0};
  }
  return place;
}

tm_site SiteAt(PyObject* code, uintptr_t instruction, int offset) {
  CachedSite& place = Look(code, instruction);
  if (place.site == 0) {
    CodePlace described;
    Describe(code, offset, &described);
    place.site =
        tm_site_of(described.file, static_cast<uint32_t>(described.line), described.function);
  }
  return place.site;
}

// Of the innermost frame that belongs to the highest owner.
tm_site SiteOfFrames(bool* by_library) {
  const Frame* best = nullptr;
  bool has_library = false;  // in the frames so far
  tm_owner highest = TM_RUNTIME;
  for (const Frame* frame = InnermostFrame(); frame != nullptr; frame = CallerOf(frame)) {
    const PyObject* const code = CodeOf(frame);
    if (code == nullptr || !IsOfType(code, PyCode_Type)) continue;
    const CachedSite& place = Look(code, InstructionOf(frame));
    if (place.owner > highest) {
      *by_library = has_library;
      if (place.owner == TM_PROJECT && place.site != 0) return place.site;
      highest = place.owner;
      best = frame;
      if (highest == TM_PROJECT) break;
    }
    has_library = has_library || place.is_library;
  }
  if (best == nullptr) return 0;
  if (highest <= TM_INSTALLED) *by_library = true;  // as in threads of its own
  PyObject* const code = CodeOf(best);
  const uintptr_t instruction = InstructionOf(best);
  return SiteAt(code, instruction, OffsetOf(code, instruction));
}

// Through the interpreter's functions, which make frame objects from 3.11 on. Callers are kept by the
// frames that they called.
tm_site SiteOfFrameObjects(bool* by_library) {
  PyFrameObject* frame = PyEval_GetFrame();
  const KeepException keep;
  PyObject* best = nullptr;
  bool has_library = false;
  tm_owner highest = TM_RUNTIME;
  int line = 0;
  PyFrameObject* owned = nullptr;
  while (frame != nullptr && highest != TM_PROJECT) {
    PyObject* const code = PyFrame_GetCode(frame);
    const Owner owner = KnownOwnerOf(code);
    if (owner.owner > highest) {
      *by_library = has_library;
      highest = owner.owner;
      best = code;
      line = PyFrame_GetLineNumber(frame);
    }
    has_library = has_library || owner.is_library;
    DecRef(code);
    PyFrameObject* const caller = PyFrame_GetBack(frame);
    DecRef(reinterpret_cast<PyObject*>(owned));
    owned = frame = caller;
  }
  DecRef(reinterpret_cast<PyObject*>(owned));
  if (best == nullptr) return 0;
  if (highest <= TM_INSTALLED) *by_library = true;
  CachedSite& place = Look(best, static_cast<uintptr_t>(line));
  if (place.site == 0) {
    CodePlace described;
    Describe(best, 0, &described);
    place.site =
        tm_site_of(described.file, static_cast<uint32_t>(line < 0 ? 0 : line), described.function);
  }
  return place.site;
}

void ForgetSitesOf(const PyObject* code) {
  for (CachedSite& cached : cached_sites) {
    if (cached.code == code) cached.code = nullptr;
  }
}

}  // namespace

void ForgetCallSites() {
  code_owners.Clear();
  for (CachedSite& cached : cached_sites) cached.code = nullptr;
}

void ForgetCallSitesIn(const PyObject* code) {
  if (code_owners.Erase(code)) ForgetSitesOf(code);
}

tm_site CurrentSite(bool* by_library) {
  bool is_library = false;
  const tm_site site =
      frame_layout.is_known ? SiteOfFrames(&is_library) : SiteOfFrameObjects(&is_library);
  if (by_library != nullptr) *by_library = is_library;
  return site;
}

}  // namespace tidemark::numpy
