// Everything of the array library: one include for programs.
//
//   #include "tidemark/array/array.h"
//
//   using namespace tidemark;
//   Array<double> a = arange(0.0, 12.0).reshape({3, 4});
//   Array<double> b = a[{Slice(1, 3), Slice().by(-1)}];  // shares a's memory
//   b(0, 0) = 100;                                       // a(1, 3) is 100 now
//   std::cout << sqrt(a * a + 1.0) << '\n';
#ifndef TIDEMARK_ARRAY_ARRAY_H_
#define TIDEMARK_ARRAY_ARRAY_H_

#include "tidemark/array/allocator.h"
#include "tidemark/array/array_create.h"
#include "tidemark/array/array_functions.h"
#include "tidemark/array/array_math.h"
#include "tidemark/array/array_reduce.h"
#include "tidemark/array/array_shape.h"
#include "tidemark/array/error.h"
#include "tidemark/array/overlap.h"
#include "tidemark/array/print.h"
#include "tidemark/array/threads.h"
#include "tidemark/array/typed_array.h"
#include "tidemark/array/windows.h"

#endif  // TIDEMARK_ARRAY_ARRAY_H_
