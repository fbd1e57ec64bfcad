// Paths of calls put together to a tree, with sums at their ends, and cut down to a number of nodes.
//
// Filled by CallTreeBuilder at the end of a trace; gives the report's CallTree.
//
// Memory: O(distinct beginnings of paths). Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_METRICS_CALL_TRIE_H_
#define TIDEMARK_ANALYSIS_METRICS_CALL_TRIE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "tidemark/analysis/metrics/call_tree_builder.h"
#include "tidemark/analysis/model/call_tree.h"
#include "tidemark/analysis/model/id_table.h"
#include "tidemark/analysis/model/places.h"

namespace tidemark::analysis {

class CallTrie {
 public:
  CallTrie() : nodes_(1) {}

  // `path`: outermost first. Sums of equal paths add up.
  void Add(absl::Span<const PlaceIndex> path, const CallTreeBuilder::Sums& sums);

  // At most so many nodes, and no fewer than two. `most_live`: bytes, of the whole program at once.
  CallTree Report(const Places& places, size_t most_nodes, WideSum most_live) const;

 private:
  struct Node {
    int32_t parent = -1;
    PlaceIndex frame = -1;
    int32_t paths = 0;    // that end here
    int32_t holders = 0;  // of these, those of which anything was ever live
    CallTreeBuilder::Sums sums;
  };

  // Which nodes stay: those that hold most of any figure.
  std::vector<bool> Choose(size_t most_nodes) const;
  std::vector<double> Importance() const;

  std::vector<Node> nodes_;  // the root first; parents before children
  IdTable children_;         // in nodes_, by parent and frame
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_CALL_TRIE_H_
