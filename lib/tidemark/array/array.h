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

#include "tidemark/array/core/allocator.h"
#include "tidemark/array/core/error.h"
#include "tidemark/array/core/threads.h"
#include "tidemark/array/io/print.h"
#include "tidemark/array/io/print_options.h"
#include "tidemark/array/layout/overlap.h"
#include "tidemark/array/layout/windows.h"
#include "tidemark/array/typed/any_operators.h"
#include "tidemark/array/typed/array_build.h"
#include "tidemark/array/typed/array_create.h"
#include "tidemark/array/typed/array_files.h"
#include "tidemark/array/typed/array_functions.h"
#include "tidemark/array/typed/array_linalg.h"
#include "tidemark/array/typed/array_math.h"
#include "tidemark/array/typed/array_methods.h"
#include "tidemark/array/typed/array_products.h"
#include "tidemark/array/typed/array_random.h"
#include "tidemark/array/typed/array_reduce.h"
#include "tidemark/array/typed/array_rounding.h"
#include "tidemark/array/typed/array_sets.h"
#include "tidemark/array/typed/array_shape.h"
#include "tidemark/array/typed/array_statistics.h"
#include "tidemark/array/typed/typed_array.h"

#endif  // TIDEMARK_ARRAY_ARRAY_H_
