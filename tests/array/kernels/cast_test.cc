// Conversions: of what the target can hold, exact; of what it cannot, NumPy's results on x86-64.
#include <cmath>
#include <complex>
#include <cstdint>
#include <limits>
#include <vector>

#include "tests/array/kernels/harness.h"

namespace tidemark::kernels {
namespace {

struct FloatToInts {
  double value;
  int8_t i1;
  uint8_t u1;
  int16_t i2;
  uint16_t u2;
  int32_t i4;
  uint32_t u4_block;   // one of four neighbours in contiguous memory
  uint32_t u4_single;  // one by itself
  int64_t i8;
  uint64_t u8;
};

constexpr int32_t kMin32 = std::numeric_limits<int32_t>::min();
constexpr int64_t kMin64 = std::numeric_limits<int64_t>::min();
constexpr uint32_t kTop32 = uint32_t{1} << 31;
constexpr uint64_t kTop64 = uint64_t{1} << 63;

// Printed by NumPy 1.24.2 on x86-64: numpy.full(4, value).astype(...), numpy.full(1, ...).
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr FloatToInts kFloatToInts[] = {
    {std::numeric_limits<double>::quiet_NaN(), 0, 0, 0, 0, kMin32, kTop32, 0, kMin64, kTop64},
    {kInfinity, 0, 0, 0, 0, kMin32, 0, 0, kMin64, 0},
    {-kInfinity, 0, 0, 0, 0, kMin32, kTop32, 0, kMin64, kTop64},
    {-0.0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {-1.5, -1, 255, -1, 65535, -1, 4294967295, 4294967295, -1, 18446744073709551615u},
    {127.9, 127, 127, 127, 127, 127, 127, 127, 127, 127},
    {128, -128, 128, 128, 128, 128, 128, 128, 128, 128},
    {300, 44, 44, 300, 300, 300, 300, 300, 300, 300},
    {-300, -44, 212, -300, 65236, -300, 4294966996, 4294966996, -300, 18446744073709551316u},
    {70000, 112, 112, 4464, 4464, 70000, 70000, 70000, 70000, 70000},
    {-70000, -112, 144, -4464, 61072, -70000, 4294897296, 4294897296, -70000,
     18446744073709481616u},
    {2147483648.0, 0, 0, 0, 0, kMin32, kTop32, kTop32, 2147483648, 2147483648},
    {4294967296.0, 0, 0, 0, 0, kMin32, 0, 0, 4294967296, 4294967296},
    {4294967808.0, 0, 0, 0, 0, kMin32, 0, 512, 4294967808, 4294967808},
    {9223372036854775808.0, 0, 0, 0, 0, kMin32, 0, 0, kMin64, kTop64},
    {18446744073709551616.0, 0, 0, 0, 0, kMin32, 0, 0, kMin64, 0},
    {-9223372036854775808.0, 0, 0, 0, 0, kMin32, kTop32, 0, kMin64, kTop64},
    {1e30, 0, 0, 0, 0, kMin32, 0, 0, kMin64, 0},
    {-1e30, 0, 0, 0, 0, kMin32, kTop32, 0, kMin64, kTop64},
};

template <class From>
class KernelsFloatToIntTest : public ::testing::Test {};
using InexactTypes = ::testing::Types<float, double, std::complex<float>, std::complex<double>>;
TYPED_TEST_SUITE(KernelsFloatToIntTest, InexactTypes);

template <class From, class To>
void ExpectCast(double value, To contiguous, To single) {
  if constexpr (std::is_same_v<From, float> || std::is_same_v<From, std::complex<float>>) {
    if (static_cast<double>(static_cast<float>(value)) != value && std::abs(value) > 1e20) return;
  }
  for (const NamedTables& named : AllTables()) {
    const UnaryLoop cast =
        named.tables.cast[Index(kDTypeUnderTest<From>)][Index(kDTypeUnderTest<To>)];
    // Eight elements fill blocks; of complex numbers the last four count as single.
    std::vector<From> in(8, From(static_cast<float>(value)));
    if constexpr (!std::is_same_v<From, float> && !std::is_same_v<From, std::complex<float>>) {
      in.assign(8, From(value));
    }
    std::vector<To> out(8);
    const auto* from = reinterpret_cast<const std::byte*>(in.data());
    auto* to = reinterpret_cast<std::byte*>(out.data());
    cast(from, sizeof(From), to, sizeof(To), 8);
    EXPECT_EQ(out[0], contiguous) << named.name << " contiguous " << value;
    EXPECT_EQ(out[3], contiguous) << named.name << " contiguous " << value;
    cast(from, 0, to, sizeof(To), 8);
    EXPECT_EQ(out[0], single) << named.name << " single " << value;
    cast(from, sizeof(From), to, sizeof(To), 3);
    EXPECT_EQ(out[2], single) << named.name << " rest " << value;
  }
}

TYPED_TEST(KernelsFloatToIntTest, OutOfRangeAsNumPy) {
  using T = TypeParam;
  for (const FloatToInts& c : kFloatToInts) {
    ExpectCast<T>(c.value, c.i1, c.i1);
    ExpectCast<T>(c.value, c.u1, c.u1);
    ExpectCast<T>(c.value, c.i2, c.i2);
    ExpectCast<T>(c.value, c.u2, c.u2);
    ExpectCast<T>(c.value, c.i4, c.i4);
    ExpectCast<T>(c.value, c.u4_block, c.u4_single);
    ExpectCast<T>(c.value, c.i8, c.i8);
    ExpectCast<T>(c.value, c.u8, c.u8);
  }
}

template <class T>
class KernelsCastTest : public ::testing::Test {};
TYPED_TEST_SUITE(KernelsCastTest, AllElementTypes);

// Values of `From` that every number type can hold; C++'s own conversion is the reference.
template <class From, class To>
To Convert(From value) {
  if constexpr (kIsComplexTest<From> && kIsComplexTest<To>) {
    return To(static_cast<typename To::value_type>(value.real()),
              static_cast<typename To::value_type>(value.imag()));
  } else if constexpr (std::is_same_v<To, Byte>) {
    return static_cast<Byte>(value != From{} ? 1 : 0);
  } else if constexpr (kIsComplexTest<From>) {
    return Convert<typename From::value_type, To>(value.real());
  } else if constexpr (kIsComplexTest<To>) {
    return To(Convert<From, typename To::value_type>(value), 0);
  } else {
    return static_cast<To>(value);
  }
}

template <class From, class To>
void CheckCast() {
  constexpr bool kFromInexact = kIsComplexTest<From> || std::is_floating_point_v<From>;
  constexpr bool kToInteger = std::is_integral_v<To>;
  const auto find = [](const LoopTables& tables) {
    return tables.cast[Index(kDTypeUnderTest<From>)][Index(kDTypeUnderTest<To>)];
  };
  if constexpr (kFromInexact && kToInteger) {
    // Random floats leave the range; the table above has those. Here 0 to 100 and fractions.
    for (const NamedTables& named : AllTables()) {
      for (int step = 1; step <= 2; ++step) {
        std::vector<From> values;
        for (int i = 0; i < 100; ++i) values.push_back(From(static_cast<float>(i) + 0.75F));
        Strided<From> in(values, step);
        Strided<To> out(std::vector<To>(100), step);
        find(named.tables)(in.bytes(), in.stride(), out.bytes(), out.stride(), 100);
        for (int i = 0; i < 100; ++i) ASSERT_EQ(out.At(i), static_cast<To>(i)) << named.name;
        ASSERT_TRUE(out.MarginsIntact());
      }
    }
  } else {
    CheckUnaryLoop<From, To>(find, Convert<From, To>, [](To a, To b) { return Same(a, b); });
  }
}

TYPED_TEST(KernelsCastTest, ToEveryType) {
  using T = TypeParam;
  CheckCast<T, Byte>();
  CheckCast<T, int8_t>();
  CheckCast<T, uint8_t>();
  CheckCast<T, int16_t>();
  CheckCast<T, uint16_t>();
  CheckCast<T, int32_t>();
  CheckCast<T, uint32_t>();
  CheckCast<T, int64_t>();
  CheckCast<T, uint64_t>();
  CheckCast<T, float>();
  CheckCast<T, double>();
  CheckCast<T, std::complex<float>>();
  CheckCast<T, std::complex<double>>();
}

}  // namespace
}  // namespace tidemark::kernels
