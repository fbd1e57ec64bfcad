// Serves the kernels of this library (peer.h) built with -DTIDEMARK_HOOKS=OFF.
#include "bench/array/peer.h"
#include "bench/array/tidemark_kernels.h"

int main() { return tidemark::bench_array::Serve(tidemark::bench_array::TidemarkKernels()); }
