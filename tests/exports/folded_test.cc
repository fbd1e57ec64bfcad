// folded, and which nodes have a line at all.
#include <gtest/gtest.h>

#include "tests/exports/small_trees.h"
#include "tidemark/exports/format_rows_internal.h"

namespace tidemark::exports {
namespace {

analysis::Report ThreeStacks() {
  analysis::Report report;
  report.details.call_tree.nodes = {Node(-1, {}, 5), Node(0, Site("main", "a.cc", 3)),
                                    Node(1, Site("  a;b\t c "), 40), Node(1)};
  report.details.call_tree.nodes[2].self.alloc_bytes = 70;
  report.details.call_tree.nodes[3].is_other = true;
  report.details.call_tree.nodes[3].self.copy_bytes = 8;
  return report;
}

TEST(Folded, HasALineForEachNodeWithBytes) {
  EXPECT_EQ(*Folded(ThreeStacks(), {}), "(unknown) 5\nmain (a.cc:3);a:b\xEF\xBF\xBD c 40\n");
  EXPECT_EQ(*Folded(ThreeStacks(), {.metric = FindTreeMetric("total")}),
            "main (a.cc:3);a:b\xEF\xBF\xBD c 70\n");
  EXPECT_EQ(*Folded(ThreeStacks(), {.metric = FindTreeMetric("copied")}),
            "main (a.cc:3);(other) 8\n");
  EXPECT_EQ(*Folded(ThreeStacks(), {.metric = FindTreeMetric("leaked")}), "");
  EXPECT_EQ(*Folded({}, {}), "");
}

}  // namespace
}  // namespace tidemark::exports
