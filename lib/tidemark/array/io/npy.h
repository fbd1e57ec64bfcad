// NumPy's .npy files: read into an array, written from one, and mapped into memory.
//
// Called by users. The format: https://numpy.org/neps/nep-0001-npy-format.html, versions 1 to 3,
// all of this library's dtypes in either byte order, C and Fortran order. What follows the first
// array of a file is ignored, as numpy.load does.
//
// Trust: files are untrusted input. Every length is validated against the size of the file before
//   memory is allocated for it; an invalid header neither crashes the program nor makes it allocate
//   more than the size of the file.
// Ownership: load_npy returns an ordinary array. map_npy returns an external buffer that is
//   unmapped with its last view; the file must not be truncated meanwhile (SIGBUS).
// Errors: NpyError, with the file's name and the offset of the first invalid byte.
//
//   save_npy("weights.npy", w);
//   AnyArray w = map_npy("weights.npy");
#ifndef TIDEMARK_ARRAY_IO_NPY_H_
#define TIDEMARK_ARRAY_IO_NPY_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/core/error.h"

namespace tidemark {

// A file that cannot be read or written, or is not what it should be.
class NpyError : public ArrayError {
 public:
  NpyError(const std::string& source, int64_t position, const std::string& problem);

  // The byte in the file, -1 where it is not about one.
  int64_t position() const { return position_; }

 private:
  int64_t position_;
};

AnyArray load_npy(const std::string& path, SourceLocation site = SourceLocation::Current());

// The same from memory; `source` is named in errors.
AnyArray parse_npy(std::span<const std::byte> bytes, const std::string& source = "npy data",
                   SourceLocation site = SourceLocation::Current());

// Version 1, in Fortran order if that is how the array lies, else in C order: byte for byte what
// numpy.save writes. The old file stays as it is until the new one is whole, and is then replaced:
// an array may be saved over the file that it maps.
void save_npy(const std::string& path, const AnyArray& a,
              SourceLocation site = SourceLocation::Current());

enum class MapMode : uint8_t {
  kReadOnly,
  kCopyOnWrite,  // writes stay in this process
};

// The elements in place in the file. Throws NpyError for the other byte order and for
// elements that are not aligned. Bools are loaded, since a file may hold bytes that are none.
AnyArray map_npy(const std::string& path, MapMode mode = MapMode::kReadOnly,
                 SourceLocation site = SourceLocation::Current());

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_IO_NPY_H_
