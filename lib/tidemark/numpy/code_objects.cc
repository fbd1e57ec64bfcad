#include "tidemark/numpy/code_objects.h"

#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstring>
#include <initializer_list>

namespace tidemark::numpy {
namespace {

// Where a code object has its texts, and a text its characters.
struct CodeLayout {
  Py_ssize_t file = 0;
  Py_ssize_t name = 0;
  Py_ssize_t qualified_name = 0;  // 0 up to 3.10
  size_t ascii_data = 0;          // 0: unknown
  size_t compact_data = 0;
};
CodeLayout layout;

char runtime_folder[PATH_MAX];
char working_folder[PATH_MAX];  // with a slash behind it; "": unknown
char project_folder[PATH_MAX];  // the same; "": the working folder

bool HasPrefix(const char* text, const char* prefix) {
  return *prefix != '\0' && std::strncmp(text, prefix, std::strlen(prefix)) == 0;
}
bool HasSuffix(const char* text, const char* suffix) {
  const size_t size = std::strlen(text);
  const size_t end = std::strlen(suffix);
  return size >= end && std::strcmp(text + size - end, suffix) == 0;
}
bool Has(const char* text, const char* part) { return std::strstr(text, part) != nullptr; }

template <class T>
T At(const void* base, size_t offset) {
  T value;
  std::memcpy(&value, static_cast<const char*>(base) + offset, sizeof(value));
  return value;
}

// PyASCIIObject: its length lies behind its head, and its state behind length and hash.
constexpr size_t kLengthAt = sizeof(PyObject);
constexpr size_t kStateAt = kLengthAt + 2 * sizeof(Py_ssize_t);

char* PutUtf8(uint32_t c, char* out) {
  if (c < 0x80) {
    *out++ = static_cast<char>(c);
    return out;
  }
  const int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  constexpr unsigned char kFirst[] = {0, 0xc0, 0xe0, 0xf0};
  *out++ = static_cast<char>(kFirst[more] | (c >> (6 * more)));
  for (int i = more - 1; i >= 0; --i) *out++ = static_cast<char>(0x80 | ((c >> (6 * i)) & 0x3f));
  return out;
}

// The characters of a str, as UTF-8, as far as there is room.
void CopyText(const PyObject* text, char* out, size_t room) {
  char* const end = out + room - 5;
  if (text != nullptr && layout.ascii_data != 0) {
    const auto state = At<uint32_t>(text, kStateAt);
    const uint32_t kind = (state >> 2) & 7;  // bytes a character
    const bool is_compact = ((state >> 5) & 1) != 0;
    const bool is_ascii = ((state >> 6) & 1) != 0;
    const auto length = At<Py_ssize_t>(text, kLengthAt);
    const size_t data = is_ascii ? layout.ascii_data : layout.compact_data;
    for (Py_ssize_t i = 0; is_compact && i < length && out < end; ++i) {
      const size_t at = data + static_cast<size_t>(i) * kind;
      const uint32_t c = kind == 1   ? At<uint8_t>(text, at)
                         : kind == 2 ? At<uint16_t>(text, at)
                                     : At<uint32_t>(text, at);
      out = PutUtf8(c, out);
    }
  }
  *out = '\0';
}

Py_ssize_t MemberAt(const char* name) {
  struct Member {  // PyMemberDef
    const char* name;
    int type;
    Py_ssize_t offset;
    int flags;
    const char* doc;
  };
  const auto* member = static_cast<const Member*>(PyCode_Type.tp_members);
  for (; member != nullptr && member->name != nullptr; ++member) {
    if (std::strcmp(member->name, name) == 0) return member->offset;
  }
  return 0;
}

// A text of 3.11 and before has a wchar_t pointer more, and one that is not ASCII its length.
bool FindTexts(const char* sample) {
  PyObject* const text = PyUnicode_FromString(sample);
  if (text == nullptr) return false;
  bool is_found = false;
  for (const size_t pointer : {sizeof(void*), size_t{0}}) {
    layout.ascii_data = kStateAt + sizeof(void*) + pointer;
    layout.compact_data = layout.ascii_data + 2 * sizeof(void*) + pointer;
    const auto state = At<uint32_t>(text, kStateAt);
    const size_t data = ((state >> 6) & 1) != 0 ? layout.ascii_data : layout.compact_data;
    // Of an ASCII text its own characters.
    is_found = reinterpret_cast<const char*>(text) + data == PyUnicode_AsUTF8(text);
    if (is_found) break;
  }
  char copied[64];
  if (is_found) CopyText(text, copied, sizeof(copied));
  is_found = is_found && std::strcmp(copied, sample) == 0;
  if (!is_found) layout.ascii_data = 0;
  DecRef(text);
  return is_found;
}

void EndWithSlash(char (&folder)[PATH_MAX]) {
  const size_t size = std::strlen(folder);
  if (size == 0 || folder[size - 1] == '/') return;
  if (size + 1 < sizeof(folder)) std::strcpy(folder + size, "/");
}

bool IsInstalled(const char* file) {
  return Has(file, "/site-packages/") || Has(file, "/dist-packages/") ||
         Has(file, "/lib/python3.") || HasPrefix(file, "<frozen ");
}

bool IsRuntime(const char* file) {
  return (HasPrefix(file, runtime_folder) && !Has(file, "/tests/")) ||
         HasPrefix(file, "<__array_function__") || HasPrefix(file, "<frozen importlib") ||
         HasSuffix(file, "/contextlib.py") || HasSuffix(file, "/tidemark/__init__.py");
}

// NumPy's files in which functions only pass on what they are asked for.
bool PassesOn(const char* file) {
  for (const char* const name :
       {"/fromnumeric.py", "/_methods.py", "/shape_base.py", "/numeric.py", "/_asarray.py",
        "/multiarray.py", "/index_tricks.py", "/_shape_base_impl.py", "/_index_tricks_impl.py",
        "/contextlib.py", "/tidemark/__init__.py"}) {
    if (HasSuffix(file, name)) return true;
  }
  return HasPrefix(file, "<__array_function__");
}

// Whether the program was given as text, with -c.
bool is_text = false;

void FindOutHowItStarted() {
  const PyObject* const arguments = PySys_GetObject("argv");
  if (arguments == nullptr || !IsOfType(arguments, PyList_Type)) return;
  const auto* const list = reinterpret_cast<const PyListObject*>(arguments);
  is_text = list->ob_size > 0 && PyUnicode_CompareWithASCIIString(list->ob_item[0], "-c") == 0;
}

// What somebody typed: a cell of a notebook, or a line.
bool IsTyped(const char* file) {
  return HasPrefix(file, "<ipython-input") || HasPrefix(file, "<stdin>") ||
         Has(file, "/ipykernel_") || (is_text && std::strcmp(file, "<string>") == 0);
}

}  // namespace

bool PrepareCode(const char* project) {
  layout.file = MemberAt("co_filename");
  layout.name = MemberAt("co_name");
  layout.qualified_name = MemberAt("co_qualname");
  if (getcwd(working_folder, sizeof(working_folder) - 1) == nullptr) working_folder[0] = '\0';
  if (project != nullptr) CopyCut(project, project_folder, sizeof(project_folder) - 1);
  EndWithSlash(working_folder);
  EndWithSlash(project_folder);
  FindOutHowItStarted();
  return layout.file > 0 && layout.name > 0 && FindTexts("co_filename.py");
}

void SetRuntimeFolder(const char* folder) {
  FindOutHowItStarted();
  CopyCut(folder, runtime_folder, sizeof(runtime_folder));
}

tm_owner OwnerOfFile(const char* file) {
  const bool is_projects = HasPrefix(file, project_folder);
  if (is_projects && !IsInstalled(file + std::strlen(project_folder))) return TM_PROJECT;
  if (IsTyped(file)) return TM_PROJECT;
  if (IsRuntime(file)) return TM_RUNTIME;
  if (IsInstalled(file)) return TM_INSTALLED;
  if (*file == '<' || project_folder[0] != '\0') return TM_OTHERS;
  return *file != '/' || HasPrefix(file, working_folder) ? TM_PROJECT : TM_OTHERS;
}

tm_owner OwnerOf(const PyObject* code) {
  char file[PATH_MAX];
  CopyText(At<const PyObject*>(code, static_cast<size_t>(layout.file)), file, sizeof(file));
  return OwnerOfFile(file);
}

bool IsLibrarysDoing(const PyObject* code) {
  char file[PATH_MAX];
  CopyText(At<const PyObject*>(code, static_cast<size_t>(layout.file)), file, sizeof(file));
  const tm_owner owner = OwnerOfFile(file);
  if (owner == TM_INSTALLED) return true;
  if (owner != TM_RUNTIME) return false;
  char name[24];
  CopyText(At<const PyObject*>(code, static_cast<size_t>(layout.name)), name, sizeof(name));
  const auto is_one_of = [&name](std::initializer_list<const char*> names) {
    return std::any_of(names.begin(), names.end(),
                       [&name](const char* other) { return std::strcmp(name, other) == 0; });
  };
  if (PassesOn(file)) {
    // It computes, in the file of others that pass on.
    return is_one_of({"roll", "cross", "isclose", "allclose", "array_equal", "array_equiv",
                      "tensordot", "kron", "apply_along_axis"});
  }
  return !is_one_of({"copy", "extract", "append", "insert", "delete"});
}

void Describe(PyObject* code, int offset, CodePlace* place) {
  const auto text_at = [code](Py_ssize_t at) {
    return At<const PyObject*>(code, static_cast<size_t>(at));
  };
  char file[PATH_MAX];
  CopyText(text_at(layout.file), file, sizeof(file));
  const char* const named =
      HasPrefix(file, working_folder) ? file + std::strlen(working_folder) : file;
  CopyCut(named, place->file, sizeof(place->file));
  const Py_ssize_t name = layout.qualified_name != 0 ? layout.qualified_name : layout.name;
  CopyText(text_at(name), place->function, sizeof(place->function));
  // Code without a line belongs to what is before it.
  place->line = PyCode_Addr2Line(code, offset);
  while (place->line < 0 && offset > 0) place->line = PyCode_Addr2Line(code, offset -= 2);
  place->line = std::max(place->line, 0);
}

}  // namespace tidemark::numpy
