// The line of the program that is running: the innermost Python frame that is none of NumPy's, of the
// import machinery's or of contextlib's.
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

// Once, with NumPy's package folder ("/usr/lib/python3/dist-packages/numpy/").
void PrepareCallSites(const char* numpy_folder);

// 0 where no Python runs. Keeps the current exception.
tm_site CurrentSite();

}  // namespace tidemark::numpy

#endif  // TIDEMARK_NUMPY_CALL_SITES_H_
