// Loops that copy items whatever they hold, of every item size.
#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <vector>

#include "tests/array/kernels/harness.h"

namespace tidemark::kernels {
namespace {

template <class T>
class KernelsMovesTest : public ::testing::Test {};
using ItemTypes = ::testing::Types<uint8_t, uint16_t, uint32_t, uint64_t, std::complex<double>>;
TYPED_TEST_SUITE(KernelsMovesTest, ItemTypes);

// Different from their neighbours.
template <class T>
std::vector<T> Numbered(int64_t n) {
  std::vector<T> values;
  for (int64_t i = 0; i < n; ++i) values.push_back(static_cast<T>(static_cast<float>(i % 251 + 1)));
  return values;
}

TYPED_TEST(KernelsMovesTest, CopyStrided) {
  using T = TypeParam;
  for (const NamedTables& named : AllTables()) {
    SCOPED_TRACE(named.name);
    for (const int64_t n : {0, 1, 2, 7, 33, 1000, 100003}) {
      for (const int64_t in_step : {1, 2, 5, -1, -3, 0}) {
        for (const int64_t out_step : {1, 2, -1, -3}) {
          if (n > 1000 && (in_step > 2 || out_step < -1)) continue;
          Strided<T> in(Numbered<T>(n), in_step);
          Strided<T> out(std::vector<T>(static_cast<size_t>(n)), out_step);
          named.tables.copy_strided(in.bytes(), in.stride(), out.bytes(), out.stride(), n,
                                    sizeof(T));
          ASSERT_TRUE(out.MarginsIntact());
          for (int64_t i = 0; i < n; ++i) {
            ASSERT_EQ(out.At(i), in.At(i)) << "n=" << n << " steps " << in_step << " " << out_step;
          }
        }
      }
    }
  }
}

// A rows x columns matrix, C or Fortran order, with padding between lines.
template <class T>
struct Matrix {
  Matrix(int64_t r, int64_t c, bool by_rows, int64_t padding)
      : row(by_rows ? c + padding : 1),
        column(by_rows ? 1 : r + padding),
        data(Numbered<T>((by_rows ? r * (c + padding) : c * (r + padding)) + 1)) {}
  T& At(int64_t r, int64_t c) { return data[static_cast<size_t>(r * row + c * column)]; }
  std::byte* bytes() { return reinterpret_cast<std::byte*>(data.data()); }

