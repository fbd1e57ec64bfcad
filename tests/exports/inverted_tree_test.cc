#include "tidemark/exports/inverted_tree.h"

#include <gtest/gtest.h>

#include "tests/exports/small_trees.h"

namespace tidemark::exports {
namespace {

using analysis::CallFigures;
using analysis::CallTree;

// main calls parse and draw, which both call grow; main allocates too.
CallTree SharedLeaf() {
  CallTree tree;
  tree.nodes = {Node(-1),
                Node(0, Site("main"), 100),
                Node(1, Site("parse")),
                Node(1, Site("draw")),
                Node(2, Site("grow"), 600),
                Node(3, Site("grow"), 297),
                Node(1, Site("log"), 1),
                Node(1, Site("net"), 2)};
  return tree;
}

TEST(InvertTree, JoinsStacksByTheirLeaves) {
  const InvertedNode root = InvertTree(SharedLeaf(), &CallFigures::peak_bytes, 0);
  EXPECT_EQ(root.bytes, 1000);
  ASSERT_EQ(root.callers.size(), 4u);
  const InvertedNode& grow = root.callers[0];
  EXPECT_EQ(grow.frame, "grow");
  EXPECT_EQ(grow.bytes, 897);
  ASSERT_EQ(grow.callers.size(), 2u);
  EXPECT_EQ(grow.callers[0].frame, "parse");
  EXPECT_EQ(grow.callers[0].bytes, 600);
  ASSERT_EQ(grow.callers[0].callers.size(), 1u);
  EXPECT_EQ(grow.callers[0].callers[0].frame, "main");
  EXPECT_EQ(grow.callers[1].frame, "draw");
  EXPECT_EQ(root.callers[1].frame, "main");
  EXPECT_EQ(root.callers[1].bytes, 100);
  EXPECT_EQ(root.callers[1].callers.size(), 0u);
}

TEST(InvertTree, FoldsWhatIsSmall) {
  const InvertedNode root = InvertTree(SharedLeaf(), &CallFigures::peak_bytes, 0.01);
  EXPECT_EQ(root.callers.size(), 2u);
  EXPECT_EQ(root.folded_places, 2);
  EXPECT_EQ(root.folded_bytes, 3);
}

TEST(InvertTree, OfNothingIsNothing) {
  EXPECT_EQ(InvertTree({}, &CallFigures::peak_bytes, 0.01).bytes, 0);
  EXPECT_EQ(InvertTree(SharedLeaf(), &CallFigures::leak_bytes, 0.01).callers.size(), 0u);
}

}  // namespace
}  // namespace tidemark::exports
