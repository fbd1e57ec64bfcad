// How the elements of one array become words of equal width: numpy's FloatingFormat, IntegerFormat,
// BoolFormat and ComplexFloatingFormat.
//
// Made by print.cc from the elements that will be shown; turns each of them into its word.
//
// Ownership: values. Threading: immutable after construction.
#ifndef TIDEMARK_ARRAY_IO_ELEMENT_FORMAT_INTERNAL_H_
#define TIDEMARK_ARRAY_IO_ELEMENT_FORMAT_INTERNAL_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "tidemark/array/core/dtype.h"
#include "tidemark/array/io/print_options.h"

namespace tidemark::array_internal {

class ElementFormat {
 public:
  virtual ~ElementFormat() = default;
  virtual std::string Word(const std::byte* element) const = 0;
};

// `elements` are the addresses of those that will be shown. Keeps a reference to the options.
std::unique_ptr<ElementFormat> MakeElementFormat(DType dtype,
                                                 std::span<const std::byte* const> elements,
                                                 const PrintOptions& options);

// One element by itself, as numpy prints a scalar: "1.5", "True", "(1+2j)".
std::string ScalarWord(DType dtype, const std::byte* element);

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_IO_ELEMENT_FORMAT_INTERNAL_H_
