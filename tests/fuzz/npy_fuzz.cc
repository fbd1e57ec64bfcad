// Any bytes at all as an .npy file: parsed, or refused with an NpyError; never more memory than the
// file has bytes, never a crash.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "tidemark/array/io/npy.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    const tidemark::AnyArray a = tidemark::parse_npy(std::as_bytes(std::span(data, size)));
    if (a.nbytes() > static_cast<int64_t>(size)) std::abort();
  } catch (const tidemark::NpyError&) {
  }
  return 0;
}
