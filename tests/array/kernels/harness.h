// Runs a loop in every way it can be called (instruction set, length, strides, in place) and
// compares each element with a slow, obvious function of one value.
#ifndef TIDEMARK_TESTS_ARRAY_KERNELS_HARNESS_H_
#define TIDEMARK_TESTS_ARRAY_KERNELS_HARNESS_H_

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

#include "absl/functional/function_ref.h"
#include "tidemark/array/core/dtype.h"
#include "tidemark/array/core/element_type.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/array/kernels/loop_tables.h"

namespace tidemark::kernels {

// Stands for bool: a byte that a std::vector holds as it is.
enum class Byte : uint8_t {};

template <class T>
inline constexpr DType kDTypeUnderTest = kDTypeOf<T>;
template <>
inline constexpr DType kDTypeUnderTest<Byte> = DType::kBool;

template <class T>
inline constexpr bool kIsComplexTest = false;
template <class R>
inline constexpr bool kIsComplexTest<std::complex<R>> = true;

using IntTypes =
    ::testing::Types<int8_t, uint8_t, int16_t, uint16_t, int32_t, uint32_t, int64_t, uint64_t>;
using FloatTypes = ::testing::Types<float, double>;
using ComplexTypes = ::testing::Types<std::complex<float>, std::complex<double>>;
using NumberTypes =
    ::testing::Types<int8_t, uint8_t, int16_t, uint16_t, int32_t, uint32_t, int64_t, uint64_t,
                     float, double, std::complex<float>, std::complex<double>>;
using AllElementTypes =
    ::testing::Types<Byte, int8_t, uint8_t, int16_t, uint16_t, int32_t, uint32_t, int64_t, uint64_t,
                     float, double, std::complex<float>, std::complex<double>>;

// A reference to a function; not deduced from the argument.
template <class Signature>
using Function = std::type_identity_t<absl::FunctionRef<Signature>>;

struct NamedTables {
  std::string name;
  LoopTables tables;
};

// One for each instruction set that this machine can run.
inline const std::vector<NamedTables>& AllTables() {
  static const auto* all = [] {
    auto* list = new std::vector<NamedTables>;
    const std::vector<std::pair<std::string, InstructionSet>> sets = {
        {"baseline", InstructionSet::kBaseline},
        {"avx2", InstructionSet::kAvx2},
        {"avx512", InstructionSet::kAvx512}};
    for (const auto& [name, isa] : sets) {
      if (IsSupported(isa)) list->push_back({name, BuildTables(isa)});
    }
    return list;
  }();
  return *all;
}

// The same value: NaN is NaN, zeros have their sign.
template <class T>
bool Same(T a, T b) {
  if constexpr (kIsComplexTest<T>) {
    return Same(a.real(), b.real()) && Same(a.imag(), b.imag());
  } else if constexpr (std::is_floating_point_v<T>) {
    if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
    return a == b && std::signbit(a) == std::signbit(b);
  } else {
    return a == b;
  }
}

template <class T>
std::string Show(T value) {
  if constexpr (kIsComplexTest<T>) {
    return "(" + Show(value.real()) + ", " + Show(value.imag()) + ")";
  } else if constexpr (std::is_floating_point_v<T>) {
    char text[64];
    std::snprintf(text, sizeof(text), "%.17g", static_cast<double>(value));
    return text;
  } else if constexpr (std::is_enum_v<T>) {
    return std::to_string(static_cast<int>(value));
  } else {
    return std::to_string(value);
  }
}

// Values at a stride of `step` items inside a larger block whose other bytes must stay as they are.
template <class T>
class Strided {
 public:
  Strided(const std::vector<T>& values, int64_t step) : n_(Length(values)), step_(step) {
    const int64_t apart = step < 0 ? -step : step;
    block_.resize(static_cast<size_t>((n_ == 0 ? 0 : (n_ - 1) * apart) + 1 + 2 * kMargin));
    std::memset(static_cast<void*>(block_.data()), 0x5a, block_.size() * sizeof(T));
    first_ = kMargin + (step < 0 && n_ > 0 ? (n_ - 1) * apart : 0);
    for (int64_t i = 0; i < n_; ++i) At(i) = values[static_cast<size_t>(step == 0 ? 0 : i)];
    before_ = block_;
  }