  int64_t row;
  int64_t column;
  std::vector<T> data;
};

TYPED_TEST(KernelsMovesTest, CopyMatrix) {
  using T = TypeParam;
  constexpr int64_t kSize = sizeof(T);
  for (const NamedTables& named : AllTables()) {
    SCOPED_TRACE(named.name);
    for (const auto& [rows, columns] : std::vector<std::pair<int64_t, int64_t>>{{0, 3},
                                                                                {1, 1},
                                                                                {3, 0},
                                                                                {1, 40},
                                                                                {40, 1},
                                                                                {8, 8},
                                                                                {17, 33},
                                                                                {64, 64},
                                                                                {65, 127},
                                                                                {200, 31},
                                                                                {300, 21}}) {
      for (const bool in_by_rows : {true, false}) {
        for (const bool out_by_rows : {true, false}) {
          for (const int64_t padding : {0, 3}) {
            Matrix<T> in(rows, columns, in_by_rows, padding);
            Matrix<T> out(rows, columns, out_by_rows, 3 - padding);
            std::fill(out.data.begin(), out.data.end(), T{});
            std::vector<T> expected = out.data;
            for (int64_t r = 0; r < rows; ++r) {
              for (int64_t c = 0; c < columns; ++c) {
                expected[static_cast<size_t>(r * out.row + c * out.column)] = in.At(r, c);
              }
            }
            named.tables.copy_matrix(in.bytes(), in.row * kSize, in.column * kSize, out.bytes(),
                                     out.row * kSize, out.column * kSize, rows, columns, kSize);
            ASSERT_TRUE(out.data == expected) << rows << "x" << columns << " in by rows "
                                              << in_by_rows << " out by rows " << out_by_rows;
          }
        }
      }
    }
  }
}

TYPED_TEST(KernelsMovesTest, CopyMatrixOfReversedLines) {
  using T = TypeParam;
  constexpr int64_t kSize = sizeof(T);
  for (const NamedTables& named : AllTables()) {
    SCOPED_TRACE(named.name);
    Matrix<T> in(37, 29, true, 0);
    std::vector<T> out(37 * 29);
    // From the last element backwards, transposed on the way.
    named.tables.copy_matrix(reinterpret_cast<std::byte*>(&in.At(36, 28)), -in.row * kSize, -kSize,
                             reinterpret_cast<std::byte*>(out.data()), kSize, 37 * kSize, 37, 29,
                             kSize);
    for (int64_t r = 0; r < 37; ++r) {
      for (int64_t c = 0; c < 29; ++c) {
        ASSERT_EQ(out[static_cast<size_t>(c * 37 + r)], in.At(36 - r, 28 - c));
      }
    }
  }
}

TYPED_TEST(KernelsMovesTest, SelectGatherCompress) {
  using T = TypeParam;
  for (const NamedTables& named : AllTables()) {
    SCOPED_TRACE(named.name);
    for (const int64_t n : {0, 1, 2, 7, 8, 33, 64, 1000}) {
      for (const int64_t step : {1, 2, -1}) {
        for (const uint64_t density : {0, 1, 5, 10}) {
          std::vector<uint8_t> flags;
          for (int64_t i = 0; i < n; ++i) flags.push_back(Random()() % 10 < density ? 1 : 0);
          Strided<uint8_t> mask(flags, step);
          Strided<T> a(Numbered<T>(n), step);
          std::vector<T> reversed = Numbered<T>(n);
          std::reverse(reversed.begin(), reversed.end());
          Strided<T> b(reversed, density == 5 ? 0 : step);

          Strided<T> chosen(std::vector<T>(static_cast<size_t>(n)), step);
          named.tables.select(mask.bytes(), mask.stride(), a.bytes(), a.stride(), b.bytes(),
                              b.stride(), chosen.bytes(), chosen.stride(), n, sizeof(T));
          ASSERT_TRUE(chosen.MarginsIntact());
          // In place of the second operand.
          if (density != 5) {
            named.tables.select(mask.bytes(), mask.stride(), a.bytes(), a.stride(), b.bytes(),
                                b.stride(), b.bytes(), b.stride(), n, sizeof(T));
            for (int64_t i = 0; i < n; ++i) ASSERT_EQ(b.At(i), chosen.At(i));
          }
          std::vector<T> kept;
          for (int64_t i = 0; i < n; ++i) {
            if (mask.At(i) != 0) kept.push_back(a.At(i));
          }
          for (int64_t i = 0; i < n; ++i) {
            ASSERT_EQ(chosen.At(i), mask.At(i) != 0 ? a.At(i) : b.At(i));
          }

          const int64_t count = static_cast<int64_t>(kept.size());
          ASSERT_EQ(named.tables.count_true(mask.bytes(), mask.stride(), n), count);
          Strided<T> packed(std::vector<T>(static_cast<size_t>(count)), 1);
          ASSERT_EQ(named.tables.compress(a.bytes(), a.stride(), mask.bytes(), mask.stride(),
                                          packed.bytes(), n, sizeof(T)),
                    count);
          ASSERT_TRUE(packed.MarginsIntact()) << "wrote behind the last item that was wanted";
          for (int64_t i = 0; i < count; ++i) ASSERT_EQ(packed.At(i), kept[static_cast<size_t>(i)]);

          std::vector<int64_t> index;
          for (int64_t i = 0; i < n; ++i) {
            index.push_back(static_cast<int64_t>(Random()() % static_cast<uint64_t>(n)));
          }
          Strided<T> taken(std::vector<T>(static_cast<size_t>(n)), step);
          named.tables.gather(a.bytes(), a.stride(), index.data(), taken.bytes(), taken.stride(), n,
                              sizeof(T));
          ASSERT_TRUE(taken.MarginsIntact());
          for (int64_t i = 0; i < n; ++i) {
            ASSERT_EQ(taken.At(i), a.At(index[static_cast<size_t>(i)]));
          }
        }
      }
    }
  }
}

TEST(KernelsIndexTest, PositionsAreWithin) {
  for (const NamedTables& named : AllTables()) {
    SCOPED_TRACE(named.name);
    const auto check = named.tables.check_index;
    for (const int64_t n : {1, 7, 8, 100}) {
      for (const int64_t extent : {int64_t{0}, int64_t{1}, int64_t{10}, INT64_MAX / 2, INT64_MAX}) {
        for (const int64_t position : {int64_t{0}, int64_t{-1}, extent - 1, extent, -extent,
                                       -extent - 1, INT64_MIN, INT64_MAX}) {
          // Alone at the end of others that are within.
          std::vector<int64_t> index(static_cast<size_t>(n));
          index.back() = position;
          const IndexCheck seen = check(index.data(), n, extent);
          const bool others = n == 1 || extent > 0;
          EXPECT_EQ(seen.within, others && position >= -extent && position < extent)
              << position << " of " << extent;
          EXPECT_EQ(seen.negative, position < 0) << position;
        }
      }
    }
    EXPECT_TRUE(check(nullptr, 0, 0).within);
  }
}

template <class T>
void CheckStreamed(DType dtype) {
  for (const int64_t n : {0, 1, 5, 255, 256, 257, 513, 5000}) {
    for (const int64_t shift : {0, 1, 3}) {  // where the output begins in its cache line
      for (const int64_t b_stride : {int64_t{sizeof(T)}, int64_t{0}}) {
        const std::vector<T> a = RandomValues<T>(n + 1);
        const std::vector<T> b = RandomValues<T>(n + 1);
        std::vector<T> out(static_cast<size_t>(n + shift + 1), T{7});
        const auto* x = reinterpret_cast<const std::byte*>(a.data());
        const auto* y = reinterpret_cast<const std::byte*>(b.data());
        auto* to = reinterpret_cast<std::byte*>(out.data() + shift);
        StreamBinary(FindBinary(BinaryOp::kMaximum, dtype), x, sizeof(T), y, b_stride, to,
                     sizeof(T), n);
        for (int64_t i = 0; i < n; ++i) {
          const T other = b[static_cast<size_t>(b_stride == 0 ? 0 : i)];
          const T larger = a[static_cast<size_t>(i)] < other ? other : a[static_cast<size_t>(i)];
          ASSERT_EQ(out[static_cast<size_t>(i + shift)], larger) << "n=" << n << " at " << i;
        }
        StreamUnary(FindUnary(UnaryOp::kNegative, dtype), x, sizeof(T), to, sizeof(T), n);
        for (int64_t i = 0; i < n; ++i) {
          ASSERT_EQ(out[static_cast<size_t>(i + shift)],
                    static_cast<T>(-static_cast<int64_t>(a[static_cast<size_t>(i)])));
        }
        for (int64_t i = 0; i < shift; ++i) ASSERT_EQ(out[static_cast<size_t>(i)], T{7});
        ASSERT_EQ(out.back(), T{7});
      }
    }
  }
}

TEST(KernelsStreamTest, ResultsAreThoseOfTheLoop) {
  CheckStreamed<int32_t>(DType::kInt32);
  CheckStreamed<int16_t>(DType::kInt16);
}

}  // namespace
}  // namespace tidemark::kernels
