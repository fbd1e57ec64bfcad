#include <array>
#include <charconv>

#include "tidemark/array/io/float_text_internal.h"

namespace tidemark::array_internal {
namespace {

// Room for the longest: 309 digits before the point or 1074 behind it.
using TextBuffer = std::array<char, 1600>;

FloatText TakeApart(const char* begin, const char* end) {
  FloatText text;
  std::string* part = &text.whole;
  for (const char* c = begin; c != end; ++c) {
    if (*c == '.') {
      part = &text.fraction;
    } else if (*c == 'e') {
      text.exponent_sign.assign(1, *++c);
      part = &text.exponent;
    } else {
      part->push_back(*c);
    }
  }
  while (!text.fraction.empty() && text.fraction.back() == '0') text.fraction.pop_back();
  return text;
}

// The shortest digits that tell the value apart, but no more than `precision` and no fewer than
// `least` behind the point.
template <class T>
FloatText Digits(T value, std::chars_format format, int precision, int least) {
  TextBuffer buffer;
  char* const begin = buffer.data();
  char* const limit = begin + buffer.size();
  FloatText shortest = TakeApart(begin, std::to_chars(begin, limit, value, format).ptr);
  const auto count = static_cast<int>(shortest.fraction.size());
  if (count >= least && count <= precision) return shortest;
  const int digits = count < least ? least : precision;
  return TakeApart(begin, std::to_chars(begin, limit, value, format, digits).ptr);
}

}  // namespace

FloatText FixedText(float value, int precision, int least) {
  return Digits(value, std::chars_format::fixed, precision, least);
}
FloatText FixedText(double value, int precision, int least) {
  return Digits(value, std::chars_format::fixed, precision, least);
}
FloatText ScientificText(float value, int precision, int least) {
  return Digits(value, std::chars_format::scientific, precision, least);
}
FloatText ScientificText(double value, int precision, int least) {
  return Digits(value, std::chars_format::scientific, precision, least);
}

}  // namespace tidemark::array_internal
