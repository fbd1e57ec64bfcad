// Whether a slice would have selected what an index did.
//
// Asked by operations.cc for a[index] and take. Threading: with the GIL.
#ifndef TIDEMARK_NUMPY_GATHER_INDEX_H_
#define TIDEMARK_NUMPY_GATHER_INDEX_H_

#include "tidemark/bridge/bridge.h"
#include "tidemark/numpy/python_abi.h"

namespace tidemark::numpy {

// Of a one-dimensional index of integers, an array or a list; TM_IRREGULAR for any other, and for
// masks. Of an array that is not `is_counted` (IsCounted), too: positions that come from the data are
// consecutive in this run, and others in the next. Reads no further than to where it is irregular.
tm_index ClassifyIndex(const PyObject* index, bool is_counted);

}  // namespace tidemark::numpy

#endif  // TIDEMARK_NUMPY_GATHER_INDEX_H_
