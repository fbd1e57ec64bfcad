// The kernels of the array benchmarks on this library, as a user would write them.
#ifndef TIDEMARK_BENCH_ARRAY_TIDEMARK_KERNELS_H_
#define TIDEMARK_BENCH_ARRAY_TIDEMARK_KERNELS_H_

#include <span>

#include "bench/array/peer.h"

namespace tidemark::bench_array {

std::span<const Kernel> TidemarkKernels();

}  // namespace tidemark::bench_array

#endif  // TIDEMARK_BENCH_ARRAY_TIDEMARK_KERNELS_H_
