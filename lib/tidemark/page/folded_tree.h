// A call tree of at most so many nodes: those below which least lies are summed up in an "other" child of
// what called them.
//
// Made from Details::call_tree for the payload. Every sum over all nodes is that of the tree.
//
// Threading: pure functions.
#ifndef TIDEMARK_PAGE_FOLDED_TREE_H_
#define TIDEMARK_PAGE_FOLDED_TREE_H_

#include <cstddef>

#include "tidemark/analysis/model/call_tree.h"

namespace tidemark::page {

// With fewer than `most` nodes, and an "other" for each that lost children.
analysis::CallTree FoldedTree(const analysis::CallTree& tree, size_t most);

// What of the tree the bound left out: whether there is such a node, and what it has.
analysis::CallFigures FiguresOfOthers(const analysis::CallTree& tree);

}  // namespace tidemark::page

#endif  // TIDEMARK_PAGE_FOLDED_TREE_H_
