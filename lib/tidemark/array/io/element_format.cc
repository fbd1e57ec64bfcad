#include <algorithm>
#include <charconv>
#include <cmath>
#include <complex>
#include <cstring>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/array/io/element_format_internal.h"
#include "tidemark/array/io/float_text_internal.h"

namespace tidemark::array_internal {
namespace {

template <class T>
T Load(const std::byte* element) {
  T value;
  std::memcpy(&value, element, sizeof(T));
  return value;
}

std::string PadLeft(std::string text, size_t width) {
  if (text.size() < width) text.insert(0, width - text.size(), ' ');
  return text;
}

template <class T>
class IntegerFormat : public ElementFormat {
 public:
  explicit IntegerFormat(std::span<const std::byte* const> elements) {
    for (const std::byte* element : elements) {
      width_ = std::max(width_, absl::StrCat(Wide(element)).size());
    }
  }
  std::string Word(const std::byte* element) const override {
    return PadLeft(absl::StrCat(Wide(element)), width_);
  }

 private:
  // Characters are numbers here.
  static auto Wide(const std::byte* element) {
    if constexpr (std::is_signed_v<T>) {
      return static_cast<int64_t>(Load<T>(element));
    } else {
      return static_cast<uint64_t>(Load<T>(element));
    }
  }
  size_t width_ = 0;
};

class BoolFormat : public ElementFormat {
 public:
  std::string Word(const std::byte* element) const override {
    return Load<uint8_t>(element) != 0 ? " True" : "False";
  }
};

// The shape that all numbers of one array share. T is float or double.
template <class T>
class FloatFormat {
 public:
  FloatFormat(const std::vector<T>& values, const PrintOptions& options, PrintSign sign)
      : options_(options), sign_(sign) {
    std::vector<T> finite;
    for (const T value : values) {
      if (std::isfinite(value)) finite.push_back(value);
    }
    scientific_ = NeedsExponent(finite);
    for (const T value : finite) Widen(value);
    if (KeepsZeros() && !finite.empty() && options_.float_mode == FloatMode::kFixed) {
      fraction_digits_ = static_cast<size_t>(options_.precision);
    }
    right_ = fraction_digits_;
    if (scientific_) right_ += exponent_digits_ + 2;
    sized_ = true;
    if (sign_ == PrintSign::kSpace &&
        std::ranges::none_of(finite, [](T v) { return std::signbit(v); })) {
      ++left_;
    }
    if (finite.size() != values.size()) WidenForSpecial(values);
  }

  std::string Word(T value) const {
    if (!std::isfinite(value)) return PadLeft(Special(value), left_ + right_ + 1);
    FloatText text = Text(value);
    if (KeepsZeros()) text.fraction.resize(fraction_digits_, '0');
    if (scientific_) {
      text.exponent.insert(0, exponent_digits_ - text.exponent.size(), '0');
      return absl::StrCat(PadLeft(text.whole, left_), ".", text.fraction, "e", text.exponent_sign,
                          text.exponent);
    }
    std::string word = absl::StrCat(PadLeft(text.whole, left_), ".", text.fraction);
    word.append(right_ - text.fraction.size(), ' ');
    return word;
  }

 private:
  // Whether all numbers have as many digits behind the point.
  bool KeepsZeros() const {
    return scientific_ || options_.float_mode == FloatMode::kFixed ||
           options_.float_mode == FloatMode::kMaxPrecisionEqual;
  }

  bool NeedsExponent(const std::vector<T>& finite) const {
    T largest = 0;
    T smallest = 0;
    for (const T value : finite) {
      const T magnitude = std::abs(value);
      if (magnitude == 0) continue;
      largest = std::max(largest, magnitude);
      smallest = smallest == 0 ? magnitude : std::min(smallest, magnitude);
    }
    if (smallest == 0) return false;
    if (largest >= static_cast<T>(1e8)) return true;
    return !options_.suppress &&
           (static_cast<double>(smallest) < 1e-4 || largest / smallest > static_cast<T>(1000));
  }

  // While the sizes are not known, as many digits as the options ask for; then as many as all have.
  FloatText Text(T value) const {
    constexpr int kUnlimited = 1100;
    const bool unique = options_.float_mode == FloatMode::kUnique;
    const bool fixed = options_.float_mode == FloatMode::kFixed;
    int most = unique ? kUnlimited : options_.precision;
    int least = fixed && !scientific_ ? options_.precision : 0;
    if (sized_ && KeepsZeros()) most = least = static_cast<int>(fraction_digits_);
    FloatText text =
        scientific_ ? ScientificText(value, most, least) : FixedText(value, most, least);
    if (sign_ == PrintSign::kPlus && !std::signbit(value)) text.whole.insert(0, 1, '+');
    return text;
  }

  void Widen(T value) {
    const FloatText text = Text(value);
    left_ = std::max(left_, text.whole.size());
    fraction_digits_ = std::max(fraction_digits_, text.fraction.size());
    exponent_digits_ = std::max(exponent_digits_, text.exponent.size());
  }

  // Where numbers that are not finite have to fit too.
  void WidenForSpecial(const std::vector<T>& values) {
    const bool with_sign =
        sign_ != PrintSign::kMinus ||
        std::any_of(values.begin(), values.end(), [](T v) { return std::isinf(v) && v < 0; });
    const size_t longest =
        std::max(options_.nan.size(), options_.infinity.size() + (with_sign ? 1 : 0));
    const size_t others = right_ + 1;
    if (longest > others) left_ = std::max(left_, longest - others);
  }

