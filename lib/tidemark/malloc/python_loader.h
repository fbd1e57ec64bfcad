// Loads the NumPy bridge (libtidemark_numpy.so) into a Python program: when it imports NumPy, for its
// arrays; and where the heap is recorded when it imports anything, for the lines of Python.
//
// The program is told nothing and needs no path: an audit hook, added before the interpreter starts,
// sees the imports.
//
// Threading: PreparePython while the process has one thread; the rest with the interpreter's lock.
#ifndef TIDEMARK_MALLOC_PYTHON_LOADER_H_
#define TIDEMARK_MALLOC_PYTHON_LOADER_H_

namespace tidemark::malloc_internal {

// Whether the process has a Python interpreter, and whether it is one: the program is python3.
bool HasPython() noexcept;
bool IsPython() noexcept;

struct PythonRecording {
  const char* library;  // the bridge's path
  const char* project;  // the folder of the user's code; "": it is not said
  bool numpy;           // its arrays are recorded
  bool objects;         // its objects are malloc's blocks
};
// The texts are copied.
void PreparePython(const PythonRecording& wanted) noexcept;
// Adds the hook, if the process was prepared. To be called once the C library is initialised.
void WaitForNumpy() noexcept;

// The process ends without the interpreter's end: the arrays that it holds end with it, and are no
// leaks.
void EndPython() noexcept;

// The process ends after the interpreter: what libraries keep of arrays is no leak.
void ForgetKeptArrays() noexcept;

// Whether it waited in vain: the program has imported no NumPy so far.
bool HasSeenNoNumpy() noexcept;

}  // namespace tidemark::malloc_internal

#endif  // TIDEMARK_MALLOC_PYTHON_LOADER_H_
