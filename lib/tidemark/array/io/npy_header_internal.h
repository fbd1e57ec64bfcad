// The header of an .npy file: what it says, how it is read and how it is written.
//
// Used by npy.cc. Errors: NpyError with the position in the file.
#ifndef TIDEMARK_ARRAY_IO_NPY_HEADER_INTERNAL_H_
#define TIDEMARK_ARRAY_IO_NPY_HEADER_INTERNAL_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "tidemark/array/core/dims.h"
#include "tidemark/array/core/dtype.h"

namespace tidemark::array_internal {

struct NpyHeader {
  DType dtype = DType::kFloat64;
  bool swapped = false;  // the other byte order than this machine's
  bool fortran_order = false;
  Dims shape;
  int64_t data_offset = 0;  // of the first element in the file
  int64_t data_bytes = 0;
};

// Bytes of a file that are enough to know how long its header is.
inline constexpr int64_t kNpyPrefix = 12;
// Longer headers are refused: the longest that can make sense is far shorter.
inline constexpr int64_t kMaxNpyHeader = int64_t{64} * 1024;

// From the first bytes of a file of `file_size`: where the elements begin.
int64_t NpyDataOffset(std::span<const std::byte> prefix, int64_t file_size,
                      const std::string& source);

// `head` is the file up to data_offset; the elements must lie within `file_size`.
NpyHeader ParseNpyHeader(std::span<const std::byte> head, int64_t file_size,
                         const std::string& source);

std::string FormatNpyHeader(DType dtype, bool fortran_order, std::span<const int64_t> shape);

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_IO_NPY_HEADER_INTERNAL_H_
