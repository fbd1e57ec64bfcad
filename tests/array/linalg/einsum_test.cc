#include "tidemark/array/linalg/einsum.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <complex>
#include <string>

#include "tests/array/linalg/linalg_test_support.h"
#include "tests/support/recording_observer.h"
#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using linalg_test::Distance;
using ::testing::ElementsAre;

Array<int64_t> Box() { return arange(0, 24).reshape({2, 3, 4}); }
Array<double> Square() { return arange(0.0, 9.0).reshape({3, 3}); }

// numpy.einsum in 1.24.2.
TEST(EinsumTest, OfTwoIsNumPys) {
  const Array<double> g = arange(0.0, 6.0).reshape({2, 3});
  EXPECT_EQ(Distance(einsum("ij,kj", g, g).any(), array<double>({{5, 14}, {14, 50}}).any()), 0);
  EXPECT_EQ(einsum("ij,ij->", g, g).item(), 55);
  EXPECT_THAT(einsum("ij,j->i", Box()[{0}], array<int64_t>({1, 0, 0, 2})).span(),
              ElementsAre(6, 18, 30));
  EXPECT_EQ(
      Distance(einsum("ijk,ilk->jl", Box(), Box()).any(),
               array<int64_t>({{748, 988, 1228}, {988, 1356, 1724}, {1228, 1724, 2220}}).any()),
      0);
  EXPECT_EQ(Distance(einsum("i,j->ji", arange(0, 3), arange(0, 2)).any(),
                     array<int64_t>({{0, 0, 0}, {0, 1, 2}}).any()),
            0);
  const Array<int64_t> last = einsum("...j,kj->k...", Box(), Box()[{0}]);
  EXPECT_THAT(last.shape(), ElementsAre(3, 2, 3));
  EXPECT_EQ(Distance(last[{2}].any(), array<int64_t>({{62, 214, 366}, {518, 670, 822}}).any()), 0);
  const Array<int64_t> y = arange(0, 40).reshape({2, 4, 5});
  EXPECT_EQ(Distance(einsum("bij,bjk->bik", Box(), y).any(), matmul(Box(), y).any()), 0);
  EXPECT_EQ(Distance(einsum(" b i j , b j k -> b i k ", Box(), y).any(), matmul(Box(), y).any()),
            0);
}

TEST(EinsumTest, OfOneWithoutASumIsAView) {
  const Array<double> a = Square();
  Array<double> diagonal_of_a = einsum("ii->i", a);
  EXPECT_THAT(diagonal_of_a.strides(), ElementsAre(32));
  diagonal_of_a(1) = -1;
  EXPECT_EQ(a(1, 1), -1.0);
  EXPECT_THAT(einsum("ji", a).strides(), ElementsAre(8, 24));
  EXPECT_TRUE(einsum("i...", a).any().same_buffer(a));
  EXPECT_THAT(einsum("ii->i", a[Slice().by(-1)]).strides(), ElementsAre(-16));
  static_assert(std::is_same_v<decltype(einsum("i", Array<const double>())), Array<const double>>);
  EXPECT_FALSE(einsum("ij->ji", Array<const double>(broadcast_to(a, {3, 3}))).any().writable());
  // Without axes it is a number, not a view.
  EXPECT_FALSE(einsum("", ones<double>({})).any().same_buffer(a));
  const Array<double> number = ones<double>({});
  EXPECT_FALSE(einsum("...->...", number).any().same_buffer(number));
}

TEST(EinsumTest, SumsOfOne) {
  EXPECT_EQ(einsum("ii", Square()).item(), 12);
  EXPECT_THAT(einsum("ij->j", Square()).span(), ElementsAre(9, 12, 15));
  EXPECT_THAT(einsum("iij->j", arange(0, 18).reshape({3, 3, 2})).span(), ElementsAre(24, 27));
  // In the dtype of the operand, unlike sum.
  EXPECT_EQ(einsum("i->", full<int8_t>({3}, 100)).item(), 44);
  EXPECT_THAT(einsum("ij->i", array<bool>({{true, true}, {false, false}})).span(),
              ElementsAre(true, false));
  EXPECT_THAT(einsum("ij->i", zeros<double>({2, 0})).span(), ElementsAre(0, 0));
  using C = std::complex<double>;
  EXPECT_EQ(einsum("i->", array<C>({C(linalg::kInfinity, 0), 1})).item(), C(linalg::kInfinity, 0));
}

// Strides of numpy.einsum in 1.24.2.
TEST(EinsumTest, LayoutsAreNumPys) {
  const AnyArray fortran = copy(Square(), Order::kFortran);
  EXPECT_THAT(einsum("ij,jk->ik", fortran, fortran).strides(), ElementsAre(8, 24));
  EXPECT_THAT(einsum("ij,jk->ki", Square(), Square()).strides(), ElementsAre(8, 24));
  EXPECT_THAT(einsum("...ij,...jk", ones<double>({2, 1, 3, 4}), ones<double>({5, 4, 2})).strides(),
              ElementsAre(240, 48, 16, 8));
  EXPECT_THAT(einsum("i...j->j...", ones<double>({2, 3, 4})).strides(), ElementsAre(8, 32));
  const AnyArray f = copy(ones<double>({2, 3, 4}), Order::kFortran);
  EXPECT_THAT(einsum("ijk->ik", f).strides(), ElementsAre(8, 16));
}

