// The line of the program that is running: the innermost Python frame of the user's project; where there
// is none, of other code that is not installed; else of a library that is none of NumPy's.
//
// Asked once for each operation; tells the recorder of a line on first sight.
//
// Cost: a few nanoseconds a frame; a cache by code object and instruction. Frames are read as the
// interpreter has them (CPython 3.11 to 3.13), else through its functions.
// Lifetimes: no code object is kept alive; when one goes, what is known of it is forgotten.
// Threading: with the GIL.
#ifndef TIDEMARK_NUMPY_CALL_SITES_H_
#define TIDEMARK_NUMPY_CALL_SITES_H_

#include "tidemark/bridge/bridge.h"
#include "tidemark/numpy/python_abi.h"

namespace tidemark::numpy {

// 0 where no Python runs. Keeps the current exception.
// `*by_library`, unless null: whether code of an installed library that the user's code called runs.
tm_site CurrentSite(bool* by_library = nullptr);

// Whose code is whose was decided anew.
void ForgetCallSites();
// The code object ends.
void ForgetCallSitesIn(const PyObject* code);

}  // namespace tidemark::numpy

#endif  // TIDEMARK_NUMPY_CALL_SITES_H_
