#include "tidemark/exports/frame_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/exports/small_trees.h"
#include "tidemark/base/display_text.h"

namespace tidemark::exports {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(FrameText, SaysFunctionPlaceAndLabel) {
  const analysis::SiteReport site = Site("load", "a.cc", 10, "input");
  EXPECT_EQ(FrameText(site), "load (a.cc:10) [input]");
  EXPECT_EQ(FrameName(site), "load [input]");
}

TEST(FrameText, MakesDoWithWhatThereIs) {
  EXPECT_EQ(FrameText(Site("", "a.cc", 10)), "a.cc:10");
  EXPECT_EQ(FrameText(Site("", "a.cc")), "a.cc");
  EXPECT_EQ(FrameText(Site("", "", 0, "input")), "[input]");
  EXPECT_EQ(FrameText(Site("f")), "f");
  EXPECT_EQ(FrameText(Site("")), "(unknown)");
  // Of code without a source file, `file` is the library.
  EXPECT_EQ(FrameText(Site("a.so+0x12", "/lib/a.so", 0, "", "/lib/a.so")), "a.so+0x12");
  EXPECT_EQ(FrameText(Site("", "/lib/a.so", 0, "", "/lib/a.so")), "a.so");
}

TEST(FrameText, NamesWhatIsFolded) {
  analysis::CallNode node = Node(0);
  node.is_other = true;
  EXPECT_EQ(FrameText(node), "(other)");
  EXPECT_EQ(FrameName(node), "(other)");
}

TEST(FrameText, CleansAndShortensNames) {
  EXPECT_EQ(CleanName("a\nb\x1b[1m\xE2\x80\xAE\xFF"),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD[1m\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(DisplayWidth(CleanName(std::string(10000, 'x'))), kMostNameColumns);
}

TEST(PathTo, IsOutermostFirst) {
  analysis::CallTree tree;
  tree.nodes = {Node(-1), Node(0), Node(1), Node(0), Node(2)};
  EXPECT_THAT(PathTo(tree, 4), ElementsAre(1, 2, 4));
  EXPECT_THAT(PathTo(tree, 3), ElementsAre(3));
  EXPECT_THAT(PathTo(tree, 0), ElementsAre(0));
}

TEST(Caveats, AreSaidWhereThereAreAny) {
  analysis::Report report;
  EXPECT_THAT(Caveats(report), IsEmpty());
  report.trace.sample_bytes = 524288;
  report.trace.truncated = true;
  report.trace.lost_events = 3;
  report.details.call_tree.folded_stacks = 9;
  EXPECT_THAT(Caveats(report),
              ElementsAre("estimated: the heap was sampled every 512 KiB",
                          "the trace is cut off: its end is missing", "events that were lost: 3",
                          "call stacks that are folded into (other): 9"));
}

}  // namespace
}  // namespace tidemark::exports
