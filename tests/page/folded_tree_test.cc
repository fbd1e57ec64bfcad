// A call tree within a bound: sums stay, and whoever stays has its callers.
#include "tidemark/page/folded_tree.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <string>

namespace tidemark::page {
namespace {

using analysis::CallFigures;
using analysis::CallNode;
using analysis::CallTree;

CallTree RandomTree(uint32_t seed, int32_t nodes) {
  std::mt19937 random(seed);
  const auto upto = [&](int64_t most) {
    return std::uniform_int_distribution<int64_t>(0, most)(random);
  };
  CallTree tree;
  tree.nodes.push_back({});
  for (int32_t i = 1; i < nodes; ++i) {
    CallNode node;
    node.parent = static_cast<int32_t>(upto(i - 1));
    node.frame.function = std::to_string(i);
    node.self.alloc_count = 1 + upto(5);
    node.self.alloc_bytes = upto(1000);
    node.self.peak_bytes = upto(1) * upto(1000);
    node.self.leak_bytes = upto(1) * upto(10);
    node.self.copy_bytes = upto(50);
    node.self.copy_count = upto(2);
    node.self.lifetime_ns = upto(100);
    tree.nodes.push_back(node);
  }
  return tree;
}

CallFigures Sum(const CallTree& tree) {
  CallFigures sum;
  for (const CallNode& node : tree.nodes) {
    sum.alloc_count += node.self.alloc_count;
    sum.alloc_bytes += node.self.alloc_bytes;
    sum.peak_bytes += node.self.peak_bytes;
    sum.leak_bytes += node.self.leak_bytes;
    sum.copy_count += node.self.copy_count;
    sum.copy_bytes += node.self.copy_bytes;
    sum.lifetime_ns += node.self.lifetime_ns;
  }
  return sum;
}

TEST(FoldedTree, KeepsEverySum) {
  for (uint32_t seed = 1; seed <= 5; ++seed) {
    const CallTree tree = RandomTree(seed, 500);
    const CallFigures all = Sum(tree);
    for (const size_t most : {size_t{1}, size_t{2}, size_t{10}, size_t{100}, size_t{500}}) {
      const CallTree folded = FoldedTree(tree, most);
      EXPECT_LE(folded.nodes.size(), std::max<size_t>(most, 2));
      const CallFigures sum = Sum(folded);
      EXPECT_EQ(sum.alloc_count, all.alloc_count);
      EXPECT_EQ(sum.alloc_bytes, all.alloc_bytes);
      EXPECT_EQ(sum.peak_bytes, all.peak_bytes);
      EXPECT_EQ(sum.leak_bytes, all.leak_bytes);
      EXPECT_EQ(sum.copy_count, all.copy_count);
      EXPECT_EQ(sum.copy_bytes, all.copy_bytes);
      EXPECT_EQ(sum.lifetime_ns, all.lifetime_ns);
      for (size_t i = 1; i < folded.nodes.size(); ++i) {
        EXPECT_GE(folded.nodes[i].parent, 0);
        EXPECT_LT(folded.nodes[i].parent, static_cast<int32_t>(i));
        EXPECT_FALSE(folded.nodes[static_cast<size_t>(folded.nodes[i].parent)].is_other);
      }
    }
  }
}

TEST(FoldedTree, KeepsWhatMatters) {
  CallTree tree = RandomTree(3, 400);
  tree.nodes[399].self.peak_bytes = 1 << 30;
  const CallTree folded = FoldedTree(tree, 60);
  bool found = false;
  for (const CallNode& node : folded.nodes) found = found || node.frame.function == "399";
  EXPECT_TRUE(found);
}

TEST(FoldedTree, LeavesASmallOneAlone) {
  const CallTree tree = RandomTree(1, 20);
  EXPECT_EQ(FoldedTree(tree, 20).nodes.size(), 20u);
  EXPECT_TRUE(FoldedTree({}, 5).nodes.empty());
}

}  // namespace
}  // namespace tidemark::page
