// Code objects of Python: their texts and lines, read where they lie, and whose they are.
//
// Used by call_sites.cc and python_stacks.cc. The functions that describe a code object call nothing of
// the interpreter that allocates or could run code, so they may be called within malloc; the object
// must be alive, as that of a running frame is.
//
// Threading: PrepareCode and SetRuntimeFolder with the GIL; the others on any thread.
#ifndef TIDEMARK_NUMPY_CODE_OBJECTS_H_
#define TIDEMARK_NUMPY_CODE_OBJECTS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "tidemark/bridge/bridge.h"
#include "tidemark/numpy/python_abi.h"

namespace tidemark::numpy {

// To be called once; `project`: the absolute path of the folder with the user's code, null: it is not
// said. False: the texts cannot be read where they lie, and are empty.
bool PrepareCode(const char* project);
// Where NumPy's Python files are, with a slash behind it: what runs there is nobody's code.
void SetRuntimeFolder(const char* folder);

// Whose code lies in the file. The project is the folder that was named; else the folder in which the
// program was started. What is installed in it (site-packages) is no part of it.
tm_owner OwnerOfFile(const char* file);
tm_owner OwnerOf(const PyObject* code);
// Whether what happens there is the doing of an installed library, for itself. NumPy's functions that do
// little more than to call one of its core are as if the user had called that.
bool IsLibrarysDoing(const PyObject* code);

// As much of the text as there is room for.
inline void CopyCut(const char* text, char* out, size_t room) {
  const size_t size = std::min(std::strlen(text), room - 1);
  std::memcpy(out, text, size);
  out[size] = '\0';
}

// The place of an instruction at that offset.
struct CodePlace {
  char file[1024];  // as seen from the folder in which the program was started, if it lies below it
  char function[512];
  int line;
};
void Describe(PyObject* code, int offset, CodePlace* place);

}  // namespace tidemark::numpy

#endif  // TIDEMARK_NUMPY_CODE_OBJECTS_H_