  std::string Special(T value) const {
    const char* const plus = sign_ == PrintSign::kPlus ? "+" : "";
    if (std::isnan(value)) return plus + options_.nan;
    return (value < 0 ? "-" : plus) + options_.infinity;
  }

  const PrintOptions& options_;
  PrintSign sign_;
  bool scientific_ = false;
  bool sized_ = false;
  size_t left_ = 0;
  size_t right_ = 0;  // behind the point, the exponent included
  size_t fraction_digits_ = 0;
  size_t exponent_digits_ = 0;
};

template <class T>
class RealFormat : public ElementFormat {
 public:
  RealFormat(std::span<const std::byte* const> elements, const PrintOptions& options)
      : format_(Values(elements), options, options.sign) {}
  std::string Word(const std::byte* element) const override {
    return format_.Word(Load<T>(element));
  }

 private:
  static std::vector<T> Values(std::span<const std::byte* const> elements) {
    std::vector<T> values;
    for (const std::byte* element : elements) values.push_back(Load<T>(element));
    return values;
  }
  FloatFormat<T> format_;
};

template <class T>
class ComplexFormat : public ElementFormat {
 public:
  ComplexFormat(std::span<const std::byte* const> elements, const PrintOptions& options)
      : real_(Parts(elements, 0), options, options.sign),
        imaginary_(Parts(elements, sizeof(T)), options, PrintSign::kPlus) {}
  std::string Word(const std::byte* element) const override {
    std::string imaginary = imaginary_.Word(Load<T>(element + sizeof(T)));
    // The j stands behind the number, before the blanks that align it.
    imaginary.insert(imaginary.find_last_not_of(' ') + 1, 1, 'j');
    return real_.Word(Load<T>(element)) + imaginary;
  }

 private:
  static std::vector<T> Parts(std::span<const std::byte* const> elements, size_t offset) {
    std::vector<T> parts;
    for (const std::byte* element : elements) parts.push_back(Load<T>(element + offset));
    return parts;
  }
  FloatFormat<T> real_;
  FloatFormat<T> imaginary_;
};

// str() of a float scalar: positional from 1e-4 up to 1e16, else with an exponent.
template <class T>
std::string ScalarText(T value, bool keep_point) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  const double magnitude = std::abs(static_cast<double>(value));
  const bool positional = magnitude == 0 || (magnitude >= 1e-4 && magnitude < 1e16);
  constexpr int kUnlimited = 400;
  FloatText text = positional ? FixedText(value, kUnlimited) : ScientificText(value, kUnlimited);
  if (text.fraction.empty() && keep_point && positional) text.fraction.assign(1, '0');
  std::string word = text.whole;
  if (!text.fraction.empty()) absl::StrAppend(&word, ".", text.fraction);
  if (!positional) {
    if (text.exponent.size() < 2) text.exponent.insert(0, 1, '0');
    absl::StrAppend(&word, "e", text.exponent_sign, text.exponent);
  }
  return word;
}

template <class T>
std::string ComplexScalarText(const std::byte* element) {
  const T real = Load<T>(element);
  const T imaginary = Load<T>(element + sizeof(T));
  std::string tail = ScalarText(imaginary, false);
  if (real == 0 && !std::signbit(real)) return tail + "j";
  if (!std::signbit(imaginary) || std::isnan(imaginary)) tail.insert(0, 1, '+');
  return absl::StrCat("(", ScalarText(real, false), tail, "j)");
}

}  // namespace

std::unique_ptr<ElementFormat> MakeElementFormat(DType dtype,
                                                 std::span<const std::byte* const> elements,
                                                 const PrintOptions& options) {
  switch (dtype) {
    case DType::kBool:
      return std::make_unique<BoolFormat>();
    case DType::kInt8:
      return std::make_unique<IntegerFormat<int8_t>>(elements);
    case DType::kUInt8:
      return std::make_unique<IntegerFormat<uint8_t>>(elements);
    case DType::kInt16:
      return std::make_unique<IntegerFormat<int16_t>>(elements);
    case DType::kUInt16:
      return std::make_unique<IntegerFormat<uint16_t>>(elements);
    case DType::kInt32:
      return std::make_unique<IntegerFormat<int32_t>>(elements);
    case DType::kUInt32:
      return std::make_unique<IntegerFormat<uint32_t>>(elements);
    case DType::kInt64:
      return std::make_unique<IntegerFormat<int64_t>>(elements);
    case DType::kUInt64:
      return std::make_unique<IntegerFormat<uint64_t>>(elements);
    case DType::kFloat32:
      return std::make_unique<RealFormat<float>>(elements, options);
    case DType::kFloat64:
      return std::make_unique<RealFormat<double>>(elements, options);
    case DType::kComplex64:
      return std::make_unique<ComplexFormat<float>>(elements, options);
    case DType::kComplex128:
      return std::make_unique<ComplexFormat<double>>(elements, options);
  }
  return nullptr;
}

std::string ScalarWord(DType dtype, const std::byte* element) {
  switch (dtype) {
    case DType::kBool:
      return Load<uint8_t>(element) != 0 ? "True" : "False";
    case DType::kFloat32:
      return ScalarText(Load<float>(element), true);
    case DType::kFloat64:
      return ScalarText(Load<double>(element), true);
    case DType::kComplex64:
      return ComplexScalarText<float>(element);
    case DType::kComplex128:
      return ComplexScalarText<double>(element);
    default: {
      const std::byte* const elements[] = {element};
      return MakeElementFormat(dtype, elements, print_options())->Word(element);
    }
  }
}

}  // namespace tidemark::array_internal
