// Adds up the numbers of a part of an array; with NEEDLESS_COPY it copies the part first, and the
// sum is the same.
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

#include "tidemark/array/array.h"

int main(int argc, char** argv) {
  if (argc != 2 || std::string(argv[1]) != "a; b") return EXIT_FAILURE;  // what ARGS gives
  const tidemark::Array<int64_t> numbers = tidemark::arange<int64_t>(0, 1000);
  tidemark::Array<int64_t> part = numbers[{tidemark::Slice(100, 900)}];
#ifdef NEEDLESS_COPY
  part = part.copy();
#endif
  int64_t sum = 0;
  for (int64_t i = 0; i < part.size(); ++i) sum += part(i);
  std::cout << "sum " << sum << "\n";
}
