// The Python stacks of heap events: told to the recorder by frames.h and code_objects.h.
//
// Installed when the interpreter imports its first module, in programs with NumPy and without, where
// the interpreter's frames can be read (CPython 3.11 to 3.13). Also tells whoever keeps something of a
// code object that it ends.
//
// Cost: a few nanoseconds a frame and event. Threading: PrepareInterpreter and InstallStacks with
// the GIL.
#ifndef TIDEMARK_NUMPY_PYTHON_STACKS_H_
#define TIDEMARK_NUMPY_PYTHON_STACKS_H_

namespace tidemark::numpy {

// Once, with a Python frame running; `project` as for PrepareCode.
void PrepareInterpreter(const char* project);

// Gives the recorder the stacks. Null, or why that is not possible.
const char* InstallStacks();

}  // namespace tidemark::numpy

#endif  // TIDEMARK_NUMPY_PYTHON_STACKS_H_
