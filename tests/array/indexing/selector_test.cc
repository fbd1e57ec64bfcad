#include "tidemark/array/indexing/selector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <climits>
#include <concepts>

#include "tests/support/recording_observer.h"
#include "tidemark/array/array.h"
#include "tidemark/array/indexing/advanced.h"

namespace tidemark {
namespace {

using test_support::RecordingObserver;
using ::testing::ElementsAre;
using ::testing::EndsWith;

// What stands between the brackets, and what must not: numbers that are no positions.
static_assert(std::convertible_to<int, SelectorItem>);
static_assert(std::convertible_to<uint64_t, SelectorItem>);
static_assert(std::convertible_to<Slice, SelectorItem>);
static_assert(std::convertible_to<NewAxis, SelectorItem>);
static_assert(std::convertible_to<Ellipsis, SelectorItem>);
static_assert(std::convertible_to<IndexItem, SelectorItem>);
static_assert(std::convertible_to<AnyArray, SelectorItem>);
static_assert(std::convertible_to<Array<int64_t>, SelectorItem>);
static_assert(std::convertible_to<Array<const uint8_t>, SelectorItem>);
static_assert(std::convertible_to<std::vector<int64_t>, SelectorItem>);
static_assert(std::convertible_to<std::vector<int>, SelectorItem>);
static_assert(std::convertible_to<std::span<const int64_t>, SelectorItem>);
static_assert(!std::constructible_from<SelectorItem, bool>);
static_assert(!std::constructible_from<SelectorItem, double>);
static_assert(!std::constructible_from<SelectorItem, const char*>);
static_assert(!std::constructible_from<SelectorItem, std::vector<bool>>);
static_assert(!std::constructible_from<SelectorItem, std::vector<double>>);
static_assert(std::convertible_to<Array<bool>, Selector>);
static_assert(std::convertible_to<int, Selector>);
static_assert(!std::constructible_from<Selector, bool>);
static_assert(!std::constructible_from<Selector, double>);

TEST(SelectorTest, KnowsWhatItsItemsAre) {
  const Array<int64_t> positions = array<int64_t>({2, 0});
  const Selector selector{3, Slice(1, 2), newaxis, positions, ellipsis, std::vector<int>{4, 5}};
  ASSERT_EQ(selector.items().size(), 6u);
  EXPECT_EQ(selector.items()[0].basic()->position(), 3);
  EXPECT_EQ(selector.items()[1].basic()->kind(), IndexItem::Kind::kSlice);
  EXPECT_EQ(selector.items()[2].basic()->kind(), IndexItem::Kind::kNewAxis);
  EXPECT_EQ(selector.items()[3].basic(), nullptr);
  EXPECT_TRUE(selector.items()[3].array()->is(positions));
  EXPECT_EQ(selector.items()[4].basic()->kind(), IndexItem::Kind::kEllipsis);
  EXPECT_EQ(selector.items()[5].array(), nullptr);
  EXPECT_THAT(*selector.items()[5].list(), ElementsAre(4, 5));
}

TEST(SelectorTest, APositionBeyondInt64IsRefused) {
  EXPECT_EQ(SelectorItem(uint64_t{INT64_MAX}).basic()->position(), INT64_MAX);
  EXPECT_THROW(SelectorItem(uint64_t{INT64_MAX} + 1), IndexError);
  EXPECT_THROW(SelectorItem(UINT64_MAX), IndexError);
  EXPECT_THROW(SelectorItem(std::vector<uint64_t>{0, UINT64_MAX}), IndexError);
}

TEST(SelectorTest, KeepsWhatItWasMadeOf) {
  const AnyArray a = arange(0, 10, 1, DType::kInt64);
  const auto make = [] {
    return Selector(array<int64_t>({7, 1}) + int64_t{1});  // of a temporary
  };
  const Selector kept = make();
  // NOLINTNEXTLINE(performance-unnecessary-copy-initialization): the copy is what is tested
  const Selector copied = kept;
  const AnyArray chosen = select(a, copied);
  EXPECT_THAT(Array<int64_t>(chosen).span(), ElementsAre(8, 2));
  std::vector<int64_t> list = {3, 4};
  const Selector of_list(list);
  list = {0, 0};
  EXPECT_THAT(Array<int64_t>(select(a, of_list)).span(), ElementsAre(3, 4));
}

TEST(SelectorTest, BringsThePlaceWhereItWasWritten) {
  const Selector selector{1, 2};
  EXPECT_EQ(selector.site().line, __LINE__ - 1);
  EXPECT_THAT(selector.site().file, EndsWith("selector_test.cc"));
  const Selector of_array(array<int64_t>({1}));
  EXPECT_EQ(of_array.site().line, __LINE__ - 1);
}

TEST(SelectorTest, AListIsNoArrayForObservers) {
  const AnyArray a = arange(0, 10, 1, DType::kInt64);
  RecordingObserver recorded;
  const AnyArray chosen = select(a, std::vector<int64_t>{5, 2});
  EXPECT_EQ(recorded.Of("alloc").size(), 1u);
  ASSERT_EQ(recorded.Of("op").size(), 1u);
  EXPECT_EQ(recorded.Of("op")[0].inputs.size(), 1u);
}

}  // namespace
}  // namespace tidemark
