#include "tidemark/trace/model/event.h"

#include "tests/trace/trace_test_support.h"

namespace tidemark::trace {
namespace {

TEST(EventTest, TheCountOfAnEndLeavesOutDefinitionsAndItself) {
  RandomEvents random(1);
  for (size_t kind = 0; kind < kEventKinds; ++kind) {
    const Event event = random.Next(kind);
    ASSERT_EQ(event.body.index(), kind);
    const std::string ev = Model(event)["ev"];
    const bool definition =
        ev == "trace" || ev == "site" || ev == "frame" || ev == "stack" || ev == "thread";
    EXPECT_EQ(IsDefinition(event.body), definition) << ev;
    EXPECT_EQ(IsCounted(event.body), !definition && ev != "end") << ev;
  }
}

}  // namespace
}  // namespace tidemark::trace
