// Whether a slice would have selected what an index did.
//
// Asked by operations.cc for a[index] and take. Threading: with the GIL.
#ifndef TIDEMARK_NUMPY_GATHER_INDEX_H_
#define TIDEMARK_NUMPY_GATHER_INDEX_H_

#include "tidemark/bridge/bridge.h"
#include "tidemark/numpy/python_abi.h"

namespace tidemark::numpy {

// Of a one-dimensional index of integers, an array or a list; TM_IRREGULAR for any other, and for
// masks. Reads no further than to where it is irregular.
tm_index ClassifyIndex(const PyObject* index);

}  // namespace tidemark::numpy

#endif  // TIDEMARK_NUMPY_GATHER_INDEX_H_
