// The hooks: what stands in for NumPy's functions, and where it is put.
//
// Installed by install.cc, once and for good, layer by layer; a hook does nothing but call on while
// nothing is recorded. Never hooked are the number slots (nb_add and its like): NumPy looks at the C
// stack to see whether it may reuse a temporary, and would no longer.
//
// Threading: with the GIL; those of the data handler without, too.
#ifndef TIDEMARK_NUMPY_HOOKS_H_
#define TIDEMARK_NUMPY_HOOKS_H_

#include "tidemark/numpy/operations.h"
#include "tidemark/numpy/python_abi.h"

namespace tidemark::numpy {

// Objects: arrays begin and end, and their memory moves.
void HookObjects();
// A subtype that a program defined, perhaps after the hooks were installed; and those of it.
void HookSubtypes(PyTypeObject* type);

// Names and copies: methods and functions; indexing and the buffer interface; ufuncs; the functions
// that other extension modules call.
void HookMethods();
void HookSlots();
void HookUfuncs(PyObject* module_dict);
void HookUfuncMethods();
void HookFunction(PyObject* module_dict, const char* name);
void HookApi();
// One function, whatever it belongs to.
void HookDef(PyMethodDef* def, Kind kind, const char* name);
// A ufunc that a program has made; anything else is left alone.
void HookMadeUfunc(PyObject* object);

// What does in C what is its own affair: the Cython modules of numpy.random; nditer.
void HookRandom(PyObject* module_dict);
void HookIterators();

// What is in modules that are imported after NumPy's core. True: one of them is not ready yet.
bool HookLaterModules();
// Functions that f2py wraps; HookExtensions sees to it that later ones are found: while
// extension_was_loaded, HookFortran is to be called before anything else is done.
void HookExtensions();
void HookFortran();
extern constinit bool extension_was_loaded;

}  // namespace tidemark::numpy

#endif  // TIDEMARK_NUMPY_HOOKS_H_
