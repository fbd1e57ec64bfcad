// Who called whom, with what each stack of calls allocated, held and copied: a tree from the whole
// program down to the places.
//
// Part of Details, where DetailOptions::call_tree asks for it. Made by CallTreeBuilder; consumed by the
// report's tree, the pages and the exports.
//
// Figures are those of a node itself, without its children, and every sum over all nodes is exactly that
// of the report: alloc_* are Totals::alloc_*, peak_* the Peak's, live_end_* Totals::live_end_*, leak_*
// the Leaks', copy_* Totals::copy_*. Adopted (external) buffers are in none. Where the heap was sampled
// all are estimates.
//
// A path is the frames of a stack, outermost first, without the recorder's, malloc's and its like,
// those of the C++ library and of what starts programs and threads; frames that are equal and follow
// each other are one. It ends in the place that the rest of the report names (with its label). Of an
// event with a site and a stack the site is the place, and the stack says who called: the frame of the
// site's own function is the site itself. An event that has only a site lies right below the root, or
// below the scopes that were open: frames whose function reads "scope:name". Equal paths are one node.
//
// Ownership: values. Units: bytes, nanoseconds. Depth: at most kDeepestCallPath; longer paths lose their
// middle, where a frame "..." stands. The input is not trusted, so neither are names.
#ifndef TIDEMARK_ANALYSIS_MODEL_CALL_TREE_H_
#define TIDEMARK_ANALYSIS_MODEL_CALL_TREE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tidemark/analysis/model/figures.h"

namespace tidemark::analysis {

inline constexpr size_t kMostCallNodes = 50000;
inline constexpr size_t kDeepestCallPath = 256;

struct CallFigures {
  int64_t alloc_count = 0;
  int64_t alloc_bytes = 0;  // growth by resize counts where the resize was
  int64_t peak_count = 0;   // made here and live at the peak
  int64_t peak_bytes = 0;
  int64_t live_end_count = 0;  // and at the end
  int64_t live_end_bytes = 0;
  int64_t leak_count = 0;
  int64_t leak_bytes = 0;
  int64_t copy_count = 0;
  int64_t copy_bytes = 0;
  int64_t lifetime_ns =
      0;  // the sum of the buffers', to the end of the trace where they are live then
  // The most that was live of this node at once, and how many buffers that were. An upper bound where
  // several stacks come to this node: `max_is_bound`. These two do not add up.
  int64_t max_bytes = 0;
  int64_t max_count = 0;
};

struct CallNode {
  int32_t parent = -1;
  SiteReport frame;       // all empty: the root, an unknown place, or `is_other`
  bool is_other = false;  // the children of the parent beyond the bound on nodes, all of them
  bool max_is_bound = false;
  CallFigures self;
};

struct CallTree {
  // The root, which is the whole program, is the first; parents stand before their children, and those
  // in the order of their frames, the one that `is_other` last. Empty: it was not asked for.
  std::vector<CallNode> nodes;
  // Stacks (and sites) that are counted in nodes that are `is_other`.
  int64_t folded_stacks = 0;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_CALL_TREE_H_
