#include "tidemark/array/array.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory_resource>
#include <sstream>
#include <type_traits>

namespace tidemark {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

template <class T>
std::string Text(const Array<T>& a) {
  std::ostringstream out;
  out << a;
  return out.str();
}

TEST(ArrayTest, NestedListsGiveShapeAndValues) {
  EXPECT_EQ(Text(array<int64_t>({{1, 2, 3}, {4, 5, 6}})), "[[1 2 3]\n [4 5 6]]");
  EXPECT_THAT(array<double>({{{1}, {2}}}).shape(), ElementsAre(1, 2, 1));
  EXPECT_EQ(array<double>(5.0).ndim(), 0);
  EXPECT_THAT(array<double>({}).shape(), ElementsAre(0));
  EXPECT_THROW(array<double>({{1, 2}, {3}}), ValueError);
  EXPECT_THROW(array<double>({{1, 2}, 3}), ValueError);
}

TEST(ArrayTest, HandlesShareAndCopiesDoNot) {
  Array<double> a = zeros<double>({3});
  Array<double> same = a;
  Array<double> other = a.copy();
  a(0) = 1;
  EXPECT_EQ(double{same(0)}, 1);
  EXPECT_EQ(double{other(0)}, 0);
  EXPECT_TRUE(same.is(a));
  EXPECT_EQ(a.use_count(), 1);
  const Array<double> view = a[Slice(0, 2)];
  EXPECT_EQ(a.use_count(), 2);
  EXPECT_TRUE(view.base().is(a));
}

TEST(ArrayTest, BaseIsGoneWhenTheOwnerIs) {
  Array<double> a = zeros<double>({3});
  const Array<double> view = a[Slice(0, 2)];
  a = Array<double>();
  EXPECT_FALSE(view.base().has_value());
  EXPECT_EQ(view.buffer_nbytes(), 24);
  EXPECT_FALSE(view.owns_data());
}

TEST(ArrayTest, AssigningAnIndexWritesAndAssigningAHandleRebinds) {
  Array<int64_t> a = arange(0, 6).reshape({2, 3});
  a[{0}] = 7;
  a[{1, Slice(0, 2)}] = array<int64_t>({8, 9});
  EXPECT_EQ(Text(a), "[[7 7 7]\n [8 9 5]]");
  Array<int64_t> row = a[{0}];
  row = a[{1}];
  EXPECT_EQ(Text(a), "[[7 7 7]\n [8 9 5]]");
  EXPECT_EQ(Text(row), "[8 9 5]");
  a[{ellipsis, 0}] += 1;
  EXPECT_EQ(Text(a), "[[8 7 7]\n [9 9 5]]");
}

TEST(ArrayTest, ElementsCountFromTheEndAndAreChecked) {
  Array<double> a = arange(0.0, 6.0).reshape({2, 3});
  EXPECT_EQ(double{a(-1, -1)}, 5);
  a(-2, 0) += 2.5;
  EXPECT_EQ(double{a(0, 0)}, 2.5);
  EXPECT_THROW(a(2, 0), IndexError);
  EXPECT_THROW(a(0, -4), IndexError);
  EXPECT_THROW(a(0), IndexError);
  try {
    a(0, 3) = 1;
    FAIL();
  } catch (const IndexError& e) {
    EXPECT_THAT(e.what(), HasSubstr("index 3 is out of bounds for axis 1 with size 3"));
  }
}

TEST(ArrayTest, ReadOnlyArraysRefuseWrites) {
  const Array<double> a = zeros<double>({3});
  const Array<const double> wide = broadcast_to(a, {2, 3});
  static_assert(std::is_same_v<decltype(wide[{0}]), Array<const double>>);
  EXPECT_EQ(wide(1, 2), 0.0);
  EXPECT_THROW(copyto(wide, a), ReadOnlyError);
  EXPECT_THROW(wide.any().mutable_data(), ReadOnlyError);
  EXPECT_THROW(setitem(wide, {0}, 1.0), ReadOnlyError);
  // A view of a read-only array is read-only.
  EXPECT_FALSE(wide[{0}].flags().writable);
  EXPECT_TRUE(wide.copy().flags().writable);
}

TEST(ArrayTest, ResultTypesAreNumPys) {
  const Array<int32_t> i = ones<int32_t>({2});
  const Array<float> f = ones<float>({2});
  const Array<bool> b = ones<bool>({2});
  static_assert(std::is_same_v<decltype(i + f), Array<double>>);
  static_assert(std::is_same_v<decltype(i / i), Array<double>>);
  static_assert(std::is_same_v<decltype(f / 2), Array<float>>);
  static_assert(std::is_same_v<decltype(i * 2.5), Array<double>>);
  static_assert(std::is_same_v<decltype(i < f), Array<bool>>);
  static_assert(std::is_same_v<decltype(b + b), Array<bool>>);
  static_assert(std::is_same_v<decltype(f * std::complex<double>()), Array<std::complex<float>>>);
  static_assert(std::is_same_v<decltype(sqrt(i)), Array<double>>);
  static_assert(std::is_same_v<decltype(i.sum()), int64_t>);
  EXPECT_EQ(Text(i / i), "[1. 1.]");
  EXPECT_THROW(b - b, DTypeError);
  EXPECT_THROW(-b, DTypeError);
}

TEST(ArrayTest, AxesInBracesAreAxes) {
  const Array<int64_t> a = array<int64_t>({{1, 2}, {3, 4}});
  EXPECT_EQ(Text(a.sum({0})), "[4 6]");
  EXPECT_EQ(Text(a.prod({0})), "[3 8]");
  EXPECT_EQ(Text(a.min({0})), "[1 2]");
  EXPECT_EQ(Text(a.max({0})), "[3 4]");
  EXPECT_EQ(Text(a.mean({0})), "[2. 3.]");
}

TEST(ArrayTest, StaticTypesAgreeWithTheTableOfDTypes) {
  const auto check = []<class T, class U>(T, U) {
    EXPECT_EQ((kDTypeOf<PromoteT<T, U>>), ResultType(kDTypeOf<T>, kDTypeOf<U>))
        << DTypeName(kDTypeOf<T>) << " " << DTypeName(kDTypeOf<U>);
    EXPECT_EQ((kDTypeOf<DivideT<PromoteT<T, U>>>),
              BinaryResultType(BinaryOp::kDivide, ResultType(kDTypeOf<T>, kDTypeOf<U>)));
    EXPECT_EQ(kDTypeOf<MathT<T>>, UnaryResultType(UnaryOp::kSqrt, kDTypeOf<T>));
    EXPECT_EQ(kDTypeOf<SumT<T>>, kernels::ReduceAccumulator(ReduceOp::kSum, kDTypeOf<T>));
  };
  const auto with_all = [&]<class T>(T t) {
    check(t, bool());
    check(t, int8_t());
    check(t, uint8_t());
    check(t, int16_t());
    check(t, uint16_t());
    check(t, int32_t());
    check(t, uint32_t());
    check(t, int64_t());
    check(t, uint64_t());
    check(t, float());
    check(t, double());
    check(t, std::complex<float>());
    check(t, std::complex<double>());
  };
  with_all(bool());
  with_all(int8_t());
  with_all(uint8_t());
  with_all(int16_t());
  with_all(uint16_t());
  with_all(int32_t());
  with_all(uint32_t());
  with_all(int64_t());
  with_all(uint64_t());
  with_all(float());
  with_all(double());
  with_all(std::complex<float>());
  with_all(std::complex<double>());
}

TEST(ArrayTest, EqualityOfAllPairsOfTypesCompiles) {
  const Array<int64_t> i = arange(0, 3);
  const Array<double> d = arange(0.0, 3.0);
  const Array<const double> c = d;
  EXPECT_TRUE((i == d).all_true());
  EXPECT_TRUE((d == i).all_true());
  EXPECT_TRUE((d == c).all_true());
  EXPECT_TRUE((c == d).all_true());
  EXPECT_TRUE((c == c).all_true());
  EXPECT_FALSE((i != d).any_true());
  EXPECT_EQ(Text(i == 1), "[False  True False]");
  EXPECT_EQ(Text(1 != i), "[ True False  True]");
}

TEST(ArrayTest, ScalarsThatDoNotFitAreRefusedOrCompared) {
  const Array<uint8_t> a = full<uint8_t>({2}, 200);
  EXPECT_THROW(a + 300, ValueError);
  EXPECT_THROW(a + -1, ValueError);
  EXPECT_TRUE((a < 300).all_true());
  EXPECT_TRUE((a > -1).all_true());
  EXPECT_EQ(Text(a + 100), "[44 44]");
}

TEST(ArrayTest, MessagesNameTheShapes) {
  try {
    zeros<double>({2, 3}) + zeros<double>({4});
    FAIL();
  } catch (const ShapeError& e) {
    EXPECT_STREQ(e.what(), "operands could not be broadcast together with shapes (2,3) (4,)");
  }
}

TEST(ArrayTest, AFailedOperationChangesNothing) {
  Array<int64_t> a = arange(0, 4);
  EXPECT_THROW(a += 0.5, DTypeError);
  EXPECT_THROW(a += ones<int64_t>({3}), ShapeError);
  EXPECT_THROW(power_into(a, -1, a), ValueError);
  EXPECT_EQ(Text(a), "[0 1 2 3]");
}

TEST(ArrayTest, EmptyHandlesSaySo) {
  Array<double> none;
  EXPECT_FALSE(none.has_value());
  EXPECT_THROW(none.shape(), ValueError);
  EXPECT_THROW(none + none, ValueError);
  Array<double> a = zeros<double>({2});
  const Array<double> moved = std::move(a);
  EXPECT_THROW(a.size(), ValueError);  // NOLINT(bugprone-use-after-move): what it is about
  EXPECT_EQ(moved.size(), 2);
}

TEST(ArrayTest, ManyAxes) {
  Dims shape = Dims::Filled(32, 1);
  shape[31] = 3;
  const Array<double> a = ones<double>(shape);
  EXPECT_EQ(a.sum(), 3);
  EXPECT_EQ((a + a).ndim(), 32);
  shape.clear();
  EXPECT_THROW(Dims::Filled(33, 1), ShapeError);
  EXPECT_THROW((a[{newaxis, ellipsis}]), ShapeError);
}

TEST(ArrayTest, ShapesThatCannotBe) {
  EXPECT_THROW(zeros<double>({-1}), ValueError);
  EXPECT_THROW(zeros<double>({int64_t{1} << 40, int64_t{1} << 40}), ValueError);
  EXPECT_THROW(zeros<double>({int64_t{1} << 58}), std::bad_alloc);
  EXPECT_EQ(zeros<double>({int64_t{1} << 40, 0}).size(), 0);
}

TEST(ArrayTest, TypedViewsOfUntypedArrays) {
  const AnyArray any = arange(0, 4, 1, DType::kInt32);
  EXPECT_EQ(Text(Array<int32_t>(any)), "[0 1 2 3]");
  EXPECT_THROW(Array<double>{any}, DTypeError);
  EXPECT_EQ(Array<int32_t>(any).view<int16_t>().size(), 8);
}

TEST(ArrayTest, ABufferRemembersItsResource) {
  std::pmr::synchronized_pool_resource pool;
  Array<double> a;
  {
    const ArrayResourceScope scope(&pool);
    a = ones<double>({100});
  }
  const Array<double> b = a + 1.0;  // from malloc again
  EXPECT_EQ(b.sum(), 200);
  a.reset();  // gives the bytes back to the pool; a sanitizer would see it if not
}

TEST(ArrayTest, AdoptedMemoryIsGivenBackOnce) {
  int released = 0;
  {
    auto* elements = new double[4]{1, 2, 3, 4};
    Array<double> a = adopt<double>(elements, {2, 2}, [&](double* p) {
      delete[] p;
      ++released;
    });
    const Array<double> view = a[{1}];
    a.reset();
    EXPECT_EQ(released, 0);
    EXPECT_EQ(view(1), 4);
    EXPECT_FALSE(view.owns_data());
  }
  EXPECT_EQ(released, 1);
}

TEST(ArrayTest, SpansAndAccessors) {
  Array<double> a = arange(0.0, 6.0).reshape({2, 3});
  EXPECT_THAT(a.span(), ElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_THROW(a.t().span(), ValueError);
  const auto x = a.t().accessor<2>();
  EXPECT_EQ(x(2, 1), 5);
  a.mutable_accessor<2>()(0, 0) = 9;
  EXPECT_EQ(double{a(0, 0)}, 9);
  EXPECT_THROW(a.accessor<1>(), ShapeError);
}

}  // namespace
}  // namespace tidemark