TEST(EinsumTest, ExtentsOfOneAreRepeated) {
  EXPECT_EQ(einsum("ij,jk", ones<double>({2, 1}), ones<double>({3, 4}))(0, 0), 3);
  EXPECT_THAT(einsum("ij,ij->ij", ones<double>({2, 1}), ones<double>({2, 3})).shape(),
              ElementsAre(2, 3));
  EXPECT_THROW(einsum("ij,ij", ones<double>({3, 2}), ones<double>({3, 4})), ShapeError);
  EXPECT_THROW(einsum("ii->i", ones<double>({1, 3})), ShapeError);
  EXPECT_THROW(einsum("ii", ones<double>({2, 3})), ShapeError);
}

// All refused by numpy.einsum in 1.24.2.
TEST(EinsumTest, SubscriptsThatCannotBeRead) {
  const Array<double> m = Square();
  for (const char* text :
       {"ij->ii",  "ij->ik", "i",     "ijk",       "ij,",        "",    "ij- >ij",
        "..ij",    "i1",     "i..j",  "...i...",   "ij->ij->ij", "i.j", "ij->..i",
        "...i->i", "ij,jk",  "ij>ij", "i\xc3\xa4", "....ij",     "->"}) {
    EXPECT_THROW(einsum(text, m), ValueError) << text;
  }
  for (const char* text : {"ij", "ij,jk,kl", "ij,j", "...i,...i->i", "ij,jk->il"}) {
    EXPECT_THROW(einsum(text, m, m), ValueError) << text;
  }
  // Near misses.
  EXPECT_EQ(einsum("ij->...ij", m).size(), 9);
  EXPECT_EQ(einsum("...i,...i->i", ones<double>({3}), ones<double>({3})).size(), 3);
  EXPECT_EQ(einsum("Ab,bA", ones<double>({2, 3}), ones<double>({3, 2})).item(), 6);
  EXPECT_EQ(einsum(",", full<double>({}, 2), full<double>({}, 3)).item(), 6);
}

TEST(EinsumTest, EachDTypeOnce) {
  for (int i = 0; i < kDTypeCount; ++i) {
    const DType dtype = static_cast<DType>(i);
    const AnyArray a = astype(Box() % 3, dtype);
    const AnyArray expected = matmul(reshape(a, {6, 4}), swapaxes(reshape(a, {6, 4}), 0, 1));
    const AnyArray product = einsum("abj,cdj->abcd", a, a);
    EXPECT_EQ(Distance(reshape(product, {6, 6}), expected), 0) << i;
    EXPECT_EQ(einsum("abc->b", a).dtype(), dtype);
  }
  EXPECT_EQ(einsum("i,i", ones(DType::kInt32, {2}), ones(DType::kFloat32, {2})).dtype(),
            DType::kFloat64);
}

// Added row by row: more than a row at a time, an axis that is left over, any result's layout.
TEST(EinsumTest, SumsOfRows) {
  const Array<int64_t> a = arange(0, 2 * 3 * 1500).reshape({2, 3, 1500});
  const Array<int64_t> b = a + 1;
  const AnyArray expected = (a * b).sum({1}).any();
  EXPECT_EQ(Distance(einsum("ijk,ijk->ik", a, b).any(), expected), 0);
  EXPECT_EQ(Distance(einsum("ijk,ijk->ki", a, b).any(), transpose(expected)), 0);
  EXPECT_EQ(Distance(einsum("ijk,ijk->k", a, b).any(), (a * b).sum({0, 1}).any()), 0);
}

TEST(EinsumTest, OneAllocation) {
  const Array<double> a = ones<double>({30, 40, 50});
  test_support::RecordingObserver recorded;
  const Array<double> c = einsum("ijk,ilk->jl", a, a);
  EXPECT_THAT(recorded.Kinds(), ElementsAre("alloc", "op"));
}

TEST(EinsumTest, HostileExtents) {
  const AnyArray many = broadcast_to(zeros(DType::kBool, {}), {int64_t{1} << 40});
  EXPECT_THROW(einsum("i,j->ij", many, many), ValueError);
  const std::string letters = "abcdefghijklmnopqrstuvwxyzABCDEFGH";
  const AnyArray wide = ones(DType::kFloat64, Dims::Filled(20, 1));
  EXPECT_THROW(einsum(letters.substr(0, 20) + "," + letters.substr(14, 20), wide, wide),
               ShapeError);
}

}  // namespace
}  // namespace tidemark
