#include "tidemark/trace/model/event.h"

#include "tests/trace/trace_test_support.h"

namespace tidemark::trace {
namespace {

TEST(EventTest, TheCountOfAnEndLeavesOutDefinitionsAndItself) {
  EventGenerator generator(1);
  for (int kind = 0; kind < EventGenerator::kKinds; ++kind) {
    const Event event = generator.Make(kind);
    const std::string ev = Model(event)["ev"];
    const bool definition =
        ev == "trace" || ev == "site" || ev == "frame" || ev == "stack" || ev == "thread";
    EXPECT_EQ(IsDefinition(event.body), definition) << ev;
    EXPECT_EQ(IsCounted(event.body), !definition && ev != "end") << ev;
  }
}

TEST(EventTest, TheGeneratorOfTheseTestsMakesEveryKind) {
  EventGenerator generator(1);
  for (int kind = 0; kind < EventGenerator::kKinds; ++kind) {
    EXPECT_EQ(generator.Make(kind).body.index(), static_cast<size_t>(kind));
  }
  EXPECT_EQ(std::variant_size_v<EventBody>, static_cast<size_t>(EventGenerator::kKinds));
}

}  // namespace
}  // namespace tidemark::trace
