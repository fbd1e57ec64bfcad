// The digits of a floating-point number: the shortest that read back as the same number, or fewer
// where a precision asks for it, then correctly rounded.
//
// Used by element_format.cc. Source: the behaviour of numpy.format_float_positional and
// format_float_scientific with unique=True, trim='.'.
#ifndef TIDEMARK_ARRAY_IO_FLOAT_TEXT_INTERNAL_H_
#define TIDEMARK_ARRAY_IO_FLOAT_TEXT_INTERNAL_H_

#include <string>

namespace tidemark::array_internal {

// A number taken apart. `whole` has the minus sign; `fraction` has no zeros at its end; the
// exponent is empty in positional notation, else at least two digits without its sign.
struct FloatText {
  std::string whole;
  std::string fraction;
  std::string exponent_sign;
  std::string exponent;
};

// `precision` bounds the digits behind the point; `least` are given in any case, those of the exact
// value (zeros at the end are still left out). The value is finite.
FloatText FixedText(float value, int precision, int least = 0);
FloatText FixedText(double value, int precision, int least = 0);
FloatText ScientificText(float value, int precision, int least = 0);
FloatText ScientificText(double value, int precision, int least = 0);

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_IO_FLOAT_TEXT_INTERNAL_H_
