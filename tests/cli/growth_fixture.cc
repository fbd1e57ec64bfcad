// A program whose peak is 1 MiB and 24 B for each of n ("linear"), or 8 B for each of n * n
// ("quadratic"): growth_fixture LAW N. It records itself where TIDEMARK_TRACE is set.
#include <cstdlib>
#include <string>

#include "tidemark/array/array.h"

namespace {

tidemark::Array<double> Work(int64_t elements) { return tidemark::zeros<double>({elements}); }

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const int64_t n = std::atoll(argv[2]);
  const bool linear = std::string(argv[1]) == "linear";
  const tidemark::Array<double> base = tidemark::zeros<double>({(1 << 20) / 8});
  const tidemark::Array<double> work = Work(linear ? 3 * n : n * n);
  return base.size() > 0 && work.size() > 0 ? 0 : 1;
}