  std::byte* bytes() { return reinterpret_cast<std::byte*>(&block_[static_cast<size_t>(first_)]); }
  int64_t stride() const { return step_ * static_cast<int64_t>(sizeof(T)); }
  T& At(int64_t i) { return block_[static_cast<size_t>(first_ + i * step_)]; }

  // Whether nothing between and around the values was touched.
  bool MarginsIntact() {
    std::vector<T> now = block_;
    for (int64_t i = 0; i < n_; ++i) {
      now[static_cast<size_t>(first_ + i * step_)] =
          before_[static_cast<size_t>(first_ + i * step_)];
    }
    return std::memcmp(now.data(), before_.data(), now.size() * sizeof(T)) == 0;
  }

 private:
  static constexpr int64_t kMargin = 3;
  static int64_t Length(const std::vector<T>& values) {
    return static_cast<int64_t>(values.size());
  }

  std::vector<T> block_;
  std::vector<T> before_;
  int64_t n_;
  int64_t step_;
  int64_t first_ = 0;
};

inline std::mt19937_64& Random() {
  static std::mt19937_64 random(20240229);
  return random;
}

template <class R>
std::vector<R> SpecialFloats() {
  using L = std::numeric_limits<R>;
  return {R(0),
          -R(0),
          R(1),
          R(-1),
          R(0.5),
          R(-2.5),
          R(3.5),
          R(7),
          R(-3),
          L::infinity(),
          -L::infinity(),
          L::quiet_NaN(),
          L::denorm_min(),
          -L::min(),
          L::max(),
          L::lowest(),
          R(1e10),
          R(-129.75),
          R(300.25),
          R(2147483648.0),
          R(-4294967296.0),
          R(9223372036854775808.0),
          R(0.1),
          R(-1e-6)};
}

template <class T>
T RandomValue() {
  auto& random = Random();
  if constexpr (std::is_same_v<T, Byte>) {
    return static_cast<Byte>(random() & 1);
  } else if constexpr (kIsComplexTest<T>) {
    using R = typename T::value_type;
    const R re = RandomValue<R>();
    return {re, RandomValue<R>()};
  } else if constexpr (std::is_floating_point_v<T>) {
    static const std::vector<T> special = SpecialFloats<T>();
    if (random() % 3 == 0) return special[random() % special.size()];
    const double exponent = static_cast<double>(random() % 12) - 5;
    return static_cast<T>((static_cast<double>(random() % 2000001) / 1e6 - 1) *
                          std::pow(10.0, exponent));
  } else {
    using L = std::numeric_limits<T>;
    const T special[] = {0,
                         1,
                         2,
                         3,
                         7,
                         static_cast<T>(-1),
                         static_cast<T>(-7),
                         L::min(),
                         L::max(),
                         static_cast<T>(L::max() - 1)};
    if (random() % 3 == 0) return special[random() % std::size(special)];
    return static_cast<T>(random() >> (random() % 2 == 0 ? 0 : 58));
  }
}

template <class T>
std::vector<T> RandomValues(int64_t n) {
  std::vector<T> values;
  for (int64_t i = 0; i < n; ++i) values.push_back(RandomValue<T>());
  return values;
}

inline constexpr int64_t kLengths[] = {0, 1, 2, 7, 16, 33, 131};
inline constexpr int64_t kSteps[] = {1, 2, -1, 0};

// `reference` maps (T, T) to R; the loop's result must be the same, or satisfy `agree`. These are
// no template parameters: one instantiation for all operations of the same types.
template <class T, class R>
void CheckBinary(BinaryOp op, Function<R(T, T)> reference, Function<bool(R, R)> agree,
                 T (*make_b)() = &RandomValue<T>) {
  const DType dtype = kDTypeUnderTest<T>;
  ASSERT_EQ(BinaryOutput(op, dtype), kDTypeUnderTest<R>);
  for (const NamedTables& named : AllTables()) {
    const BinaryLoop loop = named.tables.binary[Index(op)][Index(dtype)];
    ASSERT_NE(loop, nullptr) << DTypeName(dtype);
    for (const int64_t n : kLengths) {
      for (const int64_t a_step : kSteps) {
        for (const int64_t b_step : kSteps) {
          std::vector<T> b_values;
          for (int64_t i = 0; i < n; ++i) b_values.push_back(make_b());
          Strided<T> a(RandomValues<T>(n), a_step);
          Strided<T> b(b_values, b_step);
          std::vector<R> expected;
          for (int64_t i = 0; i < n; ++i) expected.push_back(reference(a.At(i), b.At(i)));
          const auto check = [&](auto& out, const char* where) {
            ASSERT_TRUE(out.MarginsIntact());
            for (int64_t i = 0; i < n; ++i) {
              const R want = expected[static_cast<size_t>(i)];
              ASSERT_TRUE(agree(out.At(i), want))
                  << named.name << " " << DTypeName(dtype) << " n=" << n << " steps " << a_step
                  << " " << b_step << " out " << where << " element " << i << ": got "
                  << Show(out.At(i)) << ", expected " << Show(want);
            }
          };
          for (const int64_t out_step : {1, 3, -1}) {
            Strided<R> out(std::vector<R>(static_cast<size_t>(n)), out_step);
            loop(a.bytes(), a.stride(), b.bytes(), b.stride(), out.bytes(), out.stride(), n);
            check(out, out_step == 1 ? "contiguous" : "strided");
          }
          if constexpr (std::is_same_v<T, R>) {
            if (a_step != 0) {
              Strided<T> in_place = a;
              loop(in_place.bytes(), a.stride(), b.bytes(), b.stride(), in_place.bytes(),
                   a.stride(), n);
              check(in_place, "in place of a");
            }
            if (b_step != 0) {
              Strided<T> in_place = b;
              loop(a.bytes(), a.stride(), in_place.bytes(), b.stride(), in_place.bytes(),
                   b.stride(), n);
              check(in_place, "in place of b");
            }
          }
        }
      }
    }
  }
}

template <class T, class R = T>
void CheckBinary(BinaryOp op, Function<R(T, T)> reference) {
  CheckBinary<T, R>(op, reference, Same<R>);
}

// For unary loops and casts, found by `find(tables)`.
template <class T, class R>
void CheckUnaryLoop(Function<UnaryLoop(const LoopTables&)> find, Function<R(T)> reference,
                    Function<bool(R, R)> agree) {
  for (const NamedTables& named : AllTables()) {
    const UnaryLoop loop = find(named.tables);
    ASSERT_NE(loop, nullptr);
    for (const int64_t n : kLengths) {
      for (const int64_t step : kSteps) {
        Strided<T> in(RandomValues<T>(n), step);
        for (const int64_t out_step : {1, 3, -1}) {
          Strided<R> out(std::vector<R>(static_cast<size_t>(n)), out_step);
          loop(in.bytes(), in.stride(), out.bytes(), out.stride(), n);
          ASSERT_TRUE(out.MarginsIntact());
          for (int64_t i = 0; i < n; ++i) {
            const R want = reference(in.At(i));
            ASSERT_TRUE(agree(out.At(i), want))
                << named.name << " n=" << n << " step " << step << " of " << Show(in.At(i))
                << ": got " << Show(out.At(i)) << ", expected " << Show(want);
          }
        }
        if constexpr (std::is_same_v<T, R>) {
          if (step == 0) continue;
          Strided<T> in_place = in;
          loop(in_place.bytes(), in.stride(), in_place.bytes(), in.stride(), n);
          for (int64_t i = 0; i < n; ++i) {
            ASSERT_TRUE(agree(in_place.At(i), reference(in.At(i)))) << named.name << " in place";
          }
        }
      }
    }
  }
}

template <class T, class R = T>
void CheckUnary(UnaryOp op, Function<R(T)> reference) {
  const DType dtype = kDTypeUnderTest<T>;
  ASSERT_EQ(UnaryOutput(op, dtype), kDTypeUnderTest<R>);
  CheckUnaryLoop<T, R>(
      [&](const LoopTables& tables) { return tables.unary[Index(op)][Index(dtype)]; }, reference,
      Same<R>);
}

}  // namespace tidemark::kernels

#endif  // TIDEMARK_TESTS_ARRAY_KERNELS_HARNESS_H_
