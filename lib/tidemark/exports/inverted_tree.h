// A call tree turned round: from the places that allocated out to who called them.
//
// Made for the format massif, whose heap trees are such. Parts that are small are folded into one line,
// as massif itself does; in every node the bytes are those of all stacks that go through it.
//
// Ownership: values. Units: bytes. Threading: pure functions.
//
//   InvertedNode root = InvertTree(tree, &CallFigures::peak_bytes, 0.01);
#ifndef TIDEMARK_EXPORTS_INVERTED_TREE_H_
#define TIDEMARK_EXPORTS_INVERTED_TREE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tidemark/analysis/model/call_tree.h"

namespace tidemark::exports {

struct InvertedNode {
  std::string frame = {};  // FrameText; empty: the root
  int64_t bytes = 0;
  std::vector<InvertedNode> callers = {};  // largest first; those that were folded are left out
  int64_t folded_bytes = 0;
  int64_t folded_places = 0;
};

// Nodes with less than `least_share` of all bytes are folded.
InvertedNode InvertTree(const analysis::CallTree& tree, int64_t analysis::CallFigures::*figure,
                        double least_share);

}  // namespace tidemark::exports

#endif  // TIDEMARK_EXPORTS_INVERTED_TREE_H_
